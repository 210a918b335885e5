package dev.fettle.server.fleet;

import dev.fettle.core.access.Permission;
import dev.fettle.core.access.Scope;
import dev.fettle.core.assessment.FleetStep;
import dev.fettle.core.assessment.Rating;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Unattended;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.feeds.Feeds;
import dev.fettle.server.hosts.HostRow;
import dev.fettle.server.hosts.Hosts;
import dev.fettle.server.settings.Settings;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import dev.fettle.server.web.Slice;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** The first page: how the fleet stands, and what to patch first on it. */
@Controller
public final class OverviewPages {
    private static final int STEPS = 8;

    private final Fleet fleet;
    private final FleetFigures figures;
    private final Trends trends;
    private final Hosts hosts;
    private final Feeds feeds;
    private final Settings settings;
    private final List<Calls> calls;
    private final Pages pages;

    OverviewPages(
            Fleet fleet,
            FleetFigures figures,
            Trends trends,
            Hosts hosts,
            Feeds feeds,
            Settings settings,
            List<Calls> calls,
            Pages pages) {
        this.fleet = fleet;
        this.figures = figures;
        this.trends = trends;
        this.hosts = hosts;
        this.feeds = feeds;
        this.settings = settings;
        this.calls = List.copyOf(calls);
        this.pages = pages;
    }

    /**
     * Before the first look has ended there is nothing to show but how far it is.
     *
     * @param watched whether the settings let this machine be looked at
     * @param all whether whoever asks sees all hosts there are
     */
    public record Beginning(boolean watched, boolean all) {}

    /**
     * @param exploited hosts that are exposed to something that is known to be exploited
     * @param knowsExploitation whether a list of known exploited vulnerabilities is in force
     * @param awaiting hosts where a fix is installed and not in effect before a reboot
     * @param restart hosts where it is not in effect before something is restarted
     * @param silent hosts that were not looked at for more than twice the time between two looks
     * @param open findings by severity
     */
    public record Totals(
            int hosts,
            int exploited,
            boolean knowsExploitation,
            int awaiting,
            int restart,
            int silent,
            Map<Rating, Long> open) {
        public Totals {
            open = new EnumMap<>(open);
        }

        public long open(Rating rating) {
            return open.getOrDefault(rating, 0L);
        }
    }

    /** @param lastGood when all that it holds was last known to be good; null if it never was */
    public record FeedAge(String name, @Nullable Instant lastGood) {}

    /**
     * @param calls what needs somebody, what has gone wrong first
     * @param first the steps to take first
     * @param steps how many are pending altogether
     */
    public record Overview(
            Totals totals, List<Calls.Call> calls, List<FleetRow> first, int steps, List<FeedAge> feeds) {}

    /** A single host has a page of its own that says more than an overview could. */
    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/")
    View home(Viewer viewer) {
        int many = inIndex(viewer);
        if (many > 1) {
            return overview(viewer, many);
        }
        Slice<HostRow> first = hosts.list(1, 1, viewer.scope());
        return first.total() == 1
                ? new RedirectView("/hosts/" + first.items().getFirst().host().id() + "/patches")
                : overview(viewer, first.total());
    }

    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/overview")
    View overview(Viewer viewer) {
        int many = inIndex(viewer);
        return overview(
                viewer, many > 0 ? many : hosts.list(1, 1, viewer.scope()).total());
    }

    /** The database counts slowly, but is asked before the index knows a host. */
    private int inIndex(Viewer viewer) {
        return fleet.ready() ? fleet.ask(viewer.scope(), sight -> sight.hosts().getCardinality()) : 0;
    }

    private View overview(Viewer viewer, int known) {
        if (known == 0) {
            boolean all = viewer.scope() instanceof Scope.Everything;
            return pages.of("fleet/beginning", new Beginning(settings.scan().thisMachine(), all));
        }
        if (!fleet.ready()) {
            return Reading.page(pages, fleet);
        }
        FleetFigures.Now now = figures.of(viewer.scope());
        List<FleetStep> steps = now.steps();
        return pages.of(
                "fleet/overview",
                new Overview(
                        totals(viewer, now),
                        calls.stream()
                                .flatMap(each -> each.calls(viewer.access()).stream())
                                .sorted(Comparator.comparing(Calls.Call::bad).reversed())
                                .toList(),
                        FleetRow.of(steps.subList(0, Math.min(STEPS, steps.size())), 1),
                        steps.size(),
                        feeds.sources().stream()
                                .map(source -> new FeedAge(
                                        source, feeds.lastGood(source).orElse(null)))
                                .toList()));
    }

    private Totals totals(Viewer viewer, FleetFigures.Now now) {
        return new Totals(
                now.hosts().getCardinality(),
                now.exploited().getCardinality(),
                fleet.ask(viewer.scope(), sight -> sight.index().catalog().knowsExploitation()),
                now.awaiting().getCardinality(),
                now.restart().getCardinality(),
                now.silent().getCardinality(),
                now.open());
    }

    /** @param trend null as long as it is being counted */
    public record TrendPart(@Nullable Trend trend) {
        /** Drawn one upon the other from the first on; what is called unimportant would hide the rest. */
        public static final List<Rating> DRAWN =
                List.of(Rating.CRITICAL, Rating.HIGH, Rating.MEDIUM, Rating.LOW, Rating.UNRATED);
    }

    /** For htmx: the trend is counted when somebody wants to see it. */
    @Needs(Permission.SEE_HOSTS)
    @Unattended
    @GetMapping("/overview/trend")
    Page trend(Viewer viewer) {
        return fleet.ready()
                ? pages.of(
                        "fleet/trend",
                        new TrendPart(trends.of(viewer.scope(), figures.of(viewer.scope()))
                                .orElse(null)))
                : Reading.page(pages, fleet);
    }

    /** The part of the overview that changes, for htmx. */
    @Needs(Permission.SEE_HOSTS)
    @Unattended
    @GetMapping("/overview/totals")
    Page totals(Viewer viewer) {
        return fleet.ready()
                ? pages.of("fleet/totals", totals(viewer, figures.of(viewer.scope())))
                : Reading.page(pages, fleet);
    }
}
