package dev.fettle.core.plan;

import dev.fettle.core.inventory.KernelImages;
import dev.fettle.core.order.Report;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How long an installation takes on a host: what 95% of the hosts needed for the same packages, if enough hosts did that
 * before; otherwise an estimate:
 *
 * <pre>
 * 30 s                         to take the order, check and read the package lists
 * + 4 s for each package
 * + bytes / 2,000,000 s        for the download
 * + 45 s                       if a kernel comes, for its initial file system
 * + 180 s                      for a reboot, if one is due
 * </pre>
 */
public final class ExpectedDuration {
    private static final long BASE = 30;
    private static final long EACH_PACKAGE = 4;
    private static final long BYTES_PER_SECOND = 2_000_000;
    private static final long KERNEL = 45;
    private static final long REBOOT = 180;

    /** So many hosts make a history. */
    static final int ENOUGH = 20;

    static final int PERCENT = 95;

    /** With what the note on a class begins whose duration comes of history. */
    static final String BY_HISTORY = "By history: ";

    private ExpectedDuration() {}

    /** So long at least {@link #PERCENT} percent of the hosts took at most, to whole seconds; empty if these are too few. */
    static Optional<Duration> byHistory(List<Duration> took) {
        if (took.size() < ENOUGH) {
            return Optional.empty();
        }
        Duration highest = took.stream().sorted().toList().get(Math.ceilDiv(took.size() * PERCENT, 100) - 1);
        return Optional.of(Duration.ofSeconds(Math.max(1, Math.ceilDiv(highest.toMillis(), 1_000L))));
    }

    static String note(int hosts) {
        return BY_HISTORY + PERCENT + "% of the last " + hosts + " hosts with these packages were done in that time.";
    }

    /** Of one host. */
    static Duration of(List<Report.Change> changes, long bytes, Aftermath aftermath) {
        boolean kernel = changes.stream().anyMatch(each -> KernelImages.bringsKernel(each.name()));
        return Duration.ofSeconds(BASE
                + EACH_PACKAGE * changes.size()
                + Math.ceilDiv(bytes, BYTES_PER_SECOND)
                + (kernel ? KERNEL : 0)
                + (aftermath.reboot() ? REBOOT : 0));
    }

    /**
     * Of a wave whose hosts are begun as its limits allow, without its soak and without what waits for a window. It is at
     * least that of its slowest host.
     *
     * @param sum of what its hosts take
     * @param longest of them
     */
    static Duration ofWave(Duration sum, Duration longest, int hosts, Limits limits) {
        int lanes = Math.min(limits.atOnce(), limits.unavailable());
        Duration byLanes = sum.dividedBy(lanes);
        Duration byStarts = limits.perMinute() == 0
                ? Duration.ZERO
                : Duration.ofMinutes(Math.max(0, hosts - 1) / limits.perMinute())
                        .plus(longest);
        Duration slower = byLanes.compareTo(byStarts) > 0 ? byLanes : byStarts;
        Duration whole = slower.compareTo(longest) > 0 ? slower : longest;
        return Duration.ofSeconds(whole.toSeconds() + (whole.toNanosPart() > 0 ? 1 : 0));
    }
}
