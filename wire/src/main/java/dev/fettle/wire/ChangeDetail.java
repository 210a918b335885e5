package dev.fettle.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change with what it means for each of its hosts. Hosts that get the same are one class.
 *
 * @param fault why it cannot be proposed as it is; null if it can
 * @param warnings sentences on what people should know before they approve it
 * @param vulnerabilities how many it closes on at least one host
 * @param exploited how many findings of exploited vulnerabilities it closes, summed over the hosts
 * @param alert the last one that it raised; null if it never did
 * @param reboots how many hosts have to be rebooted, as far as is known before
 * @param windows sentences on when how many of its hosts may be changed, as their windows are now
 */
public record ChangeDetail(
        ChangeItem change,
        NewChange wish,
        @Nullable String fault,
        List<String> warnings,
        int vulnerabilities,
        long exploited,
        int reboots,
        List<String> windows,
        List<HostClass> classes,
        List<Wave> waves,
        List<LeftOut> leftOut,
        @Nullable Alert alert) {

    /**
     * Of an emergency change.
     *
     * @param toldAgain how often webhooks were told that nobody has acknowledged it
     * @param acknowledgedBy null if nobody has
     */
    public record Alert(
            Instant raisedAt, int toldAgain, @Nullable String acknowledgedBy) {}

    /**
     * What some hosts get alike.
     *
     * @param hosts how many
     * @param builds {@code name:architecture=version}
     * @param rebootFor packages for which a reboot is due
     * @param restartFor libraries whose users have to be restarted
     * @param expectedSeconds an estimate
     * @param bytes to download, as far as it is known
     * @param closes vulnerabilities, worst first
     * @param notes sentences on what may come or go besides and what stays behind
     */
    public record HostClass(
            String platform,
            int hosts,
            List<String> builds,
            List<String> rebootFor,
            List<String> restartFor,
            long expectedSeconds,
            long bytes,
            List<String> closes,
            List<String> notes) {}

    /**
     * @param line as it was wanted
     * @param hosts how many
     * @param expectedSeconds an estimate, without soak and windows
     * @param hostIds the first 1,000 in the order in which they are changed
     */
    public record Wave(String name, String line, int hosts, long expectedSeconds, List<Long> hostIds) {}

    /**
     * Hosts that get nothing.
     *
     * @param why a word such as silent or no-fix
     * @param because a sentence
     * @param hosts how many
     * @param hostIds the first 1,000
     */
    public record LeftOut(String why, String because, int hosts, List<Long> hostIds) {}
}
