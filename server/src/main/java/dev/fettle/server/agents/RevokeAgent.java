package dev.fettle.server.agents;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.audit.Audit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes an agent's identity away: at once on this server, within two seconds on others. Orders that wait for it end. */
@Component
final class RevokeAgent {
    static final int LONGEST_REASON = 500;

    private final AgentStore store;
    private final Roster roster;
    private final WaitingRoom waiting;
    private final ObjectProvider<OrderDesk> desk;
    private final Audit audit;
    private final TransactionTemplate transaction;

    RevokeAgent(
            AgentStore store,
            Roster roster,
            WaitingRoom waiting,
            ObjectProvider<OrderDesk> desk,
            Audit audit,
            PlatformTransactionManager transactions) {
        this.store = store;
        this.roster = roster;
        this.waiting = waiting;
        this.desk = desk;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What came of it. */
    sealed interface Outcome {
        /** Also if it was before. */
        record Revoked() implements Outcome {}

        record NoSuchAgent() implements Outcome {}

        /** @param why a sentence */
        record Refused(String why) implements Outcome {}
    }

    Outcome revoke(Actor actor, UUID id, String reason) {
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            return new Outcome.Refused("Say why, in at most " + LONGEST_REASON + " characters.");
        }
        Optional<StoredAgent> found = transaction.execute(_ -> {
            Optional<StoredAgent> stored = store.lock(id);
            stored.filter(each -> !each.isRevoked()).ifPresent(each -> {
                store.revoke(id);
                desk.ifAvailable(orders -> orders.gone(id));
                audit.append(
                        actor,
                        new Deed(
                                "agent.revoked",
                                new AuditSubject(
                                        "agent", id.toString(), each.agent().name()),
                                Map.of("state", each.agent().state().name().toLowerCase(Locale.ROOT)),
                                Map.of("state", "revoked"),
                                reason.strip()));
            });
            return stored;
        });
        if (found == null || found.isEmpty()) {
            return new Outcome.NoSuchAgent();
        }
        roster.reload(id);
        waiting.wake(id);
        return new Outcome.Revoked();
    }
}
