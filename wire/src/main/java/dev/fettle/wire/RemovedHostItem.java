package dev.fettle.wire;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A host that was taken away.
 *
 * @param into the number of the host that it was merged into; null if it was not
 */
public record RemovedHostItem(
        long id,
        String name,
        Instant removedAt,
        String removedBy,
        String reason,
        @Nullable Long into) {}
