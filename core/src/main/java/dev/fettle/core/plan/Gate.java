package dev.fettle.core.plan;

/**
 * What a wave has to show before the next one begins. A host of which nobody knows what became of it counts as failed, and
 * one that was never reached counts neither way.
 *
 * @param leastSucceeded so many hosts must have succeeded, at least 1: an empty or wholly silent wave never passes
 * @param mostFailed one failed host more is a breach, at once; 0 or more
 * @param mostFailedPercent of the hosts of the wave; more than that is a breach, at once; 0 to 100
 * @param rateLimitPercent the failure rate, counted over all hosts that the roll-out has reached so far, must be below this
 *     with {@link #CONFIDENCE}; 1 to 99, or 0 not to ask that
 */
public record Gate(int leastSucceeded, int mostFailed, int mostFailedPercent, int rateLimitPercent) {
    /** Of the upper bound of the failure rate. */
    public static final double CONFIDENCE = 0.95;

    /** @throws IllegalArgumentException if a number is out of its range; the message is for people */
    public Gate {
        if (leastSucceeded < 1) {
            throw new IllegalArgumentException("A gate asks for at least one host that succeeded.");
        }
        if (mostFailed < 0) {
            throw new IllegalArgumentException("A gate allows 0 or more failed hosts.");
        }
        if (mostFailedPercent < 0 || mostFailedPercent > 100) {
            throw new IllegalArgumentException("A gate allows 0 to 100 percent of the hosts to fail.");
        }
        if (rateLimitPercent < 0 || rateLimitPercent > 99) {
            throw new IllegalArgumentException(
                    "A gate limits the failure rate to 1 to 99 percent, or with 0 not at all.");
        }
    }

    /** Whether so many failed hosts are too many for a wave of a size. */
    public boolean breached(int failed, int hosts) {
        return failed > mostFailed || (long) failed * 100 > (long) mostFailedPercent * hosts;
    }

    /** Whether the failure rate may be said to be below the limit; true if none is set. */
    public boolean rateHolds(int failed, int tried) {
        return rateLimitPercent == 0 || FailureRate.upperBound(failed, tried, CONFIDENCE) * 100 < rateLimitPercent;
    }

    /**
     * How many hosts must have been tried without any failure before the failure rate can be said to be below the limit; 0
     * if none is set. A roll-out that has reached fewer is too small to tell.
     */
    public int leastTried() {
        return rateLimitPercent == 0 ? 0 : FailureRate.leastTried(rateLimitPercent / 100.0, CONFIDENCE);
    }
}
