package dev.fettle.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A token, without what it consists of.
 *
 * @param owner the name of the person in whose name it works
 * @param hint its last characters, to tell it from others
 * @param roles such as {@code viewer} and {@code operator@tag:web}
 * @param revokedAt null if it was not
 * @param usedAt null if it was never used
 * @param usedFrom the address; may be empty
 */
public record TokenItem(
        long id,
        String owner,
        String name,
        String hint,
        List<String> roles,
        Instant madeAt,
        Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant usedAt,
        String usedFrom) {}
