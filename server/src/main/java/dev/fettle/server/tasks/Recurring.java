package dev.fettle.server.tasks;

import java.time.Duration;

/** Something that is done again and again, by one server at a time. */
public interface Recurring {
    /** What tells it from all others, also after a restart; at most 200 characters. */
    String name();

    /** The time from one end to the next beginning. */
    Duration every();

    /** Whether each start of the server begins it at once. */
    boolean atStart();

    /** Does it once. Ends soon if its thread is interrupted. */
    void run();
}
