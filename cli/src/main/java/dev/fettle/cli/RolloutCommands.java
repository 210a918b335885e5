package dev.fettle.cli;

import static dev.fettle.cli.RemoteFamily.API;
import static dev.fettle.cli.RemoteFamily.filled;
import static dev.fettle.cli.RemoteFamily.tells;

import dev.fettle.cli.RemoteCommand.Verb;
import dev.fettle.cli.remote.RemoteException;
import dev.fettle.cli.remote.Views;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.Option;

/** {@code fettle rollouts}: starting roll-outs of approved changes, watching and steering them. */
final class RolloutCommands {
    private static final String REASON = "reason";

    private final RemoteFamily family;

    RolloutCommands(RemoteFamily family) {
        this.family = family;
    }

    List<Command> all() {
        return List.of(rollouts(), facts());
    }

    private RemoteCommand facts() {
        return family.list(
                "facts",
                "Shows what became of the hosts of roll-outs, and when; --format csv or json for other programs.",
                Views.FACTS,
                List.of());
    }

    private RemoteCommand rollouts() {
        return family.list(
                "rollouts",
                "Shows roll-outs, starts them and steers them.",
                Views.ROLLOUTS,
                options(),
                tells("show ID", "Tells one: its waves, and what it waits for", "/rollouts/{id}"),
                Verb.of("hosts ID", "Lists its hosts, wave by wave", RolloutCommands::hosts),
                Verb.of("start CHANGE", "Starts the roll-out of an approved change", RolloutCommands::start),
                steer("pause ID", "Pauses it: no host is given anything until it is resumed", "pause"),
                steer("resume ID", "Resumes it, in spite of what has halted it; takes a --reason", "resume"),
                Verb.of(
                        "abort ID",
                        "Ends it before its time; takes a --reason, and with --back has hosts go back",
                        RolloutCommands::abort),
                steer("skip ID HOST", "Takes a host out; takes a --reason", "hosts/{host}/skip"),
                steer("retry ID HOST", "Has a host that has not succeeded tried again", "hosts/{host}/retry"),
                Verb.of(
                        "follow-up ID",
                        "Drafts a change for the hosts that it has left, once it has ended",
                        (session, words) -> session.one(
                                session.send("POST", filled("/rollouts/{id}/follow-up", session, words), Map.of()))));
    }

    private static List<Option> options() {
        return List.of(
                Choices.valued(REASON, "TEXT", "Why."),
                Choices.valued("at", "TIME", "For start: not before, such as 2027-01-19T02:00:00Z (default: now)."),
                Choices.flag("back-any-time", "For start: roll-backs wait for neither windows nor freezes."),
                Choices.valued("override-reason", "TEXT", "For --back-any-time: why."),
                Choices.valued("content", "HASH", "For start: only if this is what is approved."),
                Choices.valued("back", "failed|wave|all", "For abort: which hosts go back (default: none)."),
                Choices.valued("state", "STATE", "For hosts: only those that stand so, such as failed."),
                Choices.valued("wave", "N", "For hosts: only those of a wave, counted from 1."),
                Choices.valued("name", "TEXT", "For hosts: only those with this in their names."));
    }

    private static void hosts(Session session, List<String> words) throws RemoteException, UsageException {
        if (session.line().hasOption("filter") || session.line().hasOption("sort")) {
            throw new UsageException(
                    "The hosts of a roll-out come in its order; choose among them with --state, --wave and --name.");
        }
        Map<String, String> wanted = new LinkedHashMap<>();
        for (String option : List.of("state", "wave", "name")) {
            if (session.line().hasOption(option)) {
                wanted.put(option, session.line().getOptionValue(option));
            }
        }
        session.list(filled("/rollouts/{id}/hosts", session, words), wanted, Views.ROLLOUT_HOSTS);
    }

    private static void start(Session session, List<String> words) throws RemoteException, UsageException {
        String change = words.getFirst();
        if (!change.matches("[0-9]{1,18}")) {
            throw new UsageException("A change is named by its number; fettle changes shows it.");
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("change", Long.valueOf(change));
        if (session.line().hasOption("content")) {
            body.put("content", session.line().getOptionValue("content"));
        }
        if (session.line().hasOption("at")) {
            body.put("startAt", session.line().getOptionValue("at"));
        }
        if (session.line().hasOption("back-any-time")) {
            body.put("backAnyTime", true);
        }
        if (session.line().hasOption("override-reason")) {
            body.put("overrideReason", session.line().getOptionValue("override-reason"));
        }
        session.one(session.send("POST", API + "/rollouts", body));
    }

    private static Verb steer(String written, String description, String way) {
        return Verb.of(
                written,
                description,
                (session, words) -> session.one(session.act(
                        filled("/rollouts/{id}/" + way, session, words),
                        Map.of(REASON, session.line().getOptionValue(REASON, "")))));
    }

    private static void abort(Session session, List<String> words) throws RemoteException, UsageException {
        session.one(session.act(
                filled("/rollouts/{id}/abort", session, words),
                Map.of(
                        REASON,
                        session.line().getOptionValue(REASON, ""),
                        "which",
                        session.line().getOptionValue("back", "nothing"))));
    }
}
