package dev.fettle.server.hosts;

import dev.fettle.core.access.HostLabels;
import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.database.AllOrNothing;
import dev.fettle.server.web.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Says of hosts to whom they belong and what they are for: of all that are named, or of none. Where that is said already,
 * nothing changes and nothing is noted.
 */
@Component
public final class DescribeHosts {
    /** How many can be described at once: as many as an address can name. */
    public static final int MOST = 500;

    private final HostStore hosts;
    private final HostRuleStore ruleStore;
    private final HostRules rules;
    private final Audit audit;
    private final TransactionTemplate transaction;

    DescribeHosts(
            HostStore hosts,
            HostRuleStore ruleStore,
            HostRules rules,
            Audit audit,
            PlatformTransactionManager transactions) {
        this.hosts = hosts;
        this.ruleStore = ruleStore;
        this.rules = rules;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What became of it. Only after {@link Done} anything has changed. */
    public sealed interface Outcome {
        /**
         * @param hosts as they are described now, by name
         * @param changed how many of them are described otherwise than before
         */
        record Done(List<Host> hosts, int changed) implements Outcome {
            public Done {
                hosts = List.copyOf(hosts);
            }
        }

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
        return inTransaction(() -> within(actor, scope, wanted, wish, version));
    }

    /**
     * Takes back what people have said of a host, so that rules decide alone what it is.
     *
     * @param scope of the actor; the host has to lie inside before and after
     */
    public Outcome leaveToRules(Actor actor, Scope scope, HostId id) {
        return inTransaction(() -> {
            List<Host> found = hosts.find(Set.of(id), scope);
            if (found.isEmpty()) {
                return new Outcome.NoSuchHost();
            }
            Host before = found.getFirst();
            ruleStore.forget(id);
            rules.say(id);
            Host after = hosts.find(id, Scope.everything()).orElseThrow();
            if (!scope.covers(after.described().labels())) {
                return new Outcome.WouldLeaveScope(before);
            }
            note(actor, before, after.described());
            return new Outcome.Done(List.of(after), after.described().equals(before.described()) ? 0 : 1);
        });
    }

    private Outcome inTransaction(Supplier<Outcome> work) {
        return AllOrNothing.within(transaction, Outcome.Done.class::isInstance, () -> {
            ruleStore.share();
            return work.get();
        });
    }

    private Outcome within(Actor actor, Scope scope, Set<HostId> wanted, Redescription wish, @Nullable Long version) {
        List<Host> found = hosts.find(wanted, scope);
        if (found.size() != wanted.size()) {
            return new Outcome.NoSuchHost();
        }
        List<Host> now = new ArrayList<>();
        int changed = 0;
        for (Host host : found) {
            Host.Described after = wish.of(host.described());
            if (version != null && version != host.version()) {
                return new Outcome.Overtaken(host);
            }
            if (after.labels().tags().size() > Redescription.MOST_TAGS) {
                return new Outcome.TooManyTags(host);
            }
            if (after.equals(host.described())) {
                now.add(host);
                continue;
            }
            if (!scope.covers(after.labels())) {
                return new Outcome.WouldLeaveScope(host);
            }
            if (!hosts.describe(host.id(), host.version(), after)) {
                return new Outcome.Overtaken(host);
            }
            note(actor, host, after);
            now.add(new Host(host.id(), host.machine(), host.name(), host.addedAt(), after, host.version() + 1, null));
            changed++;
        }
        return new Outcome.Done(now, changed);
    }

    private void note(Actor actor, Host host, Host.Described after) {
        audit.append(
                actor,
                new Deed(
                        "host.described",
                        new AuditSubject("host", host.id().toString(), host.name()),
                        told(host.described()),
                        told(after),
                        ""));
    }

    static Map<String, String> told(Host.Described described) {
        HostLabels labels = described.labels();
        Map<String, String> told = new TreeMap<>();
        told.put("tags", labels.tags().stream().sorted().collect(Collectors.joining(", ")));
        told.put("owner", labels.owner());
        told.put("environment", labels.environment());
        told.put("criticality", Choice.word(described.criticality()));
        told.put("exposure", Choice.word(described.exposure()));
        return told;
    }
}
