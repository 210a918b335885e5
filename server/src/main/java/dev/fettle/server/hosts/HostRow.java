package dev.fettle.server.hosts;

import java.time.Instant;

/**
 * A host as a list shows it.
 *
 * @param platform for people
 * @param packages how many are installed
 * @param runsReplaced whether something on it runs builds that were replaced or removed
 * @param silent whether nothing was heard of it for too long, see {@link Presence#silentSince}
 */
public record HostRow(
        Host host,
        String platform,
        Instant takenAt,
        int packages,
        Reboot reboot,
        boolean runsReplaced,
        boolean silent) {
    /** Whether a reboot is due. */
    public enum Reboot {
        REQUIRED,
        NOT_REQUIRED,
        UNKNOWN
    }
}
