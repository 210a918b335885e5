package dev.fettle.core.assessment;

import java.util.Comparator;

/**
 * What counts of an open finding, without the evidence that it rests on. Alike for many builds, and kept once for all of
 * them.
 *
 * @param source the name of the source package that it was found in
 * @param verdict never that it is not affected
 * @param risk see {@link Risk#of}
 * @param score the CVSS base score; -1 if no source rates it
 * @param probability the EPSS probability; -1 if it has no score
 * @param published when the oldest statement about it was published, ISO 8601 UTC; empty if none says
 */
public record OpenFinding(
        String vulnerability,
        String source,
        Verdict verdict,
        Tier tier,
        Rating rating,
        double risk,
        double score,
        double probability,
        String published) {
    static final double NONE = -1;

    /** By tier, then by risk. */
    public static final Comparator<OpenFinding> WORST_FIRST = Comparator.comparing(OpenFinding::tier)
            .thenComparing(OpenFinding::risk, Comparator.reverseOrder())
            .thenComparing(OpenFinding::vulnerability)
            .thenComparing(OpenFinding::source);

    static OpenFinding of(Finding finding, String published) {
        return new OpenFinding(
                finding.vulnerability(),
                finding.build().name(),
                finding.verdict(),
                Tier.of(finding),
                Rating.of(finding),
                Risk.of(finding),
                finding.severity() == null ? NONE : finding.severity().score(),
                finding.prediction() == null ? NONE : finding.prediction().probability(),
                published);
    }

    public boolean exploited() {
        return tier == Tier.EXPLOITED;
    }

    public boolean unimportant() {
        return rating == Rating.UNIMPORTANT;
    }

    /** Whether the mended build is installed and only a reboot is missing. */
    public boolean mendedByReboot() {
        return isMendedBy(Verdict.Way.REBOOT);
    }

    /** Whether the mended build is installed and what runs the one before it has to be restarted. */
    public boolean mendedByRestart() {
        return isMendedBy(Verdict.Way.RESTART);
    }

    /** Whether the mended build is installed and not in effect. */
    public boolean mendedOnDisk() {
        return mendedByReboot() || mendedByRestart();
    }

    private boolean isMendedBy(Verdict.Way wanted) {
        return verdict instanceof Verdict.Fixable(String _, Verdict.Way way) && way == wanted;
    }
}
