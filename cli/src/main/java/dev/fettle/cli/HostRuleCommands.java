package dev.fettle.cli;

import static dev.fettle.cli.RemoteFamily.API;
import static dev.fettle.cli.RemoteFamily.filled;
import static dev.fettle.cli.RemoteFamily.lists;
import static dev.fettle.cli.RemoteFamily.tells;

import dev.fettle.cli.RemoteCommand.Verb;
import dev.fettle.cli.remote.RemoteException;
import dev.fettle.cli.remote.Views;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The commands about rules on what hosts are, and about named groups of hosts. */
final class HostRuleCommands {
    private final RemoteFamily family;

    HostRuleCommands(RemoteFamily family) {
        this.family = family;
    }

    List<Command> all() {
        return List.of(rules(), groups());
    }

    private RemoteCommand rules() {
        return family.list(
                "host-rules",
                "Shows the rules that say what hosts are, and changes them.",
                Views.HOST_RULES,
                List.of(
                        Choices.valued("tag", "TAG", "That hosts get who fit; repeatable."),
                        Choices.valued("owner", "OWNER", "Whose they are."),
                        Choices.valued("environment", "ENVIRONMENT", "Such as production."),
                        Choices.valued("criticality", "low|normal|high|critical", "How much depends on them."),
                        Choices.valued("exposure", "unknown|internal|internet", "From where they are reached."),
                        Choices.valued("place", "N", "From 1; the rule with the smaller place counts.")),
                tells("show ID", "Shows one", "/host-rules/{id}"),
                Verb.of(
                        "preview CONDITION",
                        "Tells which hosts a rule would change, without saving it",
                        (session, words) -> session.one(session.send(
                                "POST",
                                API + "/host-rules/preview",
                                rule(
                                        session,
                                        new LinkedHashMap<>(
                                                Map.of("name", "preview", "condition", words.getFirst())))))),
                Verb.of(
                        "add NAME CONDITION",
                        "Adds one; the options say what hosts that fit are",
                        (session, words) -> session.one(session.send(
                                "POST",
                                API + "/host-rules",
                                rule(
                                        session,
                                        new LinkedHashMap<>(
                                                Map.of("name", words.get(0), "condition", words.get(1))))))),
                Verb.of(
                        "change ID",
                        "Changes what the options say and leaves the rest",
                        (session, words) -> session.one(session.change(
                                filled("/host-rules/{id}", session, words),
                                seen -> rule(session, new LinkedHashMap<>(seen))))),
                Verb.of("remove ID", "Removes one; what it has said is said no more", (session, words) -> {
                    session.delete(filled("/host-rules/{id}", session, words));
                    session.say("The rule is removed.");
                }));
    }

    private static Map<String, @Nullable Object> rule(Session session, Map<String, @Nullable Object> rule)
            throws RemoteException {
        rule.putAll(HostCommands.facts(session));
        if (session.line().hasOption("place")) {
            String place = session.line().getOptionValue("place");
            // What is no number is for the server to refuse, with a sentence.
            rule.put("position", place.matches("[0-9]{1,6}") ? (Object) Integer.valueOf(place) : place);
        }
        return rule;
    }

    private RemoteCommand groups() {
        return family.list(
                "host-groups",
                "Shows the named groups of hosts, and changes them.",
                Views.HOST_GROUPS,
                List.of(
                        Choices.valued("note", "TEXT", "What the group is for."),
                        Choices.valued("name", "NAME", "For change: another name."),
                        Choices.valued("condition", "FILTER", "For change: which hosts belong to it.")),
                tells("show ID", "Shows one", "/host-groups/{id}"),
                lists("hosts ID", "Lists the hosts that belong to it now", "/host-groups/{id}/hosts", Views.HOSTS),
                Verb.of(
                        "add NAME CONDITION",
                        "Names the hosts that fit a filter",
                        (session, words) -> session.one(session.send(
                                "POST",
                                API + "/host-groups",
                                Map.of(
                                        "name",
                                        words.get(0),
                                        "condition",
                                        words.get(1),
                                        "note",
                                        session.line().getOptionValue("note", ""))))),
                Verb.of(
                        "change ID",
                        "Changes what the options say and leaves the rest",
                        (session, words) ->
                                session.one(session.change(filled("/host-groups/{id}", session, words), seen -> {
                                    Map<String, @Nullable Object> whole = new LinkedHashMap<>(seen);
                                    for (String each : List.of("name", "condition", "note")) {
                                        if (session.line().hasOption(each)) {
                                            whole.put(each, session.line().getOptionValue(each));
                                        }
                                    }
                                    return whole;
                                }))),
                Verb.of("remove ID", "Removes one; the hosts stay", (session, words) -> {
                    session.delete(filled("/host-groups/{id}", session, words));
                    session.say("The group is removed.");
                }));
    }
}
