package dev.fettle.server.tasks;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * A run that goes on: how far it is, and in the end what came of it. To close it without an end, as happens where
 * something is thrown that nobody expected, ends it as failed. Safe for several threads.
 */
public final class RunningRun implements AutoCloseable {
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

    /**
     * The end of work whose outcome the database did not take. What was wrong is noted if the database takes at least
     * that; otherwise the run is cut off when the next one begins.
     *
     * @return the fault, to be thrown on
     */
    public <E extends NestedRuntimeException> E failed(E fault) {
        try {
            end(
                    Run.State.FAILED,
                    "The database did not store what was found, so what was known before stays: "
                            + String.valueOf(fault.getMostSpecificCause().getMessage())
                                    .replaceAll("\\s+", " "));
        } catch (DataAccessException | TransactionException again) {
            fault.addSuppressed(again);
        }
        return fault;
    }

    /** Nothing happens if the database holds an end of it. */
    @Override
    public void close() {
        store.endOpen(id, Run.State.FAILED, "Fettle made a mistake; the log says which.", clock.instant());
    }
}
