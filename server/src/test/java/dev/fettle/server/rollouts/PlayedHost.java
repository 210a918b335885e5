package dev.fettle.server.rollouts;

import dev.fettle.core.inventory.StaleProcess;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.product.DebVersion;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.orders.OrderedHosts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a host does that carries out orders: it has packages and a journal, and does what it is asked once. */
final class PlayedHost {
    private final HostId host;
    private final Map<UUID, Report> journal = new HashMap<>();
    private final Set<UUID> heard = new HashSet<>();
    private final Map<String, DebVersion> installed = new HashMap<>();
    private final List<Order> done = new ArrayList<>();
    private boolean stale;

    PlayedHost(HostId host) {
        this.host = host;
    }

    HostId host() {
        return host;
    }

    /** What it has done so far, in its order. */
    synchronized List<Order> done() {
        return List.copyOf(done);
    }

    /** Of a package by its id; empty if it is as it was at first. */
    synchronized Optional<DebVersion> version(String id) {
        return Optional.ofNullable(installed.get(id));
    }

    /**
     * Carries out an order, unless it stands in the journal already.
     *
     * @param wanted what comes of it instead of what is right; null for what is right
     */
    synchronized void take(Envelope envelope, @Nullable Outcome wanted) {
        if (!journal.containsKey(envelope.id())) {
            journal.put(envelope.id(), report(envelope, wanted));
            done.add(envelope.order());
        }
    }

    synchronized boolean knows(UUID order) {
        return journal.containsKey(order);
    }

    /** The reports that nobody has acknowledged. */
    synchronized List<Report> untold() {
        return journal.values().stream()
                .filter(report -> !heard.contains(report.order()))
                .toList();
    }

    synchronized void heard(Report report) {
        heard.add(report.order());
    }

    private Report report(Envelope envelope, @Nullable Outcome wanted) {
        List<Report.Change> changes = new ArrayList<>();
        Outcome right =
                switch (envelope.order()) {
                    case Order.Install(List<ExactBuild> builds, var _) -> {
                        builds.forEach(each -> changes.add(set(each.name(), each.architecture(), each.version())));
                        stale = true;
                        yield new Outcome.Succeeded();
                    }
                    case Order.RollBack(List<ExactBuild> builds, List<ExactBuild> _, var _) -> {
                        builds.forEach(each -> changes.add(set(each.name(), each.architecture(), each.version())));
                        stale = true;
                        yield new Outcome.Succeeded();
                    }
                    case Order.RestartServices _, Order.Reboot() -> {
                        stale = false;
                        yield new Outcome.Succeeded();
                    }
                    case Order.Verify(List<ExactBuild> present, List<ExactBuild> _) ->
                        !stale
                                        && present.stream()
                                                .allMatch(each -> each.version().equals(version(each)))
                                ? new Outcome.Succeeded()
                                : new Outcome.Failed(FailureKind.NOT_IN_EFFECT, "It is not as it should be.");
                    default -> throw new AssertionError("A roll-out does not ask for " + envelope.order());
                };
        Instant now = Instant.now();
        return new Report(
                envelope.id(),
                now,
                now,
                wanted == null ? right : wanted,
                changes,
                List.of(),
                stale
                        ? List.of(new StaleProcess(7, "nginx", "nginx.service", 1, List.of("/usr/lib/libssl.so.3")))
                        : List.of(),
                "");
    }

    private DebVersion version(ExactBuild build) {
        return installed.getOrDefault(build.name() + ":" + build.architecture(), OrderedHosts.OLD);
    }

    private Report.Change set(String name, String architecture, DebVersion version) {
        DebVersion before = installed.getOrDefault(name + ":" + architecture, OrderedHosts.OLD);
        installed.put(name + ":" + architecture, version);
        return new Report.Change(name, architecture, before, version);
    }
}
