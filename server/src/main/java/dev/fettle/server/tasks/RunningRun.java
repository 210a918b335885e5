package dev.fettle.server.tasks;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A run that goes on: how far it is, and in the end what came of it. Safe for several threads. */
public final class RunningRun {
    /** People look once a second. */
    private static final Duration BETWEEN_SIGNS = Duration.ofMillis(500);

    private final RunStore store;
    private final Clock clock;
    private final long id;
    private String step = "";
    private Instant lastSign = Instant.EPOCH;

    RunningRun(RunStore store, Clock clock, long id) {
        this.store = store;
        this.clock = clock;
        this.id = id;
    }

    /** A new step begins; told at once. */
    public synchronized void step(String sentence) {
        step = sentence;
        lastSign = clock.instant();
        store.progress(id, step, 0, 0, lastSign);
    }

    /**
     * How much of the step is done; told now and then.
     *
     * @param total 0 if it is not known
     */
    public synchronized void amount(long done, long total) {
        Instant now = clock.instant();
        boolean due = now.isBefore(lastSign) || !now.isBefore(lastSign.plus(BETWEEN_SIGNS));
        if (due) {
            lastSign = now;
            store.progress(id, step, done, total, now);
        }
    }

    /** The end, durable with the caller's transaction if there is one. */
    public void end(Run.State state, String message) {
        store.end(id, state, message, clock.instant());
    }
}
