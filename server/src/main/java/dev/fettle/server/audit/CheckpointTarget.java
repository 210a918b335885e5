package dev.fettle.server.audit;

import dev.fettle.core.audit.Checkpoint;
import java.time.Duration;
import java.util.List;

/** A place outside to which checkpoints are sent. */
interface CheckpointTarget {
    /** For people, and to remember what was sent; without secrets. */
    String name();

    /** The least time from one success to the next attempt. */
    Duration every();

    /**
     * Sends them, the newest last; may be asked again with the same ones.
     *
     * @throws NotSentException if they were not all taken
     */
    void send(List<Checkpoint> checkpoints) throws NotSentException;
}
