package dev.fettle.core.assessment;

import dev.fettle.core.catalog.Severity;
import java.util.Collection;

/** The first question in ordering patches: how bad is the worst that a patch mends? From first to last. */
public enum Tier {
    /** Used in attacks now (CISA KEV). */
    EXPLOITED,
    /** Attacks within 30 days are likely: EPSS of at least {@link #LIKELY_FROM}. */
    LIKELY,
    /** CVSS of at least 7.0. */
    SEVERE,
    /** A security patch of which some severity is not known: it could be severe. */
    UNRATED,
    /** Vulnerabilities that are all rated below 7.0. */
    MODERATE,
    /** Only what the vendor calls unimportant. */
    UNIMPORTANT,
    /** No vulnerability is known to be mended, and no security archive carries it. */
    ROUTINE;

    /** One in ten. */
    static final double LIKELY_FROM = 0.1;

    /** @param security whether a security archive carries the patch, so that it mends something even if nobody says what */
    static Tier of(Collection<Finding> mended, boolean security) {
        Tier worst = security && mended.stream().allMatch(Finding::unimportant) ? UNRATED : ROUTINE;
        for (Finding finding : mended) {
            Tier tier = of(finding);
            worst = tier.compareTo(worst) < 0 ? tier : worst;
        }
        return worst;
    }

    /** The tier of one vulnerability alone. */
    public static Tier of(Finding finding) {
        if (finding.exploitation() != null) {
            return EXPLOITED;
        }
        if (finding.unimportant()) {
            return UNIMPORTANT;
        }
        if (finding.prediction() != null && finding.prediction().probability() >= LIKELY_FROM) {
            return LIKELY;
        }
        if (finding.severity() == null) {
            return UNRATED;
        }
        return finding.severity().score() >= Severity.HIGH ? SEVERE : MODERATE;
    }
}
