package dev.fettle.cli;

import static dev.fettle.cli.RemoteFamily.API;
import static dev.fettle.cli.RemoteFamily.filled;
import static dev.fettle.cli.RemoteFamily.tells;

import dev.fettle.cli.RemoteCommand.Verb;
import dev.fettle.cli.remote.Views;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The commands about when hosts may be changed. */
final class WindowCommands {
    private final RemoteFamily family;

    WindowCommands(RemoteFamily family) {
        this.family = family;
    }

    List<Command> all() {
        return List.of(windows(), freezes());
    }

    private RemoteCommand windows() {
        return family.list(
                "windows",
                "Shows the maintenance windows, and changes them.",
                Views.WINDOWS,
                List.of(
                        Choices.valued("hosts", "FILTER", "Which hosts have it; \"\" for all, as without it."),
                        Choices.valued("first", "TIME", "From when on and at which time of day: 2027-01-19T02:00."),
                        Choices.valued(
                                "zone", "ZONE", "Whose clocks are meant, such as Europe/Berlin; UTC without it."),
                        Choices.valued("minutes", "N", "For how long it is open."),
                        Choices.valued(
                                "opens",
                                "HOW",
                                "\"every day\", weekdays, \"Monday, Thursday\", \"third Tuesday\", \"Saturday after the"
                                        + " second Tuesday\", once, or a rule such as FREQ=MONTHLY;BYDAY=3TU."),
                        Choices.valued("except", "DATE", "A day on which it does not open; repeatable, \"\" for none."),
                        Choices.valued("name", "NAME", "For change: another name."),
                        Choices.valued("note", "TEXT", "What it is for.")),
                tells("show ID", "Shows one", "/windows/{id}"),
                tells("openings ID", "Tells its next 12 openings", "/windows/{id}/openings"),
                tells("of HOST", "Tells when a host may be changed", "/hosts/{host}/windows"),
                Verb.of(
                        "preview",
                        "Tells the next 12 openings of a window that the options make, without saving it",
                        (session, _) -> session.one(
                                session.send("POST", API + "/windows/preview", window(session, anew("preview"))))),
                Verb.of(
                        "add NAME",
                        "Adds the one that the options make",
                        (session, words) -> session.one(
                                session.send("POST", API + "/windows", window(session, anew(words.getFirst()))))),
                Verb.of(
                        "change ID",
                        "Changes what the options say and leaves the rest",
                        (session, words) -> session.one(session.change(
                                filled("/windows/{id}", session, words),
                                seen -> window(session, new LinkedHashMap<>(seen))))),
                Verb.of("remove ID", "Removes one", (session, words) -> {
                    session.delete(filled("/windows/{id}", session, words));
                    session.say("The window is removed.");
                }));
    }

    private static Map<String, @Nullable Object> anew(String name) {
        return new LinkedHashMap<>(Map.of("name", name, "zone", "UTC", "minutes", 120));
    }

    private static Map<String, @Nullable Object> window(Session session, Map<String, @Nullable Object> window) {
        put(session, "name", "name", window);
        put(session, "hosts", "condition", window);
        put(session, "first", "first", window);
        put(session, "zone", "zone", window);
        put(session, "opens", "rule", window);
        put(session, "note", "note", window);
        if (session.line().hasOption("minutes")) {
            String minutes = session.line().getOptionValue("minutes");
            // What is no number is for the server to refuse, with a sentence.
            window.put("minutes", minutes.matches("[0-9]{1,6}") ? (Object) Integer.valueOf(minutes) : minutes);
        }
        if (session.line().hasOption("except")) {
            window.put(
                    "except",
                    Arrays.stream(session.line().getOptionValues("except"))
                            .filter(each -> !each.isBlank())
                            .toList());
        }
        return window;
    }

    private static void put(Session session, String option, String member, Map<String, @Nullable Object> whole) {
        if (session.line().hasOption(option)) {
            whole.put(member, session.line().getOptionValue(option));
        }
    }

    private RemoteCommand freezes() {
        return family.list(
                "freezes",
                "Shows the times in which nothing is changed, and changes them.",
                Views.FREEZES,
                List.of(
                        Choices.valued("hosts", "FILTER", "Which hosts it is for; \"\" for all, as without it."),
                        Choices.valued(
                                "zone", "ZONE", "Whose clocks are meant, such as Europe/Berlin; UTC without it."),
                        Choices.valued("name", "NAME", "For change: another name."),
                        Choices.valued("start", "TIME", "For change: another start, such as 2026-12-20T00:00."),
                        Choices.valued("end", "TIME", "For change: another end."),
                        Choices.valued("note", "TEXT", "What it is for.")),
                tells("show ID", "Shows one", "/freezes/{id}"),
                Verb.of(
                        "add NAME START END",
                        "Adds one, from and until such as 2026-12-20T00:00",
                        (session, words) -> session.one(session.send(
                                "POST",
                                API + "/freezes",
                                freeze(
                                        session,
                                        new LinkedHashMap<>(Map.of(
                                                "name", words.get(0),
                                                "start", words.get(1),
                                                "end", words.get(2),
                                                "zone", "UTC")))))),
                Verb.of(
                        "change ID",
                        "Changes what the options say and leaves the rest",
                        (session, words) -> session.one(session.change(
                                filled("/freezes/{id}", session, words),
                                seen -> freeze(session, new LinkedHashMap<>(seen))))),
                Verb.of("remove ID", "Removes one; windows open again", (session, words) -> {
                    session.delete(filled("/freezes/{id}", session, words));
                    session.say("The freeze is removed.");
                }));
    }

    private static Map<String, @Nullable Object> freeze(Session session, Map<String, @Nullable Object> freeze) {
        for (String each : List.of("name", "zone", "start", "end", "note")) {
            put(session, each, each, freeze);
        }
        put(session, "hosts", "condition", freeze);
        return freeze;
    }
}
