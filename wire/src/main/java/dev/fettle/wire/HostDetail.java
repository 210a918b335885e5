package dev.fettle.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host as the last look found it.
 *
 * @param platform {@code debian:12}
 * @param platformName for people
 * @param kernel the release that runs; null if it is not known
 * @param rebootDue whether the host must be rebooted, as far as is known
 * @param reboot a sentence on that
 * @param agentSeenAt when its agent checked in last; null if it has none
 * @param silentSince since when nothing was heard of it, for too long; null if all is well
 * @param warnings what is wrong with who it is, such as that it shares its machine-id
 * @param problems what the last look could not read or do
 */
public record HostDetail(
        long id,
        String name,
        String platform,
        String platformName,
        @Nullable String kernel,
        boolean rebootDue,
        String reboot,
        int packages,
        HostDescription description,
        List<Trouble> problems,
        Instant takenAt,
        @Nullable Instant agentSeenAt,
        @Nullable Instant silentSince,
        List<String> warnings,
        Instant addedAt) {
    /**
     * @param where the file or command concerned
     * @param text the offending text as it stood; may be empty
     */
    public record Trouble(String where, String message, String text) {}
}
