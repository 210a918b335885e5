package dev.fettle.server.tasks;

import java.time.Duration;

/**
 * Work that ends soon and either is done or throws.
 *
 * @param name as {@link Recurring#name}
 * @param every as {@link Recurring#every}
 * @param atStart as {@link Recurring#atStart}
 */
public record Routine(String name, Duration every, boolean atStart, Runnable work) implements Recurring {
    /** Deletes what counts no more, which can wait when the server starts. */
    public static Routine forgetting(String name, Duration every, Runnable work) {
        return new Routine(name, every, false, work);
    }

    @Override
    public Outcome run() {
        work.run();
        return Outcome.DONE;
    }
}
