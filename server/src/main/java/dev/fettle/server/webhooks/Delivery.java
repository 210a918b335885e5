package dev.fettle.server.webhooks;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A message to a webhook, and what became of it.
 *
 * @param message its id there, the same at each attempt
 * @param event the word of an {@link EventKind}, or {@code test}
 * @param attempts since it was written, or since somebody wanted it tried again
 * @param dueAt of one that waits: not before
 * @param triedAt when it was tried last; null if it was not
 * @param status what was answered last; null if nothing was
 * @param fault why the last attempt failed, a sentence; empty if it did not
 */
public record Delivery(
        long number,
        long webhook,
        String message,
        String event,
        Instant madeAt,
        State state,
        int attempts,
        Instant dueAt,
        @Nullable Instant triedAt,
        @Nullable Integer status,
        String fault) {

    /** How it stands. */
    public enum State {
        /** For its first attempt, or for another one. */
        WAITING,
        DELIVERED,
        /** All attempts have failed: somebody has to want it tried again. */
        GIVEN_UP;

        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static State of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    /** A new one of this kind is not tried before its time. */
    public boolean waits() {
        return state == State.WAITING;
    }
}
