package dev.fettle.server.rollouts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Scope;
import dev.fettle.core.order.OrderKind;
import dev.fettle.core.plan.OnBreach;
import dev.fettle.core.rollout.Standing;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Until;
import dev.fettle.server.agents.Agents;
import dev.fettle.server.changes.Change;
import dev.fettle.server.changes.Changes;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.orders.GiveOrders;
import dev.fettle.server.orders.OrderedHosts;
import dev.fettle.server.orders.OrderedHosts.Managed;
import dev.fettle.server.orders.Orders;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;

/**
 * Two engines with a memory of their own on one database, whose connections are cut again and again, in the middle of
 * whatever they are at: each transaction is there or is not, and no order is given twice or lost.
 */
final class CutOffTest {
    private static final int HOSTS = Integer.getInteger("fettle.rollout-hosts", 60);
    private static final int CUTS = Integer.getInteger("fettle.cuts", 40);

    @TempDir
    Path folder;

    /** A second server's engine. */
    private static AdvanceRollouts engine(RunningServer server) {
        RolloutStore store = server.bean(RolloutStore.class);
        RolloutHostStore hosts = server.bean(RolloutHostStore.class);
        RolloutMemory memory = new RolloutMemory(store, hosts, server.bean(CalendarsNow.class));
        return new AdvanceRollouts(
                store,
                new Turns(
                        store,
                        hosts,
                        server.bean(KeepFacts.class),
                        memory,
                        server.bean(GiveOrders.class),
                        server.bean(Orders.class)),
                server.bean(RolloutNotes.class),
                server.bean(Changes.class),
                server.bean(Agents.class),
                server.bean(Orders.class),
                server.bean(SoakWatch.class),
                server.bean(PlatformTransactionManager.class),
                Clock.systemUTC());
    }

    @Test
    void whatever_is_cut_off_nothing_is_done_twice_and_nothing_is_lost() throws Exception {
        try (RunningServer server = RunningServer.start(folder, Map.of())) {
            List<Managed> all = new ArrayList<>();
            for (int i = 0; i < HOSTS; i++) {
                all.add(OrderedHosts.add(server, "h" + i, "web"));
            }
            List<HostId> hosts = all.stream().map(Managed::host).toList();
            OrderedHosts.settleManaged(server, hosts);
            Change change = ApprovedChanges.approved(
                    server,
                    ApprovedChanges.wish(hosts, List.of("pilot 10% soak=0h", "broad rest soak=0h"), 8, OnBreach.PAUSE));
            long number = ((RolloutOutcome.Done) server.bean(StartRollout.class)
                            .start(
                                    ApprovedChanges.OLGA,
                                    Scope.everything(),
                                    Optional.empty(),
                                    new StartRollout.Wish(change.number(), null, null)))
                    .rollout()
                    .number();
            PlayedAgents agents = new PlayedAgents(server, all);
            AtomicInteger cuts = new AtomicInteger();
            AtomicInteger failures = new AtomicInteger();
            Thread cutter = Thread.ofPlatform().daemon().start(() -> cut(server, cuts));
            Thread second = Thread.ofPlatform().daemon().start(() -> drive(engine(server), number, failures));

            boolean ended = Until.holds(() -> ended(server, number) && cuts.get() >= CUTS, Duration.ofMinutes(5));
            cutter.interrupt();
            second.interrupt();
            cutter.join();
            second.join();
            agents.end();
            LockSupport.parkNanos(
                    Duration.ofSeconds(1).toNanos()); // after which the pool looks whether a connection is one still

            RolloutHead head =
                    server.bean(Rollouts.class).find(number, Scope.everything()).orElseThrow();
            System.out.printf(
                    "%d hosts, connections cut %d times, %d steps cut off, %d steps kept%n",
                    HOSTS, cuts.get(), failures.get(), head.version());
            assertThat(ended).as("%s", head).isTrue();
            assertThat(head.count(Standing.DONE)).isEqualTo(HOSTS);
            for (HostId host : hosts) {
                assertThat(agents.kinds(host))
                        .containsExactly(OrderKind.INSTALL, OrderKind.RESTART_SERVICES, OrderKind.VERIFY);
            }
            assertThat(server.jdbc()
                            .sql("select count(*) from host_order")
                            .query(Long.class)
                            .single())
                    .isEqualTo(3L * HOSTS);
            assertThat(server.jdbc()
                            .sql("select count(*) from change_fact where outcome = 'done' and installed_at is not null")
                            .query(Long.class)
                            .single())
                    .isEqualTo((long) HOSTS);
        }
    }

    private static boolean ended(RunningServer server, long number) {
        try {
            return server.bean(Rollouts.class)
                    .find(number, Scope.everything())
                    .filter(head -> !head.open())
                    .isPresent();
        } catch (DataAccessException | TransactionException _) {
            return false;
        }
    }

    /** Ends all connections of the server, at moments that are made up. */
    private static void cut(RunningServer server, AtomicInteger cuts) {
        Random random = new Random(20261122);
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(Duration.ofMillis(50 + random.nextInt(400)).toNanos());
            try {
                server.jdbc()
                        .sql("select count(pg_terminate_backend(pid)) from pg_stat_activity"
                                + " where usename = current_user and pid <> pg_backend_pid()")
                        .query(Long.class)
                        .single();
                cuts.incrementAndGet();
            } catch (DataAccessException | TransactionException _) {
                // its own connection was one of the others when it was cut
            }
        }
    }

    private static void drive(AdvanceRollouts engine, long number, AtomicInteger failures) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                engine.advance(number);
            } catch (DataAccessException | TransactionException _) {
                failures.incrementAndGet();
            }
            LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
        }
    }
}
