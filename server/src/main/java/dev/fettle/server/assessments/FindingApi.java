package dev.fettle.server.assessments;

import dev.fettle.core.access.Permission;
import dev.fettle.core.assessment.Finding;
import dev.fettle.core.assessment.RankedPatch;
import dev.fettle.core.assessment.Risk;
import dev.fettle.core.assessment.Tier;
import dev.fettle.core.assessment.Verdict;
import dev.fettle.core.catalog.ExploitPrediction;
import dev.fettle.core.catalog.Severity;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.api.Checks;
import dev.fettle.server.api.lists.Fields;
import dev.fettle.server.api.lists.ListPlan;
import dev.fettle.server.api.lists.ListRequest;
import dev.fettle.server.api.lists.ListedRoutes;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.wire.FindingItem;
import dev.fettle.wire.Listing;
import dev.fettle.wire.PatchItem;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What is known of a host's vulnerabilities, and what to patch first on it, for programs. */
@RestController
final class FindingApi implements ListedRoutes {
    private static final List<String> TIERS =
            Arrays.stream(Tier.values()).map(Checks::word).toList();

    private static final Fields<Finding> FINDINGS = Fields.<Finding>builder()
            .sortedText("id", FindingApi::id, "")
            .sortedDecimal("rank", FindingApi::rank, "")
            .sortedText("vulnerability", Finding::vulnerability, "")
            .sortedText("source", each -> each.build().name(), "")
            .choice("verdict", FindingApi::verdict, "", List.of("fixable", "unfixed", "not_affected", "unknown"))
            .choice("tier", each -> Checks.word(Tier.of(each)), "", TIERS)
            .flag("open", Finding::open, "")
            .flag("exploited", each -> each.exploitation() != null, "")
            .sortedDecimal("risk", Risk::of, "")
            .decimal("cvss", FindingApi::cvss, "")
            .decimal("epss", FindingApi::epss, "")
            .build("id", "rank");

    private static final Fields<PatchPages.StepRow> PATCHES = Fields.<PatchPages.StepRow>builder()
            .sortedText("id", PatchPages.StepRow::link, "")
            .whole("rank", row -> (long) row.number(), "")
            .sortedText("name", row -> row.step().name(), "")
            .choice("tier", row -> Checks.word(row.step().tier()), "", TIERS)
            .flag("security", PatchPages.StepRow::security, "")
            .sortedDecimal("riskRemoved", row -> row.step().first().riskRemoved(), "")
            .words("mends", FindingApi::mends, "")
            .build("id", "rank");

    private final Assessments assessments;

    FindingApi(Assessments assessments) {
        this.assessments = assessments;
    }

    @Override
    public Map<String, Fields<?>> fields() {
        return Map.of("findings", FINDINGS, "patches", PATCHES);
    }

    /** A host's findings, the worst first. */
    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Lists a host's findings, the worst first")
    @GetMapping("/api/v1/hosts/{id}/findings")
    ResponseEntity<Listing<FindingItem>> findings(Viewer viewer, @PathVariable long id, ListRequest request) {
        ListPlan<Finding> plan = request.plan(FINDINGS);
        return plan.answer(plan.of(assessed(viewer, id).assessment().findings()), FindingApi::item);
    }

    /** What to patch first on a host. */
    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Lists what to patch first on a host")
    @GetMapping("/api/v1/hosts/{id}/patches")
    ResponseEntity<Listing<PatchItem>> patches(Viewer viewer, @PathVariable long id, ListRequest request) {
        ListPlan<PatchPages.StepRow> plan = request.plan(PATCHES);
        return plan.answer(plan.of(assessed(viewer, id).steps()), FindingApi::item);
    }

    /** @param patch the id of any package of the step */
    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Tells one step of what to patch on a host")
    @GetMapping("/api/v1/hosts/{id}/patches/{patch}")
    PatchItem patch(Viewer viewer, @PathVariable long id, @PathVariable String patch) {
        return assessed(viewer, id).steps().stream()
                .filter(row -> row.step().patches().stream()
                        .anyMatch(each -> each.patch().id().equals(patch)))
                .map(FindingApi::item)
                .findFirst()
                .orElseThrow(() -> new NotFoundException(
                        "No patch of this package is pending on the host. It may have been taken since."));
    }

    private Assessed assessed(Viewer viewer, long id) {
        return assessments
                .of(new HostId(id), viewer.scope())
                .orElseThrow(() -> new NotFoundException(
                        "There is no host with the number " + id + " among those that you may see."));
    }

    private static String id(Finding finding) {
        return finding.vulnerability() + " " + finding.build().name() + " "
                + finding.build().version().text();
    }

    /** Ascending from the worst on: tier, then risk. */
    private static double rank(Finding finding) {
        return 2.0 * Tier.of(finding).compareTo(Tier.EXPLOITED) + 1 - Risk.of(finding);
    }

    private static String verdict(Finding finding) {
        return switch (finding.verdict()) {
            case Verdict.Fixable _ -> "fixable";
            case Verdict.Unfixed _ -> "unfixed";
            case Verdict.NotAffected _ -> "not_affected";
            case Verdict.Unknown _ -> "unknown";
        };
    }

    private static String because(Verdict verdict) {
        return switch (verdict) {
            case Verdict.NotAffected(String because) -> because;
            case Verdict.Unknown(String why) -> why;
            case Verdict.Fixable _, Verdict.Unfixed _ -> "";
        };
    }

    private static FindingItem item(Finding finding) {
        String because = because(finding.verdict());
        Verdict.Fixable fixable = finding.verdict() instanceof Verdict.Fixable it ? it : null;
        return new FindingItem(
                id(finding),
                finding.vulnerability(),
                finding.build().name(),
                finding.build().version().text(),
                verdict(finding),
                fixable == null ? null : fixable.fixed(),
                fixable == null ? null : Checks.word(fixable.way()),
                because.isEmpty() ? null : because,
                finding.open(),
                Checks.word(Tier.of(finding)),
                Risk.of(finding),
                cvss(finding),
                epss(finding),
                finding.exploitation() != null,
                finding.urgency(),
                finding.evidence().stream()
                        .map(each -> new FindingItem.EvidenceItem(
                                Checks.word(each.kind()), each.by(), each.range(), each.says()))
                        .toList());
    }

    private static @Nullable Double cvss(Finding finding) {
        Severity severity = finding.severity();
        return severity == null ? null : (Double) severity.score();
    }

    private static @Nullable Double epss(Finding finding) {
        ExploitPrediction prediction = finding.prediction();
        return prediction == null ? null : (Double) prediction.probability();
    }

    private static List<String> mends(PatchPages.StepRow row) {
        return row.step().first().mends().stream().map(Finding::vulnerability).toList();
    }

    private static PatchItem item(PatchPages.StepRow row) {
        RankedPatch first = row.step().first();
        return new PatchItem(
                row.link(),
                row.number(),
                row.step().name(),
                Checks.word(row.step().tier()),
                row.step().reason(),
                row.security(),
                first.riskRemoved(),
                row.bytes(),
                mends(row),
                row.step().patches().stream()
                        .map(RankedPatch::patch)
                        .map(each -> new PatchItem.StepItem(
                                each.name(),
                                each.architecture(),
                                each.installed().text(),
                                each.candidate().text()))
                        .toList(),
                row.firstSeenAt());
    }
}
