package dev.fettle.cli;

import static dev.fettle.cli.RemoteFamily.API;
import static dev.fettle.cli.RemoteFamily.filled;
import static dev.fettle.cli.RemoteFamily.lists;
import static dev.fettle.cli.RemoteFamily.tells;

import dev.fettle.cli.RemoteCommand.Verb;
import dev.fettle.cli.remote.Views;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code fettle webhooks}: other systems that are told of changes. */
final class WebhookCommands {
    private final RemoteFamily family;

    WebhookCommands(RemoteFamily family) {
        this.family = family;
    }

    List<Command> all() {
        return List.of(family.list(
                "webhooks",
                "Shows which other systems are told of changes, and changes that.",
                Views.WEBHOOKS,
                List.of(
                        Choices.valued(
                                "event",
                                "EVENT",
                                "What it is told of: change.approved, rollout.halted, …; repeatable."),
                        Choices.valued("name", "NAME", "For change: another name."),
                        Choices.valued("address", "URL", "For change: another address.")),
                tells("show ID", "Shows one, with its whole address", "/webhooks/{id}"),
                Verb.of(
                        "add NAME URL",
                        "Adds one that is told of each --event, and shows its secret, this once",
                        (session, words) -> session.one(session.send(
                                "POST",
                                API + "/webhooks",
                                webhook(
                                        session,
                                        new LinkedHashMap<>(Map.of(
                                                "name",
                                                words.get(0),
                                                "address",
                                                words.get(1),
                                                "events",
                                                List.of())))))),
                Verb.of(
                        "change ID",
                        "Changes what the options say and leaves the rest",
                        (session, words) -> session.one(session.change(
                                filled("/webhooks/{id}", session, words),
                                seen -> webhook(session, new LinkedHashMap<>(seen))))),
                Verb.of("remove ID", "Removes one, and what it was told", (session, words) -> {
                    session.delete(filled("/webhooks/{id}", session, words));
                    session.say("The webhook is removed.");
                }),
                Verb.of(
                        "secret ID",
                        "Gives it another secret, and shows that, this once",
                        (session, words) -> session.one(
                                session.send("POST", filled("/webhooks/{id}/secret", session, words), null))),
                Verb.of(
                        "test ID",
                        "Sends it a test",
                        (session, words) ->
                                session.one(session.send("POST", filled("/webhooks/{id}/test", session, words), null))),
                lists(
                        "deliveries ID",
                        "Lists what it was told, the newest first",
                        "/webhooks/{id}/deliveries",
                        Views.DELIVERIES),
                Verb.of(
                        "retry ID MESSAGE",
                        "Has a message sent again, by its number in that list",
                        (session, words) -> session.one(session.send(
                                "POST", filled("/webhooks/{id}/deliveries/{id}/retry", session, words), null)))));
    }

    private static Map<String, @Nullable Object> webhook(Session session, Map<String, @Nullable Object> webhook) {
        for (String each : List.of("name", "address")) {
            if (session.line().hasOption(each)) {
                webhook.put(each, session.line().getOptionValue(each));
            }
        }
        if (session.line().hasOption("event")) {
            webhook.put(
                    "events",
                    Arrays.stream(session.line().getOptionValues("event"))
                            .filter(each -> !each.isBlank())
                            .toList());
        }
        return webhook;
    }
}
