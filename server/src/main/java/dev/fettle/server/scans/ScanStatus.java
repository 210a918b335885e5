package dev.fettle.server.scans;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One look at this machine.
 *
 * @param step what is done, or was done last, in a sentence
 * @param percent of the step, 0 to 100; -1 if not known
 * @param endedAt null as long as it runs
 * @param message why it failed, or what to say beside; may be empty
 */
public record ScanStatus(
        long id,
        State state,
        String step,
        int percent,
        Instant startedAt,
        @Nullable Instant endedAt,
        String message) {

    public enum State {
        RUNNING,
        DONE,
        FAILED,
        /** Somebody stopped it. */
        STOPPED,
        /** The server ended in the middle. */
        CUT_OFF
    }
}
