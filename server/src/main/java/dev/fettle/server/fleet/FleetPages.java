package dev.fettle.server.fleet;

import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.Permission;
import dev.fettle.core.assessment.Tier;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.Hosts;
import dev.fettle.server.hosts.SavedGroup;
import dev.fettle.server.web.Pages;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** The list of hosts. */
@Controller
public final class FleetPages {
    private final Fleet fleet;
    private final FleetFigures figures;
    private final Hosts hosts;
    private final Pages pages;

    FleetPages(Fleet fleet, FleetFigures figures, Hosts hosts, Pages pages) {
        this.fleet = fleet;
        this.figures = figures;
        this.hosts = hosts;
        this.pages = pages;
    }

    /**
     * A host and how it stands.
     *
     * @param worst the tier of the worst that is open; null if nothing is
     */
    public record Row(FleetHost host, @Nullable Tier worst, boolean awaiting, boolean restart, boolean silent) {}

    /**
     * @param platforms that hosts in scope have, to choose from; so are the groups
     * @param named groups of hosts that somebody has named
     * @param known how many hosts are in scope, filtered or not
     */
    public record HostList(
            HostFilter filter,
            List<String> platforms,
            List<SavedGroup> named,
            List<String> groups,
            List<Row> rows,
            Cursor cursor,
            int known) {}

    /** @param after where the part begins, see {@link Cursor} */
    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/hosts")
    View list(
            Viewer viewer,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "") String platform,
            @RequestParam(defaultValue = "") String group,
            @RequestParam(defaultValue = "") String vulnerability,
            @RequestParam(defaultValue = "") String step,
            @RequestParam(defaultValue = "") String source,
            @RequestParam(defaultValue = "") String version,
            @RequestParam(defaultValue = "") String members,
            @RequestParam(defaultValue = "") String after) {
        if (!fleet.ready()) {
            return Reading.page(pages, fleet);
        }
        HostFilter filter = new HostFilter(
                q.strip(), state, platform, group, vulnerability.strip(), step, source.strip(), version, members);
        List<HostId> belonging = members.isEmpty()
                ? List.of()
                : GroupPages.parsed(members)
                        .flatMap(hosts::group)
                        .map(each -> hosts.members(each, viewer.scope()))
                        .orElse(List.of());
        List<SavedGroup> named = hosts.groups();
        FleetFigures.Now now = figures.of(viewer.scope());
        return pages.of(
                "fleet/hosts", fleet.ask(viewer.scope(), sight -> list(sight, now, filter, named, belonging, after)));
    }

    private static HostList list(
            Sight sight,
            FleetFigures.Now now,
            HostFilter filter,
            List<SavedGroup> named,
            List<HostId> belonging,
            String after) {
        RoaringBitmap hosts = filter.hosts(sight, now, belonging);
        FleetHost.@Nullable Place from = Cursor.parse(after).orElse(null);
        Cursor cursor = Cursor.of(sight.byName(hosts, from, Cursor.SIZE + 1), hosts.getCardinality(), from == null);
        return new HostList(
                filter,
                platforms(sight),
                named,
                sight.groups().stream().map(HostGroup::toString).toList(),
                rows(cursor.hosts(), now),
                cursor,
                sight.hosts().getCardinality());
    }

    private static List<String> platforms(Sight sight) {
        TreeSet<String> words = new TreeSet<>();
        sight.index().platforms(sight.hosts()).forEach(each -> words.add(each.toString()));
        return List.copyOf(words);
    }

    static List<Row> rows(List<FleetHost> hosts, FleetFigures.Now now) {
        Map<Tier, RoaringBitmap> byWorst = new TreeMap<>(now.byWorst());
        return hosts.stream()
                .map(host -> new Row(
                        host,
                        byWorst.entrySet().stream()
                                .filter(each -> each.getValue().contains(host.number()))
                                .map(Map.Entry::getKey)
                                .findFirst()
                                .orElse(null),
                        now.awaiting().contains(host.number()),
                        now.restart().contains(host.number()),
                        now.silent().contains(host.number())))
                .toList();
    }
}
