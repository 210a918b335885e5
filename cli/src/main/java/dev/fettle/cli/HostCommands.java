package dev.fettle.cli;

import static dev.fettle.cli.RemoteFamily.API;
import static dev.fettle.cli.RemoteFamily.filled;
import static dev.fettle.cli.RemoteFamily.lists;
import static dev.fettle.cli.RemoteFamily.tells;

import dev.fettle.cli.RemoteCommand.Verb;
import dev.fettle.cli.remote.RemoteException;
import dev.fettle.cli.remote.Views;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The command about hosts: which there are, what they are, and which are kept. */
final class HostCommands {
    private HostCommands() {}

    static RemoteCommand hosts(RemoteFamily family) {
        return family.list(
                "hosts",
                "Shows hosts, says what they are, removes and merges them.",
                Views.HOSTS,
                List.of(
                        Choices.valued(
                                "tag", "TAG", "For describe: all tags that it shall have; repeatable, \"\" for none."),
                        Choices.valued("owner", "OWNER", "For describe: whose it is; \"\" for nobody's."),
                        Choices.valued("environment", "ENVIRONMENT", "For describe: such as production."),
                        Choices.valued("criticality", "low|normal|high|critical", "For describe."),
                        Choices.valued("exposure", "unknown|internal|internet", "For describe."),
                        Choices.valued("reason", "TEXT", "For remove, merge and apart: why, for the audit trail.")),
                tells("show HOST", "Shows one, by its number or name", "/hosts/{host}"),
                Verb.of("describe HOST", "Changes what the options say and leaves the rest", HostCommands::describe),
                Verb.of("remove HOST", "Takes one away; what is known of it stays readable", HostCommands::remove),
                lists("removed", "Lists those that were taken away", "/removed-hosts", Views.REMOVED_HOSTS),
                lists("duplicates", "Lists pairs that are perhaps one machine", "/host-duplicates", Views.DUPLICATES),
                Verb.of(
                        "merge KEPT OTHER",
                        "Merges the second, which is the same machine, into the first, by their numbers",
                        HostCommands::merge),
                Verb.of("apart ONE OTHER", "Says that the two are not the same machine", HostCommands::apart));
    }

    private static void describe(Session session, List<String> words) throws RemoteException, UsageException {
        Map<String, @Nullable Object> wanted = facts(session);
        if (wanted.isEmpty()) {
            throw new UsageException(
                    "Say what the host is, for example: fettle hosts describe web-01 --tag web --owner shop.");
        }
        session.one(session.change(filled("/hosts/{host}/description", session, words), seen -> {
            Map<String, @Nullable Object> whole = new LinkedHashMap<>(seen);
            whole.putAll(wanted);
            return whole;
        }));
    }

    /** What the options say that hosts are; what they don't say is left out. */
    static Map<String, @Nullable Object> facts(Session session) {
        Map<String, @Nullable Object> facts = new HashMap<>();
        String @Nullable [] tags = session.line().getOptionValues("tag");
        if (tags != null) {
            facts.put("tags", Arrays.stream(tags).filter(tag -> !tag.isEmpty()).toList());
        }
        for (String each : List.of("owner", "environment", "criticality", "exposure")) {
            if (session.line().hasOption(each)) {
                facts.put(each, session.line().getOptionValue(each));
            }
        }
        return facts;
    }

    private static void remove(Session session, List<String> words) throws RemoteException, UsageException {
        String reason = reason(session, "remove web-01 --reason \"Scrapped\"");
        session.send("POST", filled("/hosts/{host}/remove", session, words), Map.of("reason", reason));
        session.say(
                "The host is removed. What is known of it can be read at its number; it comes back by being enrolled"
                        + " again.");
    }

    private static void merge(Session session, List<String> words) throws RemoteException, UsageException {
        String reason = reason(session, "merge 9 5 --reason \"Installed anew\"");
        session.send(
                "POST",
                filled("/hosts/{host}/merge", session, words.subList(0, 1)),
                Map.of("other", number(words.get(1)), "reason", reason));
        session.say("The two are one host now.");
    }

    private static void apart(Session session, List<String> words) throws RemoteException, UsageException {
        String reason = reason(session, "apart 9 5 --reason \"Two machines\"");
        session.send(
                "POST",
                API + "/host-duplicates/apart",
                Map.of("first", number(words.get(0)), "second", number(words.get(1)), "reason", reason));
        session.say("The two stay two hosts.");
    }

    private static String reason(Session session, String example) throws UsageException {
        String reason = session.line().getOptionValue("reason", "");
        if (reason.isBlank()) {
            throw new UsageException("Say why: fettle hosts " + example + ".");
        }
        return reason;
    }

    private static long number(String word) throws UsageException {
        if (!word.matches("[0-9]{1,18}")) {
            throw new UsageException("Hosts are merged and told apart by their numbers, which fettle hosts shows; \""
                    + word + "\" is none.");
        }
        return Long.parseLong(word);
    }
}
