package dev.fettle.cli;

import static dev.fettle.cli.RemoteFamily.API;
import static dev.fettle.cli.RemoteFamily.filled;
import static dev.fettle.cli.RemoteFamily.lists;
import static dev.fettle.cli.RemoteFamily.tells;

import dev.fettle.cli.RemoteCommand.Verb;
import dev.fettle.cli.remote.Records;
import dev.fettle.cli.remote.RemoteException;
import dev.fettle.cli.remote.Views;
import dev.fettle.wire.ChangeDetail;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.Option;
import org.jspecify.annotations.Nullable;

/** {@code fettle changes}: drafting, planning, proposing and judging changes. */
final class ChangeCommands {
    private static final String REASON = "reason";
    private static final String CONTENT = "content";

    /** Options whose text goes into the body under a name. */
    private static final Map<String, String> TEXTS = Map.of(
            "title",
            "title",
            REASON,
            REASON,
            "ticket",
            "ticket",
            "type",
            "type",
            "patches",
            "patches",
            "filter",
            "filter",
            "on-breach",
            "onBreach");

    private static final Map<String, String> NUMBERS = Map.of(
            "model", "model",
            "steps", "steps",
            "group", "group",
            "at-once", "atOnce",
            "unavailable", "unavailable",
            "per-minute", "perMinute",
            "attempts", "attempts",
            "offline-hours", "offlineHours",
            "ripening-days", "ripeningDays");

    private static final Map<String, String> LISTS = Map.of("name", "names", "wave", "waves", "rank", "ranks");

    private final RemoteFamily family;

    ChangeCommands(RemoteFamily family) {
        this.family = family;
    }

    List<Command> all() {
        return List.of(changes());
    }

    private RemoteCommand changes() {
        return family.list(
                "changes",
                "Shows changes, drafts and plans them, and judges them.",
                Views.CHANGES,
                options(),
                tells("show ID", "Tells one, and what it means for its hosts", "/changes/{id}"),
                Verb.of(
                        "builds ID",
                        "Lists its package files, and which of them the server keeps",
                        ChangeCommands::builds),
                Verb.of(
                        "draft TITLE",
                        "Drafts one as the options say and plans it; nobody is asked yet",
                        (session, words) -> session.one(session.send(
                                "POST", API + "/changes", wish(session, Map.of("title", words.getFirst()))))),
                Verb.of(
                        "edit ID",
                        "Changes what the options say, leaves the rest, and plans it anew",
                        (session, words) -> session.one(session.change(
                                filled("/changes/{id}", session, words), seen -> wish(session, former(seen))))),
                Verb.of(
                        "plan ID",
                        "Plans it anew by what is known of its hosts now",
                        (session, words) ->
                                session.one(session.act(filled("/changes/{id}/plan", session, words), Map.of()))),
                Verb.of(
                        "propose ID",
                        "Asks for the approvals that it takes",
                        (session, words) ->
                                session.one(session.act(filled("/changes/{id}/propose", session, words), Map.of()))),
                Verb.of(
                        "approve ID",
                        "Agrees to what --content names, as show tells it",
                        (session, words) -> judge(session, words, "approve")),
                Verb.of(
                        "reject ID",
                        "Says no to what --content names; takes a --reason",
                        (session, words) -> judge(session, words, "reject")),
                Verb.of(
                        "acknowledge ID",
                        "Says that you have taken notice of an emergency change",
                        (session, words) -> session.one(
                                session.send("POST", filled("/changes/{id}/acknowledge", session, words), null))),
                Verb.of(
                        "withdraw ID",
                        "Gives it up for good",
                        (session, words) -> session.one(session.act(
                                filled("/changes/{id}/withdraw", session, words),
                                Map.of(REASON, session.line().getOptionValue(REASON, ""))))),
                lists("incidents ID", "Lists what went wrong by it", "/changes/{id}/incidents", Views.INCIDENTS),
                Verb.of(
                        "incident ID TEXT",
                        "Tells of something that went wrong by it, at --began, with services down for --minutes",
                        ChangeCommands::incident));
    }

    private static void incident(Session session, List<String> words) throws RemoteException, UsageException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("what", words.get(1));
        if (session.line().hasOption("began")) {
            body.put("beganAt", session.line().getOptionValue("began"));
        }
        if (session.line().hasOption("minutes")) {
            body.put("downMinutes", number(session.line().getOptionValue("minutes")));
        }
        session.one(session.send("POST", filled("/changes/{id}/incidents", session, words), body));
    }

    private static void builds(Session session, List<String> words) throws RemoteException, UsageException {
        if (session.line().hasOption("filter") || session.line().hasOption("sort")) {
            throw new UsageException("The builds of a change come in its order, all of them.");
        }
        session.list(filled("/changes/{id}/builds", session, words), Views.CHANGE_BUILDS);
    }

    private static List<Option> options() {
        return List.of(
                Choices.valued("title", "TEXT", "For edit: another title."),
                Choices.valued(REASON, "TEXT", "Why."),
                Choices.valued("ticket", "TEXT", "Its number elsewhere."),
                Choices.valued("type", "standard|normal|emergency", "How it comes to be allowed (default: normal)."),
                Choices.valued("model", "ID", "The change that a standard one repeats."),
                Choices.flag("repeatable", "It may be repeated as a standard change once it is approved."),
                Choices.valued(
                        "patches",
                        "all|security|first|vulnerabilities|advisories|packages",
                        "Which patches (default: security)."),
                Choices.valued("name", "NAME", "A vulnerability, advisory or package; repeatable."),
                Choices.valued("steps", "N", "For first: how many steps of what to patch first."),
                Choices.valued("group", "ID", "The hosts of a named group, in the place of --filter."),
                Choices.valued("host", "ID", "One host, in the place of --filter; repeatable."),
                Choices.valued("wave", "WAVE", "Such as \"pilot 10% soak=24h failed=0\"; repeatable, in order."),
                Choices.valued("rank", "FILTER", "Hosts that come first within a wave; repeatable, in order."),
                Choices.valued("at-once", "N", "Hosts changed at a time."),
                Choices.valued("unavailable", "N", "Hosts in a change or broken at a time, at most."),
                Choices.valued("per-minute", "N", "Hosts begun in a minute (default: 60; 0 for no limit)."),
                Choices.valued("attempts", "N", "On each host."),
                Choices.valued("offline-hours", "N", "For how long a host that is away is waited for."),
                Choices.valued("on-breach", "pause|roll-back-failed|roll-back-wave", "If a gate is not kept to."),
                Choices.valued("ripening-days", "N", "Hold back patches that were first seen less long ago."),
                Choices.valued("began", "TIME", "For incident: when, such as 2027-01-19T02:00:00Z (default: now)."),
                Choices.valued("minutes", "N", "For incident: for how long services were down, if it is known."),
                Choices.valued(CONTENT, "HASH", "For approve and reject: what you saw."));
    }

    private static void judge(Session session, List<String> words, String verb) throws RemoteException, UsageException {
        String content = session.line().getOptionValue(CONTENT);
        if (content == null) {
            ChangeDetail now = Records.read(session.get(filled("/changes/{id}", session, words)), ChangeDetail.class);
            throw new UsageException("Say with --content what you saw, so that nothing else is judged. Look at it with"
                    + " \"fettle changes show " + now.change().id() + "\", then take the hash from there.");
        }
        session.one(session.send(
                "POST",
                filled("/changes/{id}/" + verb, session, words),
                Map.of(CONTENT, content, REASON, session.line().getOptionValue(REASON, ""))));
    }

    /** What was wanted before. */
    private static Map<String, @Nullable Object> former(Map<String, @Nullable Object> seen) {
        Map<String, @Nullable Object> former = new LinkedHashMap<>();
        if (seen.get("wish") instanceof Map<?, ?> wish) {
            wish.forEach((name, value) -> former.put(String.valueOf(name), value));
        }
        return former;
    }

    private static Map<String, @Nullable Object> wish(Session session, Map<String, ? extends @Nullable Object> former) {
        Map<String, @Nullable Object> wish = new LinkedHashMap<>(former);
        TEXTS.forEach((option, member) -> {
            if (session.line().hasOption(option)) {
                wish.put(member, session.line().getOptionValue(option));
            }
        });
        NUMBERS.forEach((option, member) -> {
            if (session.line().hasOption(option)) {
                wish.put(member, number(session.line().getOptionValue(option)));
            }
        });
        LISTS.forEach((option, member) -> {
            if (session.line().hasOption(option)) {
                wish.put(member, List.of(session.line().getOptionValues(option)));
            }
        });
        if (session.line().hasOption("host")) {
            wish.put(
                    "hosts",
                    Arrays.stream(session.line().getOptionValues("host"))
                            .map(ChangeCommands::number)
                            .toList());
        }
        if (session.line().hasOption("repeatable")) {
            wish.put("repeatable", true);
        }
        return wish;
    }

    /** What is no number is for the server to refuse, with a sentence. */
    private static Object number(String text) {
        return text.matches("[0-9]{1,9}") ? (Object) Integer.valueOf(text) : text;
    }
}
