package dev.fettle.core.assessment;

import dev.fettle.core.catalog.Severity;

/** How severe a finding is, in CVSS's own classes. */
public enum Rating {
    CRITICAL,
    HIGH,
    MEDIUM,
    LOW,
    /** No source rates it: it could be any of them. */
    UNRATED,
    /** The vendor says that it has no effect worth mending, whatever its score. */
    UNIMPORTANT;

    private static final double MEDIUM_FROM = 4.0;

    public static Rating of(Finding finding) {
        if (finding.unimportant()) {
            return UNIMPORTANT;
        }
        if (finding.severity() == null) {
            return UNRATED;
        }
        double score = finding.severity().score();
        if (score >= Severity.CRITICAL) {
            return CRITICAL;
        }
        if (score >= Severity.HIGH) {
            return HIGH;
        }
        return score >= MEDIUM_FROM ? MEDIUM : LOW;
    }
}
