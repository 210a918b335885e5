package dev.fettle.wire;

import java.time.Instant;

/**
 * A time in which hosts may be changed.
 *
 * @param start its first instant
 * @param end the first that is not in it any more
 * @param localStart as clocks in the zone of the window show it, with their offset
 * @param minutes that really pass
 * @param note a sentence if clocks are set in it or since the one before; empty as a rule
 */
public record OpeningItem(Instant start, Instant end, String localStart, String localEnd, long minutes, String note) {}
