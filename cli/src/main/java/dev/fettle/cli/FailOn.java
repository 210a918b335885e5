package dev.fettle.cli;

import dev.fettle.core.assessment.Assessment;
import dev.fettle.core.assessment.Finding;
import dev.fettle.core.catalog.Severity;

/** When a scan is to end with {@link ExitCode#CONDITION_HOLDS}. Each condition includes the ones before it. */
enum FailOn {
    /** An open finding is known to be exploited. */
    KEV(Double.POSITIVE_INFINITY),
    /** Or has a CVSS score of at least 9.0. */
    CRITICAL(Severity.CRITICAL),
    /** Or has a CVSS score of at least 7.0. */
    HIGH(Severity.HIGH);

    private final double fromScore;

    FailOn(double fromScore) {
        this.fromScore = fromScore;
    }

    /** How many open findings meet the condition; what the vendor calls unimportant does not count. */
    long matches(Assessment assessment) {
        return assessment.findings().stream()
                .filter(finding -> finding.open() && !finding.unimportant() && matches(finding))
                .count();
    }

    private boolean matches(Finding finding) {
        boolean severe = finding.severity() != null && finding.severity().score() >= fromScore;
        return finding.exploitation() != null || severe;
    }

    /** How many open findings nobody has rated, so that a condition on scores cannot be told for them. */
    long unrated(Assessment assessment) {
        return this == KEV
                ? 0
                : assessment.findings().stream()
                        .filter(finding -> finding.open() && !finding.unimportant() && finding.severity() == null)
                        .count();
    }
}
