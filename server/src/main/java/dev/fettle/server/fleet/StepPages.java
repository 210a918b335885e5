package dev.fettle.server.fleet;

import dev.fettle.core.access.Permission;
import dev.fettle.core.access.Scope;
import dev.fettle.core.assessment.FleetStep;
import dev.fettle.core.assessment.OpenFinding;
import dev.fettle.core.assessment.PendingStep;
import dev.fettle.core.assessment.StepId;
import dev.fettle.core.assessment.Tier;
import dev.fettle.core.inventory.Origin;
import dev.fettle.core.product.Platform;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.hosts.FleetLooks;
import dev.fettle.server.web.Choice;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Pages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** What is pending on all hosts, and of each step what it mends and where it is needed. */
@Controller
public final class StepPages {
    private static final int SIZE = 50;
    private static final int SOME = 10;
    private static final int MENDED = 200;

    private final Fleet fleet;
    private final FleetFigures figures;
    private final FleetLooks looks;
    private final Pages pages;

    StepPages(Fleet fleet, FleetFigures figures, FleetLooks looks, Pages pages) {
        this.fleet = fleet;
        this.figures = figures;
        this.looks = looks;
        this.pages = pages;
    }

    /**
     * @param tier whose steps are shown; null for all
     * @param next the address of the next part without its beginning; null if this is the last
     */
    public record StepList(
            String query,
            @Nullable Tier tier,
            List<FleetRow> rows,
            int total,
            @Nullable String next) {}

    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/patches")
    View list(
            Viewer viewer,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String tier,
            @RequestParam(defaultValue = "") String after) {
        if (!fleet.ready()) {
            return Reading.page(pages, fleet);
        }
        String query = q.strip();
        String wanted = query.toLowerCase(Locale.ROOT);
        @Nullable Tier shown = tier(tier);
        List<FleetStep> found = figures.of(viewer.scope()).steps().stream()
                .filter(step -> shown == null || step.tier() == shown)
                .filter(step -> matches(step, wanted))
                .toList();
        int from = 0;
        for (int i = 0; i < found.size() && !after.isEmpty(); i++) {
            if (FleetRow.query(found.get(i).id()).equals(after)) {
                from = i + 1;
                break;
            }
        }
        List<FleetRow> rows = FleetRow.of(found.subList(from, Math.min(found.size(), from + SIZE)), from + 1);
        boolean more = from + SIZE < found.size();
        return pages.of(
                "fleet/patches",
                new StepList(
                        query,
                        shown,
                        rows,
                        found.size(),
                        more ? FleetRow.query(rows.getLast().step().id()) : null));
    }

    private static @Nullable Tier tier(String word) {
        return Choice.of(Tier.class, word).orElse(null);
    }

    private static boolean matches(FleetStep step, String wanted) {
        return step.id().name().contains(wanted)
                || step.patches().stream().anyMatch(each -> each.patch().name().contains(wanted));
    }

    /**
     * One package of a step and how it changes.
     *
     * @param from the versions that it has now somewhere
     */
    public record Part(
            String name, String architecture, List<String> from, String to, long bytes, List<Origin> origins) {}

    /**
     * @param mends the worst first, and not more than are shown
     * @param firstSeen when this installation saw it first; null if that is not known
     * @param some the first hosts that need it
     */
    public record Detail(
            FleetRow row,
            List<Part> parts,
            List<OpenFinding> mends,
            @Nullable Instant firstSeen,
            List<FleetPages.Row> some) {}

    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/patches/step")
    View one(
            Viewer viewer,
            @RequestParam String platform,
            @RequestParam String name,
            @RequestParam String version,
            @RequestParam String kind) {
        if (!fleet.ready()) {
            return Reading.page(pages, fleet);
        }
        FleetFigures.Now now = figures.of(viewer.scope());
        StepId id = id(platform, name, version, kind)
                .orElseThrow(() -> new NotFoundException("There is no patch at this address."));
        List<FleetStep> steps = now.steps();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).id().equals(id)) {
                return pages.of("fleet/patch", detail(viewer, now, steps.get(i), i + 1));
            }
        }
        throw new NotFoundException(
                "No host needs " + name + " " + version + " now. It may have been taken everywhere since.");
    }

    /** Null if it is not known, or was perhaps seen on a host out of scope. */
    private @Nullable Instant firstSeen(Viewer viewer, StepId id) {
        return viewer.scope() instanceof Scope.Everything
                ? looks.firstSeen(id.platform(), id.name(), id.version()).orElse(null)
                : null;
    }

    private Detail detail(Viewer viewer, FleetFigures.Now now, FleetStep step, int rank) {
        return new Detail(
                new FleetRow(rank, step),
                parts(step),
                step.mends().stream().limit(MENDED).toList(),
                firstSeen(viewer, step.id()),
                fleet.ask(viewer.scope(), sight -> FleetPages.rows(sight.byName(step.hosts(), null, SOME), now)));
    }

    static Optional<StepId> id(String platform, String name, String version, String kind) {
        for (StepId.Kind each : StepId.Kind.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(kind)) {
                try {
                    return Optional.of(new StepId(Platform.parse(platform), name, version, each));
                } catch (IllegalArgumentException _) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static List<Part> parts(FleetStep step) {
        Map<List<String>, List<PendingStep>> alike = new LinkedHashMap<>();
        for (PendingStep each : step.patches()) {
            alike.computeIfAbsent(
                            List.of(
                                    each.patch().name(),
                                    each.patch().architecture(),
                                    each.patch().candidate().text()),
                            _ -> new ArrayList<>())
                    .add(each);
        }
        List<Part> parts = new ArrayList<>();
        alike.forEach((key, all) -> {
            PendingStep first = all.getFirst();
            TreeSet<String> from = new TreeSet<>();
            all.forEach(each -> from.add(each.patch().installed().text()));
            var download = first.patch().download();
            parts.add(new Part(
                    key.get(0),
                    key.get(1),
                    List.copyOf(from),
                    key.get(2),
                    download == null ? -1 : download.bytes(),
                    first.patch().origins()));
        });
        parts.sort(Comparator.comparing(Part::name).thenComparing(Part::architecture));
        return parts;
    }
}
