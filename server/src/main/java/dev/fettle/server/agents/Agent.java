package dev.fettle.server.agents;

import dev.fettle.server.hosts.HostId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The program on one host.
 *
 * @param id by which it is addressed; the host of an order's envelope
 * @param host null before its first inventory
 * @param name as the host called itself when it was enrolled
 * @param program version of it
 * @param lastSeenAt null if it never checked in
 */
public record Agent(
        UUID id,
        @Nullable HostId host,
        String name,
        String program,
        State state,
        Instant enrolledAt,
        Instant certificateUntil,
        @Nullable Instant lastSeenAt) {

    /** Whether it is listened to. */
    public enum State {
        ACTIVE,
        /** More than one machine uses its identity; it gets no orders. */
        CLONED,
        /** Its certificate is refused. */
        REVOKED
    }
}
