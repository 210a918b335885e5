package dev.fettle.core.assessment;

import dev.fettle.core.catalog.Severity;
import java.util.Collection;

/**
 * How much harm a vulnerability threatens: likelihood × impact, both 0 to 1. Known exploitation is a likelihood of 1,
 * otherwise it is the EPSS probability; impact is the CVSS base score / 10. What is not known is not taken for
 * harmless: the likelihood is then that of the average vulnerability, the impact the least that counts as high.
 */
public final class Risk {
    /** Mean of all 289,921 EPSS scores of 2025-08-17, 0.036, rounded up. */
    static final double UNKNOWN_LIKELIHOOD = 0.04;

    static final double UNKNOWN_IMPACT = Severity.HIGH / 10;

    private Risk() {}

    /** 0 to 1; 0 for what the vendor calls unimportant. */
    public static double of(Finding finding) {
        return finding.unimportant() ? 0 : likelihood(finding) * impact(finding);
    }

    private static double likelihood(Finding finding) {
        if (finding.exploitation() != null) {
            return 1;
        }
        return finding.prediction() == null
                ? UNKNOWN_LIKELIHOOD
                : finding.prediction().probability();
    }

    private static double impact(Finding finding) {
        return finding.severity() == null ? UNKNOWN_IMPACT : finding.severity().score() / 10;
    }

    /** The risk of all together, 0 to 1: that at least one strikes, if each does so by itself: 1 − Π(1 − risk). */
    public static double ofAll(Collection<Finding> findings) {
        double spared = 1;
        for (Finding finding : findings) {
            spared *= 1 - of(finding);
        }
        return 1 - spared;
    }
}
