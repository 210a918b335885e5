package dev.fettle.server.tasks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One run of something that takes a while.
 *
 * @param about what it is about: a machine, a feed's source
 * @param step what is done, or was done last, in a sentence
 * @param percent of the step, 0 to 100; -1 if not known
 * @param endedAt null as long as it runs
 * @param message why it failed, or what to say beside; may be empty
 */
public record Run(
        long id,
        String about,
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

    public boolean running() {
        return state == State.RUNNING;
    }
}
