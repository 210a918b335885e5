package dev.fettle.server.rollouts;

import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.core.rollout.HostCourse;
import dev.fettle.core.rollout.Rollout;
import dev.fettle.core.rollout.Stage;
import dev.fettle.core.rollout.Standing;
import dev.fettle.core.rollout.Tally;
import dev.fettle.core.rollout.Why;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.changes.Change;
import dev.fettle.server.changes.Changes;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.webhooks.EventKind;
import dev.fettle.server.webhooks.Outbox;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** What the audit trail and webhooks are told of roll-outs; the orders that come of them stand under their hosts. */
@Component
final class RolloutNotes {
    private final Audit audit;
    private final Outbox outbox;
    private final Changes changes;

    RolloutNotes(Audit audit, Outbox outbox, Changes changes) {
        this.audit = audit;
        this.outbox = outbox;
        this.changes = changes;
    }

    void started(Actor actor, RolloutHead head) {
        Map<String, String> told = new TreeMap<>();
        told.put("change", Long.toString(head.change()));
        told.put("content", head.content().hex());
        told.put("hosts", Integer.toString(head.hosts()));
        told.put("start-at", head.startAt().toString());
        told.put("back-any-time", Boolean.toString(head.backAnyTime()));
        audit.append(actor, new Deed("rollout.started", subject(head), Map.of(), told, ""));
        tell(actor, EventKind.ROLLOUT_STARTED, head, head.stage(), "", Map.of());
    }

    /** Who started it has decided that it does not wait for windows. */
    void overridden(Actor actor, RolloutHead head) {
        Map<String, String> told = Map.of("overridden", head.override().word());
        audit.append(actor, new Deed("rollout.windows-overridden", subject(head), Map.of(), told, head.overrideWhy()));
    }

    /** Who started it has decided that hosts which go back wait for nothing. */
    void backAnyTime(Actor actor, RolloutHead head) {
        audit.append(actor, new Deed("rollout.back-any-time", subject(head), Map.of(), Map.of(), head.overrideWhy()));
    }

    /** @param kind such as {@code rollout.paused} */
    void moved(Actor actor, String kind, RolloutHead head, Rollout before, Rollout after, String why) {
        audit.append(actor, new Deed(kind, subject(head), told(before), told(after), why));
        event(before.stage(), after.stage())
                .ifPresent(event -> tell(actor, event, head, after.stage(), why, counts(after)));
    }

    /** How the hosts of a roll-out that has ended stand; nothing of another, for that would soon be otherwise. */
    private static Map<String, Object> counts(Rollout rollout) {
        if (!(rollout.stage() instanceof Stage.Ended)) {
            return Map.of();
        }
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("done", rollout.count(Standing.DONE));
        counts.put("failed", rollout.tallies().stream().mapToInt(Tally::failed).sum());
        counts.put("leftOver", rollout.count(Standing.LEFT_OVER));
        counts.put("skipped", rollout.count(Standing.SKIPPED));
        return counts;
    }

    /** What others are told when one stage comes after another. */
    static Optional<EventKind> event(Stage before, Stage after) {
        if (before.word().equals(after.word())) {
            return Optional.empty();
        }
        return switch (after) {
            case Stage.Ended _ -> Optional.of(EventKind.ROLLOUT_ENDED);
            case Stage.Paused(Stage _, Why.Person _) -> Optional.of(EventKind.ROLLOUT_PAUSED);
            case Stage.Paused _ -> Optional.of(EventKind.ROLLOUT_HALTED);
            case Stage.Scheduled _, Stage.Rolling _, Stage.Soaking _, Stage.TakingBack _ ->
                before instanceof Stage.Paused ? Optional.of(EventKind.ROLLOUT_RESUMED) : Optional.empty();
            case Stage.Ending _ -> Optional.empty();
        };
    }

    private void tell(
            Actor actor, EventKind event, RolloutHead head, Stage stage, String why, Map<String, Object> counts) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("rollout", head.number());
        facts.put("change", head.change());
        facts.put("title", head.title());
        facts.put(
                "ticket",
                changes.find(head.change(), Scope.everything())
                        .map(Change::ticket)
                        .orElse(""));
        facts.put("state", stage.word());
        facts.put("hosts", head.hosts());
        facts.putAll(counts);
        facts.put("windowsOverridden", head.override().word());
        if (!why.isEmpty()) {
            facts.put("reason", why);
        }
        outbox.put(event, actor, "/rollouts/" + head.number(), facts);
    }

    /** A person has decided on one host of it. */
    void host(
            Actor actor, String kind, RolloutHead head, HostId host, HostCourse before, HostCourse after, String why) {
        audit.append(
                actor,
                new Deed(
                        kind,
                        subject(head),
                        Map.of(
                                "host",
                                host.toString(),
                                "state",
                                HostForm.of(before).state()),
                        Map.of(
                                "host",
                                host.toString(),
                                "state",
                                HostForm.of(after).state()),
                        why));
    }

    private static Map<String, String> told(Rollout rollout) {
        Map<String, String> told = new TreeMap<>();
        told.put("stage", rollout.stage().word());
        told.put(
                "wave",
                Integer.toString(
                        Math.min(rollout.stage().reached(), rollout.tallies().size() - 1) + 1));
        for (Standing each : Standing.values()) {
            if (rollout.count(each) > 0) {
                told.put(each.name().toLowerCase(Locale.ROOT).replace('_', '-'), Integer.toString(rollout.count(each)));
            }
        }
        return told;
    }

    private static AuditSubject subject(RolloutHead head) {
        return new AuditSubject("rollout", Long.toString(head.number()), head.title());
    }
}
