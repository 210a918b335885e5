package dev.fettle.server.hosts;

import dev.fettle.core.access.HostLabels;
import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.audit.Audit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Puts what people say of a host in the place of what they said before. */
@Component
public final class DescribeHost {
    private final HostStore hosts;
    private final Audit audit;
    private final TransactionTemplate transaction;

    DescribeHost(HostStore hosts, Audit audit, PlatformTransactionManager transactions) {
        this.hosts = hosts;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What became of it. */
    public sealed interface Outcome {
        /** @param host as it is described now */
        record Described(Host host) implements Outcome {}

        /** There is no such host in scope. */
        record Missing() implements Outcome {}

        /** Somebody has described it since. */
        record Overtaken() implements Outcome {}

        /** So described it would not be in scope any more. */
        record WouldLeave() implements Outcome {}
    }

    /**
     * @param scope the hosts that the actor may describe
     * @param version that the description is meant to replace
     */
    public Outcome describe(Actor actor, Scope scope, HostId id, long version, Host.Described wanted) {
        Outcome outcome = transaction.execute(_ -> inTransaction(actor, scope, id, version, wanted));
        if (outcome == null) {
            throw new IllegalStateException("Host " + id + " was described without an outcome.");
        }
        return outcome;
    }

    private Outcome inTransaction(Actor actor, Scope scope, HostId id, long version, Host.Described wanted) {
        Optional<Host> before = hosts.find(id, scope);
        if (before.isEmpty()) {
            return new Outcome.Missing();
        }
        if (!scope.covers(wanted.labels())) {
            return new Outcome.WouldLeave();
        }
        if (!hosts.describe(id, version, wanted)) {
            return new Outcome.Overtaken();
        }
        Host host = before.get();
        audit.append(
                actor,
                new Deed(
                        "host.described",
                        new AuditSubject("host", id.toString(), host.name()),
                        told(host.described()),
                        told(wanted),
                        ""));
        return new Outcome.Described(
                new Host(host.id(), host.machine(), host.name(), host.addedAt(), wanted, version + 1));
    }

    private static Map<String, String> told(Host.Described described) {
        HostLabels labels = described.labels();
        Map<String, String> told = new TreeMap<>();
        told.put("tags", labels.tags().stream().sorted().collect(Collectors.joining(", ")));
        told.put("owner", labels.owner());
        told.put("environment", labels.environment());
        told.put("criticality", described.criticality().name().toLowerCase(Locale.ROOT));
        told.put("exposure", described.exposure().name().toLowerCase(Locale.ROOT));
        return told;
    }
}
