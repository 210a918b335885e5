package dev.fettle.wire;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the looks at the server's own machine stand.
 *
 * @param wanted whether the settings want that machine looked at
 * @param last null before the first
 * @param nextAt when the next begins by itself; null if one runs, or none is planned
 */
public record ScanState(
        boolean wanted, @Nullable RunItem last, @Nullable Instant nextAt) {}
