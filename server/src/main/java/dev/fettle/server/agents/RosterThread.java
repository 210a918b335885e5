package dev.fettle.server.agents;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Keeps the roster like the database, and finds orders that were left for agents by whichever server. */
@Component
final class RosterThread implements SmartLifecycle, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(RosterThread.class);
    private static final long POLL_MILLIS = 1_000;
    private static final int POLLS_BETWEEN_WRITINGS = 5;
    private static final int POLLS_BETWEEN_READINGS = 20;
    private static final Duration HEARD_LATELY = Duration.ofMinutes(10);
    private static final Duration TO_END = Duration.ofSeconds(5);

    private final Roster roster;
    private final WaitingRoom waiting;
    private final ObjectProvider<OrderDesk> desk;
    private final Clock clock;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile @Nullable Thread thread;
    private boolean sick;

    RosterThread(Roster roster, WaitingRoom waiting, ObjectProvider<OrderDesk> desk, Clock clock) {
        this.roster = roster;
        this.waiting = waiting;
        this.desk = desk;
        this.clock = clock;
    }

    @Override
    public void start() {
        roster.refresh();
        roster.refreshSightings();
        thread = Thread.ofPlatform().daemon().name("agents").start(this);
    }

    @Override
    public void run() {
        try {
            for (int poll = 1; !stop.await(POLL_MILLIS, TimeUnit.MILLISECONDS); poll++) {
                try {
                    roster.refresh();
                    findOrders();
                    if (poll % POLLS_BETWEEN_WRITINGS == 0) {
                        roster.writeSightings();
                    }
                    if (poll % POLLS_BETWEEN_READINGS == 0) {
                        roster.refreshSightings();
                    }
                    if (sick) {
                        sick = false;
                        LOG.info("What changes about agents is read from the database again.");
                    }
                } catch (DataAccessException | TransactionException e) {
                    if (!sick) {
                        sick = true;
                        LOG.warn(
                                "What changes about agents cannot be read from the database; it is tried again each"
                                        + " second: {}",
                                e.getMessage());
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void findOrders() {
        OrderDesk orders = desk.getIfAvailable();
        if (orders == null) {
            return;
        }
        Instant since = clock.instant().minus(HEARD_LATELY);
        Set<UUID> awaited = orders.awaited(roster.heardSince(since));
        awaited.forEach(waiting::ring);
    }

    @Override
    public void stop() {
        stop.countDown();
        Thread begun = thread;
        thread = null;
        try {
            if (begun != null && begun.join(TO_END)) {
                roster.writeSightings();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("When agents were seen last could not be written: {}", e.getMessage());
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** Before the port opens, and until it is closed. */
    @Override
    public int getPhase() {
        return AgentPort.PHASE - 1;
    }
}
