package dev.fettle.server.assessments;

import dev.fettle.core.assessment.Assessment;
import dev.fettle.core.assessment.Finding;
import dev.fettle.core.assessment.Risk;
import dev.fettle.core.assessment.Tier;
import dev.fettle.core.assessment.Verdict;
import dev.fettle.server.hosts.HostHead;
import dev.fettle.server.web.Choice;
import dev.fettle.server.web.Slice;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The findings of a host that somebody asked for, worst first.
 *
 * @param knows whether any feed speaks of the host's platform
 * @param query a part of the vulnerability's or the source package's name; empty for all
 */
public record FindingList(HostHead host, boolean knows, Show show, String query, Slice<Finding> findings) {
    private static final int SIZE = 100;
    private static final Comparator<Finding> WORST_FIRST = Comparator.comparing((Finding finding) -> Tier.of(finding))
            .thenComparing(Risk::of, Comparator.reverseOrder())
            .thenComparing(Finding::vulnerability);

    /** Which findings are shown. */
    public enum Show {
        OPEN("Open"),
        FIXABLE("With a fix"),
        UNFIXED("Without a fix yet"),
        UNKNOWN("Not known"),
        UNIMPORTANT("Called unimportant");

        private final String label;

        Show(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }

        /** As it stands in addresses. */
        public String word() {
            return Choice.word(this);
        }

        static Show of(String word) {
            return Choice.of(Show.class, word).orElse(OPEN);
        }

        private boolean shows(Finding finding) {
            if (this == UNIMPORTANT || finding.unimportant()) {
                return this == UNIMPORTANT && finding.unimportant() && finding.open();
            }
            return switch (this) {
                case OPEN -> finding.open();
                case FIXABLE -> finding.verdict() instanceof Verdict.Fixable;
                case UNFIXED -> finding.verdict() instanceof Verdict.Unfixed;
                case UNKNOWN -> finding.verdict() instanceof Verdict.Unknown;
                case UNIMPORTANT -> false;
            };
        }
    }

    static FindingList of(
            HostHead host, Assessment assessment, boolean knows, String show, @Nullable String q, int page) {
        Show shown = Show.of(show);
        String query = q == null ? "" : q.strip();
        String lower = query.toLowerCase(Locale.ROOT);
        List<Finding> found = assessment.findings().stream()
                .filter(shown::shows)
                .filter(each -> each.vulnerability().toLowerCase(Locale.ROOT).contains(lower)
                        || each.build().name().contains(lower))
                .sorted(WORST_FIRST)
                .toList();
        return new FindingList(host, knows, shown, query, Slice.of(found, page, SIZE));
    }
}
