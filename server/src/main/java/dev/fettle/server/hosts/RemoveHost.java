package dev.fettle.server.hosts;

import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.database.AllOrNothing;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes a host away: out of all lists and counts, its agent revoked, no longer looked at. What was known of it, its orders
 * and its entries in the audit stay and can be read at its address. It comes back by being enrolled again.
 */
@Component
public final class RemoveHost {
    static final int LONGEST_REASON = 500;

    private final HostStore hosts;
    private final HostRuleStore rules;
    private final ObjectProvider<HostTie> ties;
    private final Audit audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    RemoveHost(
            HostStore hosts,
            HostRuleStore rules,
            ObjectProvider<HostTie> ties,
            Audit audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.hosts = hosts;
        this.rules = rules;
        this.ties = ties;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What came of it. */
    public sealed interface Outcome {
        record Removed() implements Outcome {}

        /** Not there, or not in the actor's scope, which is the same to them. */
        record NoSuchHost() implements Outcome {}

        /** @param why a sentence that says what to do */
        record Refused(String why) implements Outcome {}
    }

    /** What is wrong with a reason; empty if nothing is. */
    static Optional<String> fault(String reason) {
        return reason.isBlank() || reason.length() > LONGEST_REASON
                ? Optional.of("Say why, in at most " + LONGEST_REASON + " characters: the audit trail keeps it.")
                : Optional.empty();
    }

    /** @param scope of the actor */
    public Outcome remove(Actor actor, Scope scope, HostId id, String reason) {
        Optional<String> fault = fault(reason);
        if (fault.isPresent()) {
            return new Outcome.Refused(fault.get());
        }
        return AllOrNothing.within(transaction, Outcome.Removed.class::isInstance, () -> {
            rules.share();
            return within(actor, scope, id, reason.strip());
        });
    }

    private Outcome within(Actor actor, Scope scope, HostId id, String reason) {
        Optional<Host> found = hosts.find(id, scope);
        if (found.isEmpty()) {
            return new Outcome.NoSuchHost();
        }
        List<HostTie> all = ties.orderedStream().toList();
        Optional<String> kept =
                all.stream().flatMap(tie -> tie.keeps(found.get()).stream()).findFirst();
        if (kept.isPresent()) {
            return new Outcome.Refused(kept.get());
        }
        all.forEach(tie -> tie.end(actor, found.get(), reason));
        Host host = hosts.lock(Set.of(id)).getFirst();
        if (host.isRemoved()) {
            return new Outcome.Refused(host.name() + " was removed already.");
        }
        hosts.remove(id, new Host.Removal(clock.instant(), actor.name(), reason, null));
        audit.append(
                actor,
                new Deed(
                        "host.removed",
                        new AuditSubject("host", id.toString(), host.name()),
                        Map.of("machine", host.machine().value()),
                        Map.of(),
                        reason));
        return new Outcome.Removed();
    }
}
