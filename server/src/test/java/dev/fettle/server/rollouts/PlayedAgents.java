package dev.fettle.server.rollouts;

import dev.fettle.core.inventory.StaleProcess;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.OrderKind;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.product.DebVersion;
import dev.fettle.link.LinkException;
import dev.fettle.link.SignedOrder;
import dev.fettle.server.RunningServer;
import dev.fettle.server.agents.OrderDesk;
import dev.fettle.server.agents.TrustedKeys;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Agents of many hosts at the desk of orders: each has packages and a journal, does what it is asked once, and tells of it
 * until it is heard.
 */
final class PlayedAgents {
    private final OrderDesk desk;
    private final TrustedKeys keys;
    private final Map<UUID, Played> agents = new HashMap<>();
    private final Thread thread;
    private volatile boolean running = true;

    /** What an agent does with an order instead of what is right; null for what is right. */
    interface Mood {
        @Nullable
        Outcome on(HostId host, Order order);
    }

    private volatile Mood mood = (_, _) -> null;

    PlayedAgents(RunningServer server, List<OrderedHosts.Managed> all) {
        this.desk = server.bean(OrderDesk.class);
        this.keys = server.bean(TrustedKeys.class);
        all.forEach(each -> agents.put(each.agent(), new Played(each.host())));
        this.thread = Thread.ofPlatform().name("played agents").daemon().start(this::play);
    }

    /** One host. */
    private static final class Played {
        final HostId host;
        final Map<UUID, Report> journal = new HashMap<>();
        final Set<UUID> heard = new HashSet<>();
        final Map<String, DebVersion> installed = new ConcurrentHashMap<>();
        final List<Order> done = new ArrayList<>();
        boolean stale;

        Played(HostId host) {
            this.host = host;
        }
    }

    void mood(Mood next) {
        mood = next;
    }

    /** What a host has done so far, in its order. */
    List<Order> done(HostId host) {
        Played played = of(host);
        synchronized (played) {
            return List.copyOf(played.done);
        }
    }

    List<OrderKind> kinds(HostId host) {
        return done(host).stream().map(OrderKind::of).toList();
    }

    /** Of a package by its id; empty if it is as it was at first. */
    Optional<DebVersion> version(HostId host, String id) {
        return Optional.ofNullable(of(host).installed.get(id));
    }

    private Played of(HostId host) {
        return agents.values().stream()
                .filter(each -> each.host.equals(host))
                .findFirst()
                .orElseThrow();
    }

    private void play() {
        while (running) {
            try {
                for (UUID agent : desk.awaited(agents.keySet())) {
                    for (SignedOrder signed : desk.waiting(agent)) {
                        take(agent, signed.open(keys.trusted()));
                    }
                }
                for (UUID agent : agents.keySet()) {
                    tell(agent);
                }
            } catch (DataAccessException | TransactionException _) {
                // the server is not there: what is in the journals stays there
            } catch (LinkException e) {
                throw new AssertionError(e);
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    private void take(UUID agent, Envelope envelope) {
        Played played = agents.get(agent);
        if (played == null || !envelope.expiresAt().isAfter(Instant.now())) {
            return;
        }
        synchronized (played) {
            if (!played.journal.containsKey(envelope.id())) {
                played.journal.put(envelope.id(), report(played, envelope));
                played.done.add(envelope.order());
            }
        }
        desk.taken(agent, List.of(envelope.id()));
    }

    private void tell(UUID agent) {
        Played played = agents.get(agent);
        if (played == null) {
            return;
        }
        for (Report report : List.copyOf(played.journal.values())) {
            if (!played.heard.contains(report.order())) {
                desk.reported(agent, report);
                played.heard.add(report.order());
            }
        }
    }

    private Report report(Played host, Envelope envelope) {
        Outcome wanted = mood.on(host.host, envelope.order());
        List<Report.Change> changes = new ArrayList<>();
        Outcome right =
                switch (envelope.order()) {
                    case Order.Install(List<ExactBuild> builds, var _) -> {
                        builds.forEach(
                                each -> changes.add(set(host, each.name(), each.architecture(), each.version())));
                        host.stale = true;
                        yield new Outcome.Succeeded();
                    }
                    case Order.RollBack(List<ExactBuild> builds, List<ExactBuild> _, var _) -> {
                        builds.forEach(
                                each -> changes.add(set(host, each.name(), each.architecture(), each.version())));
                        host.stale = true;
                        yield new Outcome.Succeeded();
                    }
                    case Order.RestartServices _, Order.Reboot() -> {
                        host.stale = false;
                        yield new Outcome.Succeeded();
                    }
                    case Order.Verify(List<ExactBuild> present, List<ExactBuild> _) ->
                        !host.stale
                                        && present.stream()
                                                .allMatch(each -> each.version().equals(version(host, each)))
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
                host.stale
                        ? List.of(new StaleProcess(7, "nginx", "nginx.service", 1, List.of("/usr/lib/libssl.so.3")))
                        : List.of(),
                "");
    }

    private static DebVersion version(Played host, ExactBuild build) {
        return host.installed.getOrDefault(build.name() + ":" + build.architecture(), OrderedHosts.OLD);
    }

    private static Report.Change set(Played host, String name, String architecture, DebVersion version) {
        DebVersion before = host.installed.getOrDefault(name + ":" + architecture, OrderedHosts.OLD);
        host.installed.put(name + ":" + architecture, version);
        return new Report.Change(name, architecture, before, version);
    }

    void end() throws InterruptedException {
        running = false;
        thread.join();
    }
}
