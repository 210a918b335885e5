package dev.fettle.server.hosts;

import java.time.Instant;
import java.util.Optional;

/** Who knows when hosts were heard of last. */
public interface Presence {
    /**
     * Since when nothing was heard of a host that should have been; empty if all is well. It is known by heart: nothing is
     * asked of the database.
     *
     * @param takenAt when it was looked at last
     */
    Optional<Instant> silentSince(HostId host, Instant takenAt);

    /**
     * Before when a host must have been heard to be silent now.
     *
     * @param agents for hosts with an agent
     * @param looks for others
     */
    record Late(Instant agents, Instant looks) {}

    Late late();

    /** How the server hears of a host. */
    HostContact contact(HostId host, Instant takenAt);
}
