package dev.fettle.core.assessment;

import dev.fettle.core.catalog.Catalog;
import dev.fettle.core.catalog.ChangelogClaim;
import dev.fettle.core.catalog.Severity;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.product.SourceBuild;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds an inventory against the catalogue. Source versions decide, as the distribution's own statements do; the
 * kernel counts only by its newest and its running image; a changelog speaks for its own source package only.
 */
public final class Assessor {
    private final Catalog catalog;
    private final Map<String, ChangelogClaim> claims;
    private final boolean listNotAffected;

    /**
     * @param claims what candidates' changelogs say, by unsigned source name
     * @param listNotAffected whether pairs found not affected become findings or are only counted
     */
    public Assessor(Catalog catalog, Map<String, ChangelogClaim> claims, boolean listNotAffected) {
        this.catalog = catalog;
        this.claims = Map.copyOf(claims);
        this.listNotAffected = listNotAffected;
    }

    public Assessment assess(Inventory inventory) {
        Judge judge = new Judge(catalog, inventory.platform(), listNotAffected);
        List<Finding> findings = new ArrayList<>();
        int notAffected = 0;
        @Nullable SourceBuild newestKernel = null;
        Map<String, Judgement> ofNewestKernel = new LinkedHashMap<>();
        for (Subject subject : Subject.of(inventory)) {
            Map<String, Judgement> judged = judge.judge(subject);
            ChangelogClaim claim = claims.get(subject.build().name());
            if (claim != null && subject.role() != Subject.Role.RUNNING_KERNEL) {
                ChangelogEvidence.weigh(claim, subject.build(), judged);
            }
            switch (subject.role()) {
                case PACKAGE -> {}
                case NEWEST_KERNEL -> {
                    newestKernel = subject.build();
                    ofNewestKernel = judged;
                }
                case RUNNING_KERNEL ->
                    judged = KernelInEffect.onlyWhatRuns(subject.build(), judged, newestKernel, ofNewestKernel);
            }
            for (Judgement judgement : judged.values()) {
                if (judgement.verdict().open()) {
                    findings.add(finding(subject.build(), judgement));
                } else {
                    notAffected++;
                    if (listNotAffected) {
                        findings.add(finding(subject.build(), judgement));
                    }
                }
            }
        }
        findings.sort(Comparator.comparing((Finding finding) -> finding.build().name())
                .thenComparing(finding -> finding.build().version())
                .thenComparing(Finding::vulnerability));
        return new Assessment(findings, notAffected);
    }

    private Finding finding(SourceBuild build, Judgement judgement) {
        String vulnerability = judgement.vulnerability();
        return new Finding(
                build,
                vulnerability,
                judgement.verdict(),
                judgement.urgency(),
                judgement.severity(),
                catalog.exploitation(vulnerability).orElse(null),
                catalog.prediction(vulnerability).orElse(null),
                judgement.evidence());
    }

    /** A verdict in the making: what is known of one vulnerability in one source build so far. */
    record Judgement(
            String vulnerability,
            Verdict verdict,
            String urgency,
            @Nullable Severity severity,
            List<Evidence> evidence) {

        Judgement with(Verdict newVerdict, Evidence more) {
            List<Evidence> all = new ArrayList<>(evidence);
            all.add(more);
            return new Judgement(vulnerability, newVerdict, urgency, severity, all);
        }
    }
}
