package dev.fettle.server.hosts;

import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.database.AllOrNothing;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes two hosts that are one machine together. The kept one gets the other's history from before its own began, so that
 * what was open then has been open since then; its orders; and what people say of it, if of the kept one nobody has said
 * anything. The other is removed, as by {@link RemoveHost}, and what is known of it can be read at its address.
 */
@Component
public final class MergeHosts {
    /**
     * Before what tells a real machine from others; something made up stands in for one that shared it when it was enrolled.
     * The kept host is to have the real one, so that enrolling the machine anew finds it.
     */
    private static final String REAL = "machine-id ";

    private final HostStore hosts;
    private final HostRuleStore rules;
    private final DeltaStore deltas;
    private final ObjectProvider<HostTie> ties;
    private final Audit audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    MergeHosts(
            HostStore hosts,
            HostRuleStore rules,
            DeltaStore deltas,
            ObjectProvider<HostTie> ties,
            Audit audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.hosts = hosts;
        this.rules = rules;
        this.deltas = deltas;
        this.ties = ties;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What came of it. */
    public sealed interface Outcome {
        /** @param kept as it is now */
        record Merged(Host kept) implements Outcome {}

        /** One is not there, was removed, or is not in the actor's scope. */
        record NoSuchHost() implements Outcome {}

        /** @param why a sentence that says what to do */
        record Refused(String why) implements Outcome {}
    }

    /** @param scope of the actor */
    public Outcome merge(Actor actor, Scope scope, HostId kept, HostId other, String reason) {
        Optional<String> fault = RemoveHost.fault(reason);
        if (fault.isPresent()) {
            return new Outcome.Refused(fault.get());
        }
        if (kept.equals(other)) {
            return new Outcome.Refused("That is one host already. Name two.");
        }
        return AllOrNothing.within(transaction, Outcome.Merged.class::isInstance, () -> {
            rules.share();
            return within(actor, scope, kept, other, reason.strip());
        });
    }

    private Outcome within(Actor actor, Scope scope, HostId kept, HostId other, String reason) {
        Map<HostId, Host> found = new HashMap<>();
        hosts.find(Set.of(kept, other), scope).forEach(each -> found.put(each.id(), each));
        Host into = found.get(kept);
        Host from = found.get(other);
        if (into == null || from == null) {
            return new Outcome.NoSuchHost();
        }
        List<HostTie> all = ties.orderedStream().toList();
        Optional<String> needed =
                all.stream().flatMap(tie -> tie.keeps(from).stream()).findFirst();
        if (needed.isPresent()) {
            return new Outcome.Refused(needed.get());
        }
        // Agents are locked before hosts, as whoever takes an inventory in does.
        boolean swap = isReal(from) && !isReal(into);
        all.forEach(tie -> tie.end(actor, from, reason));
        all.forEach(tie -> tie.merged(from, into, swap ? from.machine() : null));
        if (hosts.lock(found.keySet()).stream().anyMatch(Host::isRemoved)) {
            return new Outcome.NoSuchHost();
        }
        if (swap) {
            hosts.swapMachines(from, into);
        }
        int looks = deltas.precede(into.id(), from.id());
        boolean described = describe(from, into);
        Instant since = from.addedAt().isBefore(into.addedAt()) ? from.addedAt() : into.addedAt();
        hosts.known(into.id(), since);
        hosts.remove(from.id(), new Host.Removal(clock.instant(), actor.name(), reason, into.id()));
        note(actor, from, into, reason, looks, described);
        return new Outcome.Merged(hosts.find(kept, Scope.everything()).orElseThrow());
    }

    private static boolean isReal(Host host) {
        return host.machine().value().startsWith(REAL);
    }

    private boolean describe(Host from, Host into) {
        boolean wanted = into.described().equals(Host.Described.NOT_YET)
                && !from.described().equals(Host.Described.NOT_YET);
        return wanted && hosts.describe(into.id(), into.version(), from.described());
    }

    private void note(Actor actor, Host from, Host into, String reason, int looks, boolean described) {
        Map<String, String> after = new TreeMap<>(Map.of(
                "merged host",
                from.id().toString(),
                "its name",
                from.name(),
                "its machine",
                from.machine().value(),
                "looks taken over",
                Integer.toString(looks)));
        if (described) {
            after.put("description", "taken over");
        }
        audit.append(actor, new Deed("host.merged", subject(into), Map.of(), after, reason));
        audit.append(
                actor,
                new Deed(
                        "host.removed",
                        subject(from),
                        Map.of("machine", from.machine().value()),
                        Map.of("merged into", into.id().toString()),
                        reason));
    }

    private static AuditSubject subject(Host host) {
        return new AuditSubject("host", host.id().toString(), host.name());
    }
}
