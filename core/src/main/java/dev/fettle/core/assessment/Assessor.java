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
        List<Finding> findings = new ArrayList<>();
        int notAffected = 0;
        for (Judged judged : Judged.of(inventory, claims)) {
            Assessment assessment = assess(judged);
            findings.addAll(
                    judged instanceof Judged.OfRunning running
                            ? Replaced.withUsers(assessment.findings(), running, inventory)
                            : assessment.findings());
            notAffected += assessment.notAffected();
        }
        findings.sort(Comparator.comparing((Finding finding) -> finding.build().name())
                .thenComparing(finding -> finding.build().version())
                .thenComparing(Finding::vulnerability));
        return new Assessment(findings, notAffected);
    }

    /** What holds for every host that has this alike; findings in no order. The claims are those that it names itself. */
    public Assessment assess(Judged judged) {
        Judge judge = new Judge(catalog, judged.platform(), listNotAffected);
        return switch (judged) {
            case Judged.OfPackage(var _, SourceBuild build, String foreignOrigin, ChangelogClaim claim) ->
                assessment(build, weighed(judge, new Subject(build, Subject.Role.PACKAGE, foreignOrigin), claim), null);
            case Judged.OfKernels kernels -> kernels(judge, kernels);
            case Judged.OfRunning running -> running(judge, running);
        };
    }

    private Assessment running(Judge judge, Judged.OfRunning build) {
        SourceBuild installed = build.installed();
        Map<String, Judgement> ofInstalled = installed == null
                ? Map.of()
                : judge.judge(new Subject(installed, Subject.Role.PACKAGE, build.foreignOrigin()));
        Map<String, Judgement> ofRunning =
                judge.judge(new Subject(build.running(), Subject.Role.PACKAGE, build.foreignOrigin()));
        return assessment(
                build.running(),
                InEffect.onlyWhatRuns(build.running(), ofRunning, installed, ofInstalled, build.way()),
                null);
    }

    private Assessment kernels(Judge judge, Judged.OfKernels kernels) {
        Judged.@Nullable Kernel newest = kernels.newest();
        Judged.@Nullable Kernel running = kernels.running();
        Map<String, Judgement> ofNewest = newest == null
                ? Map.of()
                : weighed(
                        judge,
                        new Subject(newest.build(), Subject.Role.NEWEST_KERNEL, newest.foreignOrigin()),
                        kernels.claim());
        @Nullable Assessment first = newest == null ? null : assessment(newest.build(), ofNewest, null);
        if (running == null) {
            return first == null ? new Assessment(List.of(), 0) : first;
        }
        Map<String, Judgement> ofRunning =
                judge.judge(new Subject(running.build(), Subject.Role.RUNNING_KERNEL, running.foreignOrigin()));
        if (newest == null) {
            return assessment(running.build(), open(ofRunning), first);
        }
        return assessment(
                running.build(),
                InEffect.onlyWhatRuns(running.build(), ofRunning, newest.build(), ofNewest, Verdict.Way.REBOOT),
                first);
    }

    private static Map<String, Judgement> open(Map<String, Judgement> judged) {
        Map<String, Judgement> open = new LinkedHashMap<>(judged);
        open.values().removeIf(judgement -> !judgement.verdict().open());
        return open;
    }

    private static Map<String, Judgement> weighed(Judge judge, Subject subject, @Nullable ChangelogClaim claim) {
        Map<String, Judgement> judged = judge.judge(subject);
        if (claim != null) {
            ChangelogEvidence.weigh(claim, subject.build(), judged);
        }
        return judged;
    }

    /** @param before what is counted along; null for nothing */
    private Assessment assessment(SourceBuild build, Map<String, Judgement> judged, @Nullable Assessment before) {
        List<Finding> findings = new ArrayList<>(before == null ? List.of() : before.findings());
        int notAffected = before == null ? 0 : before.notAffected();
        for (Judgement judgement : judged.values()) {
            boolean open = judgement.verdict().open();
            notAffected += open ? 0 : 1;
            if (open || listNotAffected) {
                findings.add(finding(build, judgement));
            }
        }
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
