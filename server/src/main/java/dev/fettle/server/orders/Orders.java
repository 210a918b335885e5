package dev.fettle.server.orders;

import dev.fettle.core.access.Scope;
import dev.fettle.core.order.BuildFile;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Report;
import dev.fettle.link.LinkException;
import dev.fettle.link.SignedOrder;
import dev.fettle.server.api.lists.Condition;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.live.LiveSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What hosts were asked and what they told, for people to see. */
@Component
public final class Orders implements LiveSource {
    private static final int MOST_LOOKED_AT = 50;

    private final OrderStore store;
    private final OrderKeys keys;

    Orders(OrderStore store, OrderKeys keys) {
        this.store = store;
        this.keys = keys;
    }

    /**
     * An order with all that it names and what was told of it.
     *
     * @param named null if what was signed was changed in the database, or signed with a key that is gone
     * @param report null before it came; its texts are hostile
     */
    public record Whole(
            HostOrder order,
            @Nullable Order named,
            @Nullable Report report) {}

    /** Empty too if its host is not in scope. */
    public Optional<HostOrder> find(long number, Scope scope) {
        return store.find(number, scope);
    }

    /** Empty as {@link #find}. */
    public Optional<Whole> whole(long number, Scope scope) {
        return store.find(number, scope).map(order -> {
            OrderStore.Content content = store.content(order);
            byte[] report = content.report();
            return new Whole(
                    order,
                    named(content.signed()).orElse(null),
                    report == null ? null : KeptReport.read(report).orElse(null));
        });
    }

    private Optional<Order> named(byte[] signed) {
        try {
            Envelope envelope = keys.open(SignedOrder.of(signed));
            return Optional.of(envelope.order());
        } catch (LinkException _) {
            return Optional.empty();
        }
    }

    /**
     * Those of some orders to which something has happened.
     *
     * @param known the version that is known of each, by its number
     */
    public List<HostOrder> moved(Map<Long, Long> known) {
        return known.isEmpty() ? List.of() : store.moved(known);
    }

    /** Those of some hosts that have taken an order and not ended it. */
    public Set<HostId> atWork(Collection<HostId> hosts) {
        return hosts.isEmpty() ? Set.of() : store.atWork(hosts);
    }

    /** What hosts have told of some orders; those that have told nothing, or nothing that can be read, are not in it. */
    public Map<Long, Report> reports(Collection<Long> numbers) {
        Map<Long, Report> reports = new HashMap<>();
        store.reports(numbers)
                .forEach((number, bytes) -> KeptReport.read(bytes).ifPresent(report -> reports.put(number, report)));
        return reports;
    }

    /**
     * The files of builds, as earlier orders to a host told them that this server has signed; so their hashes are the word of that
     * host's own package indexes. Builds that none told are not in it.
     */
    public List<BuildFile> files(HostId host, Collection<ExactBuild> builds) {
        Map<ExactBuild, BuildFile> files = new LinkedHashMap<>();
        for (byte[] signed : store.installations(host, MOST_LOOKED_AT)) {
            named(signed).map(Order::pinned).orElse(List.of()).stream()
                    .filter(file -> builds.contains(file.build()))
                    .forEach(file -> files.putIfAbsent(file.build(), file));
        }
        return List.copyOf(files.values());
    }

    /** An order to go back, with the files that {@link #files} knows. */
    public Order.RollBack withFiles(HostId host, Order.RollBack order) {
        return new Order.RollBack(order.builds(), order.newcomers(), files(host, order.builds()));
    }

    /** A part of those in scope, of one host or of all. */
    List<HostOrder> part(Condition condition, Scope scope, @Nullable HostId host) {
        return store.part(condition, scope, host);
    }

    /** The newest first. */
    List<HostOrder> newest(OrderFilter filter, Scope scope, int limit) {
        return store.newest(filter, scope, limit);
    }

    @Override
    public String live() {
        return "orders";
    }

    @Override
    public Object mark() {
        return store.mark();
    }
}
