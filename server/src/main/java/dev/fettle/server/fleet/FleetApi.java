package dev.fettle.server.fleet;

import dev.fettle.core.access.Permission;
import dev.fettle.core.assessment.FleetStep;
import dev.fettle.core.assessment.OpenFinding;
import dev.fettle.core.assessment.Rating;
import dev.fettle.core.assessment.StepId;
import dev.fettle.core.assessment.Tier;
import dev.fettle.core.assessment.Verdict;
import dev.fettle.core.product.Platform;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.Checks;
import dev.fettle.server.api.ProblemKind;
import dev.fettle.server.api.lists.Fields;
import dev.fettle.server.api.lists.ListPlan;
import dev.fettle.server.api.lists.ListRequest;
import dev.fettle.server.api.lists.ListedRoutes;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.wire.FleetPatchDetail;
import dev.fettle.wire.FleetPatchItem;
import dev.fettle.wire.HostRef;
import dev.fettle.wire.Listing;
import dev.fettle.wire.OverviewState;
import dev.fettle.wire.PatchItem;
import dev.fettle.wire.VulnerabilityDetail;
import dev.fettle.wire.VulnerabilityItem;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Vulnerabilities and patches of all hosts in scope, for programs. All of it comes from the index. */
@RestController
final class FleetApi implements ListedRoutes {
    private static final List<String> TIERS =
            Arrays.stream(Tier.values()).map(Checks::word).toList();
    private static final List<String> RATINGS =
            Arrays.stream(Rating.values()).map(Checks::word).toList();

    private static final Fields<OpenFinding> VULNERABILITIES = Fields.<OpenFinding>builder()
            .sortedText("id", OpenFinding::vulnerability, "")
            .sortedDecimal("rank", each -> 2.0 * each.tier().compareTo(Tier.EXPLOITED) + 1 - each.risk(), "")
            .sortedText("source", OpenFinding::source, "")
            .choice("verdict", each -> verdict(each.verdict()), "", List.of("fixable", "unfixed", "unknown"))
            .choice("tier", each -> Checks.word(each.tier()), "", TIERS)
            .choice("rating", each -> Checks.word(each.rating()), "", RATINGS)
            .sortedDecimal("risk", OpenFinding::risk, "")
            .decimal("cvss", each -> known(each.score()), "")
            .decimal("epss", each -> known(each.probability()), "")
            .flag("exploited", OpenFinding::exploited, "")
            .sortedText("published", OpenFinding::published, "")
            .build("id", "rank");

    private static final Fields<FleetStep> PATCHES = Fields.<FleetStep>builder()
            .sortedText("id", FleetApi::id, "")
            .sortedDecimal(
                    "rank", each -> 2.0 * each.tier().compareTo(Tier.EXPLOITED) + 1 / (1 + each.riskRemoved()), "")
            .text("platform", each -> each.id().platform().toString(), "")
            .sortedText("name", each -> each.id().name(), "")
            .choice("tier", each -> Checks.word(each.tier()), "", TIERS)
            .flag("security", FleetStep::security, "")
            .sortedDecimal("riskRemoved", FleetStep::riskRemoved, "")
            .words("mends", FleetApi::mends, "")
            .whole("hosts", each -> (long) each.hosts().getCardinality(), "")
            .build("id", "rank");

    private static final Fields<FleetHost> HOSTS = Fields.<FleetHost>builder()
            .whole("id", each -> each.id().value(), "")
            .sortedText("name", FleetHost::name, "")
            .build("id", "name");

    private final Fleet fleet;
    private final FleetFigures figures;

    FleetApi(Fleet fleet, FleetFigures figures) {
        this.fleet = fleet;
        this.figures = figures;
    }

    @Override
    public Map<String, Fields<?>> fields() {
        return Map.of(
                "vulnerabilities", VULNERABILITIES,
                "patches", PATCHES,
                "hostsOfVulnerability", HOSTS,
                "hostsOfPatch", HOSTS);
    }

    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Tells how the hosts in scope stand")
    @GetMapping("/api/v1/overview")
    OverviewState overview(Viewer viewer) {
        FleetFigures.Now now = now(viewer);
        Map<Rating, Long> open = now.open();
        return new OverviewState(
                now.hosts().getCardinality(),
                now.exploited().getCardinality(),
                ask(viewer, sight -> sight.index().catalog().knowsExploitation()),
                now.awaiting().getCardinality(),
                now.restart().getCardinality(),
                now.silent().getCardinality(),
                now.steps().size(),
                new OverviewState.OpenCounts(
                        open.getOrDefault(Rating.CRITICAL, 0L),
                        open.getOrDefault(Rating.HIGH, 0L),
                        open.getOrDefault(Rating.MEDIUM, 0L),
                        open.getOrDefault(Rating.LOW, 0L),
                        open.getOrDefault(Rating.UNRATED, 0L),
                        open.getOrDefault(Rating.UNIMPORTANT, 0L)));
    }

    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Lists the vulnerabilities that are open on hosts, the worst first")
    @GetMapping("/api/v1/vulnerabilities")
    ResponseEntity<Listing<VulnerabilityItem>> vulnerabilities(Viewer viewer, ListRequest request) {
        ListPlan<OpenFinding> plan = request.plan(VULNERABILITIES);
        FleetFigures.Now now = now(viewer);
        return ask(viewer, sight -> plan.answer(plan.of(now.worst()), each -> item(sight, now, each)));
    }

    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Tells where a vulnerability is")
    @GetMapping("/api/v1/vulnerabilities/{id}")
    VulnerabilityDetail vulnerability(Viewer viewer, @PathVariable String id) {
        FleetFigures.Now now = now(viewer);
        return ask(viewer, sight -> detail(sight, now, id));
    }

    private static VulnerabilityDetail detail(Sight sight, FleetFigures.Now now, String id) {
        List<VulnerabilityPages.Place> places = VulnerabilityPages.places(sight, id);
        if (places.isEmpty()) {
            throw new NotFoundException("\"" + id + "\" is not known to be open on any host that you may see.");
        }
        OpenFinding worst = places.stream()
                .map(VulnerabilityPages.Place::finding)
                .min(OpenFinding.WORST_FIRST)
                .orElseThrow();
        return new VulnerabilityDetail(
                id,
                item(sight, now, worst),
                places.stream()
                        .map(each -> new VulnerabilityDetail.PlaceItem(
                                each.platform().toString(),
                                each.build(),
                                verdict(each.finding().verdict()),
                                each.finding().verdict() instanceof Verdict.Fixable(String fixed, Verdict.Way _)
                                        ? fixed
                                        : null,
                                each.finding().verdict() instanceof Verdict.Fixable(String _, Verdict.Way way)
                                        ? Checks.word(way)
                                        : null,
                                each.hosts()))
                        .toList());
    }

    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Lists the hosts on which a vulnerability is open")
    @GetMapping("/api/v1/vulnerabilities/{id}/hosts")
    ResponseEntity<Listing<HostRef>> hostsOfVulnerability(Viewer viewer, @PathVariable String id, ListRequest request) {
        ListPlan<FleetHost> plan = request.plan(HOSTS);
        return ask(viewer, sight -> hosts(sight, plan, sight.index().exposedTo(id)));
    }

    private static ResponseEntity<Listing<HostRef>> hosts(Sight sight, ListPlan<FleetHost> plan, RoaringBitmap set) {
        List<FleetHost> all = sight.byName(set, null, Integer.MAX_VALUE);
        return plan.answer(plan.of(all), each -> new HostRef(each.id().value(), each.name()));
    }

    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Lists what to patch first on all hosts")
    @GetMapping("/api/v1/patches")
    ResponseEntity<Listing<FleetPatchItem>> patches(Viewer viewer, ListRequest request) {
        ListPlan<FleetStep> plan = request.plan(PATCHES);
        return plan.answer(plan.of(now(viewer).steps()), FleetApi::item);
    }

    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Tells what a patch consists of and what it mends")
    @GetMapping("/api/v1/patches/{platform}/{name}/{version}/{kind}")
    FleetPatchDetail patch(
            Viewer viewer,
            @PathVariable String platform,
            @PathVariable String name,
            @PathVariable String version,
            @PathVariable String kind) {
        FleetStep step = step(viewer, platform, name, version, kind);
        return new FleetPatchDetail(
                item(step),
                mends(step),
                step.patches().stream()
                        .map(each -> new PatchItem.StepItem(
                                each.patch().name(),
                                each.patch().architecture(),
                                each.patch().installed().text(),
                                each.patch().candidate().text()))
                        .distinct()
                        .toList());
    }

    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Lists the hosts on which a patch is pending")
    @GetMapping("/api/v1/patches/{platform}/{name}/{version}/{kind}/hosts")
    ResponseEntity<Listing<HostRef>> hostsOfPatch(
            Viewer viewer,
            @PathVariable String platform,
            @PathVariable String name,
            @PathVariable String version,
            @PathVariable String kind,
            ListRequest request) {
        ListPlan<FleetHost> plan = request.plan(HOSTS);
        RoaringBitmap set = step(viewer, platform, name, version, kind).hosts();
        return ask(viewer, sight -> hosts(sight, plan, set));
    }

    private FleetStep step(Viewer viewer, String platform, String name, String version, String kind) {
        return StepPages.id(platform, name, version, kind)
                .flatMap(id -> now(viewer).steps().stream()
                        .filter(step -> step.id().equals(id))
                        .findFirst())
                .orElseThrow(
                        () -> new NotFoundException("No host that you may see needs this patch now. It may have been"
                                + " taken everywhere since."));
    }

    private FleetFigures.Now now(Viewer viewer) {
        requireReady();
        return figures.of(viewer.scope());
    }

    private <T> T ask(Viewer viewer, Function<Sight, T> question) {
        requireReady();
        return fleet.ask(viewer.scope(), question);
    }

    private void requireReady() {
        if (!fleet.ready()) {
            throw new ApiFault(
                            ProblemKind.UNAVAILABLE,
                            "The server has just started and is reading the hosts"
                                    + (fleet.percent() < 0 ? "" : " (" + fleet.percent() + "%)")
                                    + ". Try again in a few seconds.")
                    .with("Retry-After", "2");
        }
    }

    private static VulnerabilityItem item(Sight sight, FleetFigures.Now now, OpenFinding each) {
        return new VulnerabilityItem(
                each.vulnerability(),
                each.source(),
                verdict(each.verdict()),
                Checks.word(each.tier()),
                Checks.word(each.rating()),
                each.risk(),
                known(each.score()),
                known(each.probability()),
                each.exploited(),
                each.published(),
                now.count(sight, each.vulnerability()));
    }

    private static @Nullable Double known(double number) {
        return number < 0 ? null : (Double) number;
    }

    private static String verdict(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Fixable _ -> "fixable";
            case Verdict.Unfixed _ -> "unfixed";
            case Verdict.NotAffected _ -> "not_affected";
            case Verdict.Unknown _ -> "unknown";
        };
    }

    private static String id(FleetStep step) {
        StepId id = step.id();
        return id.platform() + "/" + id.name() + "/" + id.version() + "/"
                + id.kind().name().toLowerCase(Locale.ROOT);
    }

    private static List<String> mends(FleetStep step) {
        return step.mends().stream().map(OpenFinding::vulnerability).toList();
    }

    private static FleetPatchItem item(FleetStep step) {
        Platform platform = step.id().platform();
        return new FleetPatchItem(
                id(step),
                platform.toString(),
                step.id().name(),
                step.id().version(),
                Checks.word(step.id().kind()),
                Checks.word(step.tier()),
                step.security(),
                step.riskRemoved(),
                step.mends().size(),
                step.hosts().getCardinality());
    }
}
