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
 * @param notInEffect builds that were replaced or removed and still run, the kernel left out
 * @param agentSeenAt when its agent checked in last; null if it has none
 * @param silentSince since when nothing was heard of it, for too long; null if all is well
 * @param warnings what is wrong with who it is, such as that it shares its machine-id
 * @param removed that it was taken away; null as a rule
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
        List<ReplacedBuild> notInEffect,
        int packages,
        HostDescription description,
        List<Trouble> problems,
        Instant takenAt,
        @Nullable Instant agentSeenAt,
        @Nullable Instant silentSince,
        List<String> warnings,
        @Nullable HostRemoval removed,
        Instant addedAt) {
    /**
     * A build that was replaced or removed and still runs.
     *
     * @param name of the package
     * @param version the one that runs; null if nobody knows
     * @param installed the version that is installed in its place; null if none is
     * @param since when a look first found it so; null if that is not known
     * @param users what runs it: units of systemd where they are known, otherwise programs
     * @param todo what has to be done, in sentences
     */
    public record ReplacedBuild(
            String name,
            String architecture,
            @Nullable String version,
            @Nullable String installed,
            @Nullable Instant since,
            List<String> users,
            String todo) {}

    /**
     * @param where the file or command concerned
     * @param text the offending text as it stood; may be empty
     */
    public record Trouble(String where, String message, String text) {}
}
