package dev.fettle.core.assessment;

import dev.fettle.core.catalog.Catalog;
import dev.fettle.core.catalog.KnownExploitation;
import dev.fettle.core.catalog.Severity;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The sentence that explains a patch's place, for somebody who decides and does not read CVE texts. */
final class Reasons {
    static final String KERNEL_PARTS =
            "Headers or tools built beside the kernel; they are no running kernel, so its vulnerabilities are not in them.";

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);

    static final Comparator<Finding> WORST_FIRST = Comparator.comparing((Finding finding) -> Tier.of(finding))
            .thenComparing(Risk::of, Comparator.reverseOrder())
            .thenComparing(Finding::vulnerability);

    private final Catalog catalog;

    Reasons(Catalog catalog) {
        this.catalog = catalog;
    }

    /** @param mended worst first */
    String sentence(Tier tier, List<Finding> mended, boolean downgrade) {
        String sentence =
                switch (tier) {
                    case EXPLOITED -> exploited(mended);
                    case LIKELY -> likely(mended);
                    case SEVERE -> severe(mended);
                    case UNRATED -> unrated(mended);
                    case MODERATE -> moderate(mended);
                    case UNIMPORTANT ->
                        "Mends only " + count(mended.size())
                                + " that the distribution calls unimportant; it can wait for the next regular window.";
                    case ROUTINE ->
                        "No vulnerability is known to be mended by it; it can wait for the next regular window.";
                };
        return downgrade ? sentence + " This step goes to an older version." : sentence;
    }

    private String exploited(List<Finding> mended) {
        Finding worst = mended.getFirst();
        KnownExploitation known = worst.exploitation();
        if (known == null) {
            throw new IllegalStateException(
                    worst.vulnerability() + " is in the tier EXPLOITED without being known to be");
        }
        LocalDate due = known.due();
        return "Attackers use " + worst.vulnerability()
                + (known.ransomware() ? ", in ransomware campaigns too" : "")
                + " (listed by CISA on " + DAY.format(known.added())
                + (due == null ? "" : ", to be mended by " + DAY.format(due)) + ")"
                + "; the patch mends it" + andMore(mended) + ".";
    }

    private String likely(List<Finding> mended) {
        Finding worst = mended.getFirst();
        if (worst.prediction() == null) {
            throw new IllegalStateException(worst.vulnerability() + " is in the tier LIKELY without a prediction");
        }
        return "Attacks on " + worst.vulnerability() + " within 30 days are likely (EPSS "
                + percent(worst.prediction().probability()) + ")"
                + "; the patch mends it" + andMore(mended) + attacksKnown("");
    }

    private String severe(List<Finding> mended) {
        Finding worst = mostSevere(mended);
        return "Mends " + count(mended.size()) + ", the worst " + rated(worst) + attacksKnown(likelihood(worst));
    }

    private String unrated(List<Finding> mended) {
        if (mended.isEmpty()) {
            return "A security patch; what it mends is not known here, so it is taken before what is known to be harmless.";
        }
        boolean allUnimportant = mended.stream().allMatch(Finding::unimportant);
        if (allUnimportant) {
            return "A security patch of which only unimportant vulnerabilities are known here; it may mend more.";
        }
        long unrated = mended.stream()
                .filter(finding -> finding.severity() == null && !finding.unimportant())
                .count();
        String which = mended.size() == 1
                ? " that nobody has rated yet"
                : ", " + (unrated == mended.size() ? "none of them" : unrated + " of them not") + " rated yet";
        return "Mends " + count(mended.size()) + which + ", so it could be severe" + attacksKnown("");
    }

    private String moderate(List<Finding> mended) {
        Finding worst = mostSevere(mended);
        return "Mends " + count(mended.size()) + ", the worst " + rated(worst) + attacksKnown(likelihood(worst));
    }

    private static Finding mostSevere(List<Finding> mended) {
        return mended.stream()
                .filter(finding -> !finding.unimportant() && finding.severity() != null)
                .max(Comparator.comparingDouble(Reasons::score))
                .orElseGet(mended::getFirst);
    }

    private static double score(Finding finding) {
        return finding.severity() == null ? 0 : finding.severity().score();
    }

    private static String rated(Finding finding) {
        double score = score(finding);
        String word = score >= Severity.CRITICAL
                ? "critical"
                : score >= Severity.HIGH ? "high" : score >= 4 ? "medium" : "low";
        return word + " (" + finding.vulnerability() + ", CVSS " + score + ")";
    }

    private static String likelihood(Finding finding) {
        return finding.prediction() == null
                ? ""
                : "; attacks within 30 days: " + percent(finding.prediction().probability());
    }

    /** Ends the sentence; says that no attacks are known only where a list of known ones was asked. */
    private String attacksKnown(String likelihood) {
        return likelihood + (catalog.knowsExploitation() ? "; no attacks are known." : ".");
    }

    private static String andMore(List<Finding> mended) {
        return mended.size() == 1 ? "" : " and " + (mended.size() - 1) + " more";
    }

    private static String count(int vulnerabilities) {
        return vulnerabilities == 1 ? "1 vulnerability" : vulnerabilities + " vulnerabilities";
    }

    private static String percent(double probability) {
        return probability < 0.001 ? "under 0.1%" : String.format(Locale.ROOT, "%.1f%%", probability * 100);
    }
}
