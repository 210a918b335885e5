package dev.fettle.server.hosts;

import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Says of hosts to whom they belong and what they are for: of all that are named, or of none. */
@Component
public final class DescribeHosts {
    /** How many can be described at once. */
    public static final int MOST = 1_000;

    private final HostStore hosts;
    private final DescribeHost describeHost;
    private final TransactionTemplate transaction;

    DescribeHosts(HostStore hosts, DescribeHost describeHost, PlatformTransactionManager transactions) {
        this.hosts = hosts;
        this.describeHost = describeHost;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What became of it. Only after {@link Done} anything has changed. */
    public sealed interface Outcome {
        /** @param changed how many hosts are described otherwise than before */
        record Done(int changed) implements Outcome {}

        /** Some host is not there, or not in the actor's scope, which is the same to them. */
        record NoSuchHost() implements Outcome {}

        /** The host would leave the actor's scope, so they could not take it back. */
        record WouldLeaveScope(Host host) implements Outcome {}

        /** Somebody else has described the host since the actor saw it. */
        record Overtaken(Host host) implements Outcome {}

        /** @param host would have more than {@link Redescription#MOST_TAGS} */
        record TooManyTags(Host host) implements Outcome {}
    }

    /**
     * @param scope of the actor; each host has to lie inside before and after
     * @param version that the actor saw of the only host; null if whatever is said is to be changed
     */
    public Outcome describe(Actor actor, Scope scope, Set<HostId> wanted, Redescription wish, @Nullable Long version) {
        if (wanted.isEmpty() || wanted.size() > MOST) {
            return new Outcome.NoSuchHost();
        }
        Outcome outcome = transaction.execute(status -> {
            Outcome result = within(actor, scope, wanted, wish, version);
            if (!(result instanceof Outcome.Done)) {
                status.setRollbackOnly();
            }
            return result;
        });
        if (outcome == null) {
            throw new IllegalStateException("Hosts were described without an outcome.");
        }
        return outcome;
    }

    private Outcome within(Actor actor, Scope scope, Set<HostId> wanted, Redescription wish, @Nullable Long version) {
        List<Host> found = hosts.find(wanted, scope);
        if (found.size() != wanted.size()) {
            return new Outcome.NoSuchHost();
        }
        int changed = 0;
        for (Host host : found) {
            Host.Described after = wish.of(host.described());
            if (after.labels().tags().size() > Redescription.MOST_TAGS) {
                return new Outcome.TooManyTags(host);
            }
            if (version == null && after.equals(host.described())) {
                continue;
            }
            long replaced = version == null ? host.version() : version;
            switch (describeHost.describe(actor, scope, host.id(), replaced, after)) {
                case DescribeHost.Outcome.Described _ -> changed++;
                case DescribeHost.Outcome.Missing _ -> {
                    return new Outcome.NoSuchHost();
                }
                case DescribeHost.Outcome.Overtaken _ -> {
                    return new Outcome.Overtaken(host);
                }
                case DescribeHost.Outcome.WouldLeave _ -> {
                    return new Outcome.WouldLeaveScope(host);
                }
            }
        }
        return new Outcome.Done(changed);
    }
}
