package dev.fettle.server.rollouts;

import dev.fettle.core.order.Envelope;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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
    private final Map<UUID, PlayedHost> agents = new HashMap<>();
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
        all.forEach(each -> agents.put(each.agent(), new PlayedHost(each.host())));
        this.thread = Thread.ofPlatform().name("played agents").daemon().start(this::play);
    }

    void mood(Mood next) {
        mood = next;
    }

    /** What a host has done so far, in its order. */
    List<Order> done(HostId host) {
        PlayedHost played = of(host);
        return played.done();
    }

    List<OrderKind> kinds(HostId host) {
        return done(host).stream().map(OrderKind::of).toList();
    }

    /** Of a package by its id; empty if it is as it was at first. */
    Optional<DebVersion> version(HostId host, String id) {
        return of(host).version(id);
    }

    private PlayedHost of(HostId host) {
        return agents.values().stream()
                .filter(each -> each.host().equals(host))
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
        PlayedHost played = agents.get(agent);
        if (played == null || !envelope.expiresAt().isAfter(Instant.now())) {
            return;
        }
        played.take(envelope, mood.on(played.host(), envelope.order()));
        desk.taken(agent, List.of(envelope.id()));
    }

    private void tell(UUID agent) {
        PlayedHost played = agents.get(agent);
        if (played == null) {
            return;
        }
        for (Report report : played.untold()) {
            desk.reported(agent, report);
            played.heard(report);
        }
    }

    void end() throws InterruptedException {
        running = false;
        thread.join();
    }
}
