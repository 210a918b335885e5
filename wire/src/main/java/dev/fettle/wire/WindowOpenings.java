package dev.fettle.wire;

import java.util.List;

/**
 * The next openings of a window, without what freezes of all hosts forbid.
 *
 * @param words that say how often it opens
 * @param zone in which the local times are
 */
public record WindowOpenings(String words, String zone, List<OpeningItem> openings) {}
