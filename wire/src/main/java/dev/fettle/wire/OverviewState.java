package dev.fettle.wire;

/**
 * How the hosts in scope stand.
 *
 * @param exploited hosts that are exposed to something that is known to be exploited
 * @param knowsExploitation whether a list of known exploited vulnerabilities is in force
 * @param awaitingReboot hosts where a fix is installed and not in effect before a reboot
 * @param awaitingRestart hosts where a fix is installed and not in effect before something is restarted, or where replaced
 *     builds run of which nobody knows what they have
 * @param silent hosts that were not looked at for more than twice the time between two looks
 * @param patches how many steps are pending
 */
public record OverviewState(
        int hosts,
        int exploited,
        boolean knowsExploitation,
        int awaitingReboot,
        int awaitingRestart,
        int silent,
        int patches,
        OpenCounts open) {
    /** Open findings by severity. */
    public record OpenCounts(long critical, long high, long medium, long low, long unrated, long unimportant) {}
}
