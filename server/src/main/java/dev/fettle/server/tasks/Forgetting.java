package dev.fettle.server.tasks;

import java.time.Duration;

/**
 * Deletes, each so often, what counts no more.
 *
 * @param name as {@link Recurring#name}
 * @param every as {@link Recurring#every}
 * @param work deletes it
 */
public record Forgetting(String name, Duration every, Runnable work) implements Recurring {
    @Override
    public boolean atStart() {
        return false;
    }

    @Override
    public Outcome run() {
        work.run();
        return Outcome.DONE;
    }
}
