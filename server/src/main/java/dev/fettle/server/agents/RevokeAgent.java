package dev.fettle.server.agents;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.database.AfterCommit;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostTie;
import dev.fettle.server.hosts.MachineId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes an agent's identity away: at once on this server, within two seconds on others. Orders that wait for it end. */
@Component
final class RevokeAgent implements HostTie {
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
        Boolean found = transaction.execute(_ -> {
            Optional<StoredAgent> stored = store.lock(id);
            stored.ifPresent(each -> revoked(actor, each, reason.strip()));
            return stored.isPresent();
        });
        return Boolean.TRUE.equals(found) ? new Outcome.Revoked() : new Outcome.NoSuchAgent();
    }

    private void revoked(Actor actor, StoredAgent locked, String reason) {
        if (locked.isRevoked()) {
            return;
        }
        UUID id = locked.id();
        store.revoke(id);
        desk.ifAvailable(orders -> orders.gone(id));
        audit.append(
                actor,
                new Deed(
                        "agent.revoked",
                        new AuditSubject("agent", id.toString(), locked.agent().name()),
                        Map.of("state", locked.agent().state().name().toLowerCase(Locale.ROOT)),
                        Map.of("state", "revoked"),
                        reason));
        reloadAfterCommit(id);
    }

    private void reloadAfterCommit(UUID id) {
        AfterCommit.run(() -> {
            roster.reload(id);
            waiting.wake(id);
        });
    }

    @Override
    public void end(Actor actor, Host host, String reason) {
        store.lockOf(host.id()).ifPresent(each -> revoked(actor, each, reason));
    }

    @Override
    public void merged(Host from, Host into, @Nullable MachineId machine) {
        if (machine != null) {
            store.lockOf(into.id()).ifPresent(each -> {
                store.machine(each.id(), machine);
                reloadAfterCommit(each.id());
            });
        }
    }
}
