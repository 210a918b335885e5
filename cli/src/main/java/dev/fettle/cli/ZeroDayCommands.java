package dev.fettle.cli;

import static dev.fettle.cli.RemoteFamily.API;

import dev.fettle.cli.RemoteCommand.Verb;
import dev.fettle.cli.remote.Profile;
import dev.fettle.cli.remote.Records;
import dev.fettle.cli.remote.RemoteException;
import dev.fettle.wire.ChangeDetail;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code fettle zero-day}: what cannot wait, in one command. */
final class ZeroDayCommands {
    private final RemoteFamily family;

    ZeroDayCommands(RemoteFamily family) {
        this.family = family;
    }

    List<Command> all() {
        return List.of(family.command(
                "zero-day",
                "Closes a vulnerability on all hosts that are exposed to it, by an emergency change.",
                List.of(
                        Choices.valued("filter", "FILTER", "Of the exposed hosts those that fit (default: all)."),
                        Choices.valued("reason", "TEXT", "Why."),
                        Choices.valued("ticket", "TEXT", "Its number elsewhere."),
                        Choices.flag("yes", "Start it without showing first what it would do."),
                        Choices.valued("content", "HASH", "For start: what was shown."),
                        Choices.valued(
                                "override",
                                "windows|windows-and-freezes",
                                "What is not waited for (default: nothing)."),
                        Choices.valued("override-reason", "TEXT", "Why that is not waited for.")),
                Verb.of(
                        "CVE",
                        "Drafts the change and tells what it would do; with --yes starts it at once",
                        (session, words) -> draft(session, words.getFirst())),
                Verb.of(
                        "start CHANGE",
                        "Proposes and starts the one that was drafted, as --content names it",
                        (session, words) ->
                                start(session, words.getFirst(), session.line().getOptionValue("content")))));
    }

    private static void draft(Session session, String vulnerability) throws RemoteException {
        Map<String, Object> wish = new LinkedHashMap<>(Map.of("vulnerability", vulnerability));
        for (String each : List.of("filter", "reason", "ticket")) {
            if (session.line().hasOption(each)) {
                wish.put(each, session.line().getOptionValue(each));
            }
        }
        Object told = session.send("POST", API + "/zero-days", wish);
        ChangeDetail drafted = Records.read(told, ChangeDetail.class);
        long number = drafted.change().id();
        if (session.line().hasOption("yes")) {
            session.say("Change " + number + " is drafted.");
            start(session, Long.toString(number), drafted.change().content());
            return;
        }
        session.one(told);
        StringBuilder next = new StringBuilder("fettle zero-day start " + number + " --content "
                + drafted.change().content());
        for (String each : List.of("override", "override-reason")) {
            if (session.line().hasOption(each)) {
                next.append(" --")
                        .append(each)
                        .append(" '")
                        .append(session.line().getOptionValue(each).replace("'", "'\\''"))
                        .append('\'');
            }
        }
        session.say("Nothing has begun. To start just this: " + next);
    }

    private static void start(Session session, String change, @Nullable String content) throws RemoteException {
        Map<String, Object> body = new LinkedHashMap<>();
        if (content != null) {
            body.put("content", content);
        }
        if (session.line().hasOption("override")) {
            body.put("override", session.line().getOptionValue("override"));
        }
        if (session.line().hasOption("override-reason")) {
            body.put("overrideReason", session.line().getOptionValue("override-reason"));
        }
        session.one(session.send("POST", API + "/zero-days/" + Profile.encoded(change) + "/start", body));
    }
}
