package dev.fettle.server.tasks;

import java.time.Duration;

/** Something that is done again and again, by one server at a time. */
public interface Recurring {
    /** What tells it from all others, also after a restart; at most 200 characters. */
    String name();

    /** What became of it, which says when it is due again. */
    enum Outcome {
        /** Due again when the time between has passed. */
        DONE,
        /** Due again in a minute, after each further failure in twice the time, but never later than after a success. */
        FAILED,
        /** Interrupted in the middle, for the server stops: due again at once, which is at the next start. */
        CUT_OFF
    }

    /** The time from one end to the next beginning. */
    Duration every();

    /** Whether each start of the server begins it at once. */
    boolean atStart();

    /** Does it once. Ends soon if its thread is interrupted. What it throws is logged and counts as failed. */
    Outcome run();
}
