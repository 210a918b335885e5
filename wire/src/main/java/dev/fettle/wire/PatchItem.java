package dev.fettle.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Patches of a host that are taken together.
 *
 * @param id of the first of them, {@code name:architecture}
 * @param rank 1 for what to take first
 * @param name the package that people know it by
 * @param tier {@code exploited}, {@code likely}, {@code severe}, {@code unrated}, {@code moderate},
 *     {@code unimportant} or {@code routine}
 * @param reason one sentence that explains the place
 * @param security whether a security archive carries any of it
 * @param riskRemoved 0 to 1
 * @param bytes to fetch, where an index gives the sizes
 * @param mends the vulnerabilities that it closes, worst first
 * @param firstSeenAt when this installation saw the first of them; null if that is not known
 */
public record PatchItem(
        String id,
        int rank,
        String name,
        String tier,
        String reason,
        boolean security,
        double riskRemoved,
        long bytes,
        List<String> mends,
        List<StepItem> packages,
        @Nullable Instant firstSeenAt) {
    /** One package's step to a newer version. */
    public record StepItem(String name, String architecture, String installed, String candidate) {}
}
