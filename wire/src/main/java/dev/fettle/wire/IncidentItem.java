package dev.fettle.wire;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that went wrong by a change, as a person told it.
 *
 * @param beganAt when it went wrong
 * @param downMinutes for how long services were down; null if nobody knows
 */
public record IncidentItem(
        long id, String what, Instant beganAt, @Nullable Integer downMinutes, String toldBy, Instant toldAt) {}
