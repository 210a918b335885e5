package dev.fettle.server.assessments;

import dev.fettle.core.assessment.Assessment;
import dev.fettle.core.assessment.Assessor;
import dev.fettle.core.assessment.PatchOrder;
import dev.fettle.core.assessment.RankedPatch;
import dev.fettle.core.assessment.Step;
import dev.fettle.core.assessment.Summary;
import dev.fettle.core.catalog.Catalog;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.server.hosts.HostNow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What is known of one host: derived from its last look and from the feeds in force.
 *
 * @param patches in the order to take them
 * @param steps the same, as people take them
 */
record Assessed(
        HostNow now,
        Catalog catalog,
        Assessment assessment,
        List<RankedPatch> patches,
        List<PatchPages.StepRow> steps,
        Summary summary) {

    static Assessed of(HostNow now, Catalog catalog) {
        Assessment assessment = new Assessor(catalog, now.pending().claims(), false).assess(now.inventory());
        PendingChanges changes = now.pending().changes();
        List<RankedPatch> patches = changes == null
                ? List.of()
                : new PatchOrder(assessment, catalog).rank(changes.patches(), now.inventory());
        return new Assessed(now, catalog, assessment, patches, steps(now, patches), Summary.of(assessment, patches));
    }

    private static List<PatchPages.StepRow> steps(HostNow now, List<RankedPatch> patches) {
        List<Step> steps = Step.of(patches);
        Map<String, Instant> firstSeen = now.pending().firstSeen();
        return IntStream.range(0, steps.size())
                .mapToObj(at -> PatchPages.StepRow.of(at + 1, steps.get(at), firstSeen))
                .toList();
    }

    /** Whether any feed says which vulnerabilities this host's platform has. */
    boolean knowsVulnerabilities() {
        return catalog.covers(now.inventory().platform());
    }
}
