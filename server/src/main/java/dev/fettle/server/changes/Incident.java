package dev.fettle.server.changes;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that went wrong by a change, as a person told it.
 *
 * @param began when it went wrong
 * @param downMinutes for how long services were down; null if nobody knows
 */
public record Incident(
        long id,
        long change,
        String what,
        Instant began,
        @Nullable Integer downMinutes,
        String by,
        Instant told) {}
