package dev.fettle.core.plan;

import java.time.Duration;
import java.time.Instant;

/**
 * A time in which hosts may be changed.
 *
 * @param start its first instant
 * @param end the first instant that is no longer in it, after the start
 */
public record Opening(Instant start, Instant end) {
    /** @throws IllegalArgumentException if it would be empty */
    public Opening {
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("An opening ends after it begins.");
        }
    }

    public boolean contains(Instant moment) {
        return !moment.isBefore(start) && moment.isBefore(end);
    }

    /** Of time that really passes, whatever clocks are set to meanwhile. */
    public Duration length() {
        return Duration.between(start, end);
    }
}
