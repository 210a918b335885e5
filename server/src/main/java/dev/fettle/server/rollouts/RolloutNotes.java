package dev.fettle.server.rollouts;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.core.rollout.HostCourse;
import dev.fettle.core.rollout.Rollout;
import dev.fettle.core.rollout.Standing;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.hosts.HostId;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** What the audit trail is told of roll-outs; the orders that come of them stand under their hosts. */
@Component
final class RolloutNotes {
    private final Audit audit;

    RolloutNotes(Audit audit) {
        this.audit = audit;
    }

    void started(Actor actor, RolloutHead head) {
        Map<String, String> told = new TreeMap<>();
        told.put("change", Long.toString(head.change()));
        told.put("content", head.content().hex());
        told.put("hosts", Integer.toString(head.hosts()));
        told.put("start-at", head.startAt().toString());
        told.put("back-any-time", Boolean.toString(head.backAnyTime()));
        audit.append(actor, new Deed("rollout.started", subject(head), Map.of(), told, ""));
    }

    /** @param kind such as {@code rollout.paused} */
    void moved(Actor actor, String kind, RolloutHead head, Rollout before, Rollout after, String why) {
        audit.append(actor, new Deed(kind, subject(head), told(before), told(after), why));
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
