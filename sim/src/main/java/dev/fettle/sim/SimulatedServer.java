package dev.fettle.sim;

import dev.fettle.core.rollout.Instruction;
import dev.fettle.core.rollout.Rollout;
import dev.fettle.core.rollout.RolloutEvent;
import dev.fettle.core.rollout.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/**
 * A server that keeps a state and what is to come of it in one commit, carries instructions out afterwards, and may be killed
 * between any two of these.
 */
final class SimulatedServer {
    private final Machine machine;
    private final VirtualClock clock;
    private final Random random;
    private final int crashPerMille;
    private final Watch watch;
    private final OrderBook book = new OrderBook();
    private final Deque<Instruction> outbox = new ArrayDeque<>();
    private final Runnable rings;
    private Rollout rollout;
    private Instant hearing;
    private boolean down;
    private boolean quiet;

    /** @param rings is run when orders may be waiting */
    SimulatedServer(
            Machine machine, Scenario scenario, VirtualClock clock, Random random, Watch watch, Runnable rings) {
        this.machine = machine;
        this.clock = clock;
        this.random = random;
        this.crashPerMille = scenario.crashPerMille();
        this.hearing = scenario.begins();
        this.watch = watch;
        this.rings = rings;
        this.rollout = Rollout.beginning(scenario.plan());
    }

    /** It was killed; whoever has asked gets no answer. */
    static final class Killed extends Exception {
        private static final long serialVersionUID = 1;
    }

    Rollout rollout() {
        return rollout;
    }

    /** Since when hosts could be heard without a break. */
    Instant hearing() {
        return hearing;
    }

    /** From here on it is not killed any more. */
    void calm() {
        quiet = true;
    }

    private void mayBeKilled() throws Killed {
        if (!quiet && random.nextInt(1_000) < crashPerMille) {
            down = true;
            boolean forLong = random.nextInt(20) == 0;
            Duration off = forLong
                    ? Duration.ofMinutes(20 + random.nextInt(4_000))
                    : Duration.ofSeconds(5 + random.nextInt(600));
            clock.in(off, () -> {
                down = false;
                hearing = clock.now();
            });
            throw new Killed();
        }
    }

    private void up() throws Killed {
        if (down) {
            throw new Killed();
        }
        mayBeKilled();
    }

    /** What came of an event; a person gets to know that, too. */
    Step happens(RolloutEvent event) throws Killed {
        up();
        carryOut();
        return apply(event);
    }

    /** What comes of a tick, after all that is known. */
    void tick(RolloutEvent.Tick tick) throws Killed {
        up();
        carryOut();
        book.expire(clock.now());
        takeIn();
        apply(tick);
        carryOut();
    }

    private void takeIn() throws Killed {
        while (!book.news().isEmpty()) {
            apply(book.news().getFirst());
            mayBeKilled();
            book.news().removeFirst();
        }
    }

    private Step apply(RolloutEvent event) throws Killed {
        Step step = machine.step(rollout, event);
        mayBeKilled();
        Rollout before = rollout;
        if (step instanceof Step.Moved(Rollout next, var instructions)) {
            rollout = next;
            outbox.addAll(instructions);
        }
        watch.saw(before, event, step);
        mayBeKilled();
        return step;
    }

    private void carryOut() throws Killed {
        boolean any = !outbox.isEmpty();
        while (!outbox.isEmpty()) {
            book.carryOut(outbox.getFirst(), clock.now());
            mayBeKilled();
            outbox.removeFirst();
        }
        if (any) {
            rings.run();
        }
    }

    /** What a host says and asks for. */
    SimulatedHost.Reply polled(SimulatedHost.Poll poll) throws Killed {
        up();
        poll.taken().forEach(order -> book.took(poll.target(), order, clock.now()));
        poll.answers().forEach((order, answer) -> book.answered(poll.target(), order, answer, clock.now()));
        if (poll.afterSilence()) {
            book.heard(poll.target(), clock.now());
        }
        SimulatedHost.Reply reply = new SimulatedHost.Reply(
                book.handOut(poll.target(), clock.now()), poll.answers().keySet(), poll.taken());
        mayBeKilled();
        return reply;
    }

    /** What somebody has found out about a host. */
    void told(RolloutEvent event) {
        book.told(event);
    }

    boolean waitsFor(int target) {
        return book.waitsFor(target);
    }
}
