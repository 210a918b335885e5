package dev.fettle.server.agents;

import dev.fettle.link.CheckIn;
import jakarta.servlet.AsyncContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Where check-ins wait for something to do: no thread waits with them. */
@Component
final class WaitingRoom implements AgentBell {
    private static final Logger LOG = LoggerFactory.getLogger(WaitingRoom.class);
    private static final long TICK_MILLIS = 200;
    /**
     * What one connection of a host costs, whether it waits or not, in bytes: measured with 10,000 of them (docs/benchmarks.md,
     * "10,000 agents"), nearly all of it heap that is in use.
     */
    static final long COST = 165_000;

    private final Roster roster;
    private final Clock clock;
    /** A third of the heap; those who may not wait are connected for some seconds only. */
    private final int most =
            (int) Math.min(50_000, Math.max(200, Runtime.getRuntime().maxMemory() / 3 / COST));

    private final Map<UUID, Waiting> waiting = new ConcurrentHashMap<>();
    /** Counts those that are being answered. */
    private final Phaser leaving = new Phaser(1);

    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile BiConsumer<Waiting, Why> answer = (_, _) -> {};

    WaitingRoom(Roster roster, Clock clock) {
        this.roster = roster;
        this.clock = clock;
    }

    /** Why one does not wait any longer. */
    enum Why {
        SOMETHING_TO_DO,
        LONG_ENOUGH,
        ANOTHER_CAME,
        CLOSING
    }

    /** One check-in that waits; answered once, whoever ends its waiting. */
    record Waiting(Known agent, CheckIn checkIn, AsyncContext request, Instant until, AtomicBoolean ended) {}

    /** @param how answers each, on a thread of its own */
    void open(BiConsumer<Waiting, Why> how) {
        answer = how;
        Thread.ofPlatform().daemon().name("agents-waiting").start(this::tick);
    }

    /** Whether one more can wait. */
    boolean hasRoom() {
        return closed.getCount() > 0 && waiting.size() < most;
    }

    int count() {
        return waiting.size();
    }

    /** An earlier one of the same agent is answered now. */
    void add(Known agent, CheckIn checkIn, AsyncContext request) {
        Instant until = clock.instant().plusSeconds(checkIn.waitSeconds());
        Waiting anew = new Waiting(agent, checkIn, request, until, new AtomicBoolean());
        Waiting before = waiting.put(agent.id(), anew);
        if (before != null) {
            end(before, Why.ANOTHER_CAME);
        }
        // It may have been rung, or all may have been sent away, before it was here.
        if (agent.isRung()) {
            end(anew, Why.SOMETHING_TO_DO);
        } else if (closed.getCount() == 0) {
            end(anew, Why.CLOSING);
        }
    }

    @Override
    public void ring(UUID id) {
        roster.find(id).ifPresent(Known::ring);
        wake(id);
    }

    /** Another check-in of the same agent came: the one that waits is answered. */
    void supersede(UUID id) {
        Waiting one = waiting.get(id);
        if (one != null) {
            end(one, Why.ANOTHER_CAME);
        }
    }

    /** Has one answered, whatever there is to tell. */
    void wake(UUID id) {
        Waiting one = waiting.get(id);
        if (one != null) {
            end(one, Why.SOMETHING_TO_DO);
        }
    }

    private void end(Waiting one, Why why) {
        waiting.remove(one.agent().id(), one);
        if (one.ended().compareAndSet(false, true)) {
            leaving.register();
            Thread.startVirtualThread(() -> {
                try {
                    answer.accept(one, why);
                } finally {
                    leaving.arriveAndDeregister();
                }
            });
        }
    }

    private void tick() {
        try {
            while (!closed.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                Instant now = clock.instant();
                for (Waiting one : waiting.values()) {
                    if (!now.isBefore(one.until())) {
                        end(one, Why.LONG_ENOUGH);
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** After {@link #close}: returns when all have been answered, or when that takes too long. */
    void awaitEmpty(Duration longest) throws InterruptedException {
        int phase = leaving.arrive();
        try {
            leaving.awaitAdvanceInterruptibly(phase, longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            LOG.warn("Some hosts that waited were not answered, for they did not read.");
        }
    }

    /** Sends all away; nobody waits from now on. */
    void close() {
        closed.countDown();
        List.copyOf(waiting.values()).forEach(one -> end(one, Why.CLOSING));
    }
}
