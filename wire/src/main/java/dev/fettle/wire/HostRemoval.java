package dev.fettle.wire;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That a host was taken away: it is in no list and no count, and what was known of it can be read.
 *
 * @param by who took it away
 * @param reason why
 * @param into the number of the host that it was merged into; null if it was not
 */
public record HostRemoval(
        Instant at, String by, String reason, @Nullable Long into) {}
