package dev.fettle.wire;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The program on a host.
 *
 * @param host number of the host; null before its first inventory
 * @param name as the host called itself when it was enrolled
 * @param state {@code active}, {@code cloned} or {@code revoked}
 * @param address from where it was heard last
 * @param seenAt when it was heard last; null if it never was
 */
public record AgentItem(
        String id,
        @Nullable Long host,
        String name,
        String version,
        String state,
        String address,
        Instant enrolledAt,
        Instant certificateUntil,
        @Nullable Instant seenAt) {}
