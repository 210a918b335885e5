package dev.fettle.wire;

import org.jspecify.annotations.Nullable;

/**
 * Something that went wrong by a change.
 *
 * @param what in words
 * @param beganAt when it went wrong, such as 2027-01-19T02:00:00Z; now if it is left out
 * @param downMinutes for how long services were down; left out if nobody knows
 */
public record NewIncident(
        @Nullable String what,
        @Nullable String beganAt,
        @Nullable Integer downMinutes) {}
