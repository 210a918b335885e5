package dev.fettle.server.changes;

import dev.fettle.core.approval.Approval;
import dev.fettle.core.approval.Asked;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.webhooks.EventKind;
import dev.fettle.server.webhooks.Outbox;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the audit trail and webhooks are told of changes: how each stands, and by its hash what exactly. */
@Component
final class ChangeNotes {
    private final Audit audit;
    private final Outbox outbox;

    ChangeNotes(Audit audit, Outbox outbox) {
        this.audit = audit;
        this.outbox = outbox;
    }

    /** @param before null for a new one */
    void filled(Actor actor, String kind, @Nullable Change before, Change after) {
        audit.append(actor, new Deed(kind, subject(after), before == null ? Map.of() : told(before), told(after), ""));
        tell(actor, kind, after, "");
    }

    void moved(Actor actor, String kind, Change before, Change after, String why) {
        audit.append(actor, new Deed(kind, subject(after), told(before), told(after), why));
        tell(actor, kind, after, why);
    }

    /** Other systems are told less: what they need to find it, and how it stands. */
    private void tell(Actor actor, String kind, Change change, String why) {
        EventKind event = EventKind.of(kind).orElseThrow();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("change", change.number());
        facts.put("title", change.title());
        facts.put("ticket", change.ticket());
        facts.put("changeType", change.type().word());
        facts.put("state", change.state().word());
        facts.put("hosts", change.hosts());
        facts.put("content", change.content().hex());
        if (!why.isEmpty()) {
            facts.put("reason", why);
        }
        outbox.put(event, actor, "/changes/" + change.number(), facts);
    }

    /** @param again how often it was told again */
    void alert(Actor actor, String kind, Change change, int again) {
        audit.append(
                actor, new Deed(kind, subject(change), Map.of(), Map.of("told-again", Integer.toString(again)), ""));
        tell(actor, kind, change, "");
    }

    /** The approval that it owes has not come in time. */
    void overdue(Change change) {
        Actor actor = Actor.server("approvals");
        audit.append(actor, new Deed("change.overdue", subject(change), Map.of(), told(change), ""));
        tell(actor, "change.overdue", change, "");
    }

    /** Somebody tells that something went wrong by it. */
    void incident(Actor actor, Change change, Incident incident) {
        Map<String, String> told = new TreeMap<>();
        told.put("incident", Long.toString(incident.id()));
        told.put("what", incident.what());
        told.put("began", incident.began().toString());
        if (incident.downMinutes() != null) {
            told.put("down-minutes", incident.downMinutes().toString());
        }
        audit.append(actor, new Deed("change.incident-recorded", subject(change), Map.of(), told, ""));
    }

    private static Map<String, String> told(Change change) {
        Map<String, String> told = new TreeMap<>();
        told.put("state", change.state().word());
        told.put("title", change.title());
        told.put("type", change.type().word());
        told.put("content", change.content().hex());
        told.put("hosts", Integer.toString(change.hosts()));
        if (!change.ticket().isEmpty()) {
            told.put("ticket", change.ticket());
        }
        change.state().request().ifPresent(asked -> told(asked, told));
        return told;
    }

    private static void told(Asked asked, Map<String, String> told) {
        told.put("proposer", asked.proposer());
        told.put("needed", Integer.toString(asked.needed()));
        if (asked.owedUntil() != null) {
            told.put("owed-until", asked.owedUntil().toString());
        }
        if (!asked.given().isEmpty()) {
            told.put("approved-by", asked.given().stream().map(Approval::person).collect(Collectors.joining(" ")));
        }
    }

    private static AuditSubject subject(Change change) {
        return new AuditSubject("change", Long.toString(change.number()), change.title());
    }
}
