package dev.fettle.core.plan;

/**
 * What so many failures among so many tries say of the failure rate behind them: the one-sided bound of Clopper and Pearson
 * (Biometrika 26, 1934), which is exact for small numbers too.
 */
public final class FailureRate {
    /** A bound is as near as this. */
    private static final double TOLERANCE = 1e-9;

    private FailureRate() {}

    /**
     * The failure rate that is not exceeded with a confidence: the greatest one at which so few failures are still as likely
     * as the confidence leaves room for.
     *
     * @param failed 0 to {@code tried}
     * @param tried 0 or more; without any try nothing is known, and the bound is 1
     * @param confidence above 0 and below 1
     * @return 0 to 1
     */
    public static double upperBound(int failed, int tried, double confidence) {
        check(failed, tried, confidence);
        if (failed == tried) {
            return 1;
        }
        double low = (double) failed / tried;
        double high = 1;
        while (high - low > TOLERANCE) {
            double rate = (low + high) / 2;
            if (atMost(failed, tried, rate) > 1 - confidence) {
                low = rate;
            } else {
                high = rate;
            }
        }
        return high;
    }

    /**
     * How many tries without a failure are needed for a bound below a limit.
     *
     * @param limit above 0 and below 1
     */
    public static int leastTried(double limit, double confidence) {
        if (!(limit > 0 && limit < 1)) {
            throw new IllegalArgumentException("A limit of a rate lies between 0 and 1.");
        }
        check(0, 0, confidence);
        // (1 - limit)^n < 1 - confidence
        return (int) Math.floor(Math.log(1 - confidence) / Math.log1p(-limit)) + 1;
    }

    private static void check(int failed, int tried, double confidence) {
        if (failed < 0 || failed > tried) {
            throw new IllegalArgumentException("Of " + tried + " tries " + failed + " cannot have failed.");
        }
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("A confidence lies between 0 and 1.");
        }
    }

    /** The probability of at most so many failures; terms are summed as logarithms' sums, for the first may be tiny. */
    private static double atMost(int failed, int tried, double rate) {
        if (rate >= 1) {
            return failed == tried ? 1 : 0;
        }
        double odds = Math.log(rate) - Math.log1p(-rate);
        double term = tried * Math.log1p(-rate);
        double sum = Math.exp(term);
        for (int i = 1; i <= failed; i++) {
            term += Math.log((double) (tried - i + 1) / i) + odds;
            sum += Math.exp(term);
        }
        return sum;
    }
}
