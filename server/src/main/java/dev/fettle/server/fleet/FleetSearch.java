package dev.fettle.server.fleet;

import dev.fettle.core.access.Permission;
import dev.fettle.core.access.Scope;
import dev.fettle.core.assessment.OpenFinding;
import dev.fettle.core.product.Platform;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.search.Found;
import dev.fettle.server.search.SearchSource;
import dev.fettle.server.web.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.roaringbitmap.RoaringBitmap;
import org.springframework.stereotype.Component;

/** Finds hosts, source packages and open vulnerabilities in scope. */
@Component
final class FleetSearch implements SearchSource {
    private final Fleet fleet;
    private final FleetFigures figures;

    FleetSearch(Fleet fleet, FleetFigures figures) {
        this.fleet = fleet;
        this.figures = figures;
    }

    @Override
    public List<Found> find(Viewer viewer, String text, int limit) {
        Optional<Scope> scope = viewer.access().reach(Permission.SEE_HOSTS);
        if (scope.isEmpty() || !fleet.ready()) {
            return List.of();
        }
        String wanted = text.toLowerCase(Locale.ROOT);
        List<Found> found = new ArrayList<>();
        found.addAll(vulnerabilities(figures.of(scope.get()), wanted, limit));
        found.addAll(fleet.ask(scope.get(), sight -> hosts(sight, wanted, limit)));
        found.addAll(fleet.ask(scope.get(), sight -> packages(sight, wanted, limit)));
        return found;
    }

    private static List<Found> vulnerabilities(FleetFigures.Now now, String wanted, int limit) {
        return now.worst().stream()
                .map(OpenFinding::vulnerability)
                .filter(each -> each.toLowerCase(Locale.ROOT).contains(wanted))
                .limit(limit)
                .map(each -> new Found("Vulnerability", each, "", "/vulnerabilities/" + Words.segment(each)))
                .toList();
    }

    /** Those whose names begin so first. */
    private static List<Found> hosts(Sight sight, String wanted, int limit) {
        List<FleetHost> begin = sight.beginning(wanted, limit);
        List<FleetHost> hosts = new ArrayList<>(begin);
        if (hosts.size() < limit) {
            for (FleetHost each : sight.containing(wanted, limit)) {
                if (hosts.size() < limit && !begin.contains(each)) {
                    hosts.add(each);
                }
            }
        }
        return hosts.stream()
                .map(each -> new Found("Host", each.name(), each.platformName(), "/hosts/" + each.id() + "/patches"))
                .toList();
    }

    private static List<Found> packages(Sight sight, String wanted, int limit) {
        TreeSet<String> named =
                new TreeSet<>(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
        for (Map.Entry<Platform, Set<String>> each : sight.index().sources().entrySet()) {
            for (String source : each.getValue()) {
                if (source.contains(wanted)) {
                    named.add(source);
                }
            }
        }
        return named.stream()
                .filter(source -> isInScope(sight, source))
                .limit(limit)
                .map(source -> new Found("Package", source, "", "/packages?source=" + Words.encoded(source)))
                .toList();
    }

    private static boolean isInScope(Sight sight, String source) {
        return sight.index().sources().keySet().stream()
                .flatMap(platform -> sight.index().bearers(platform, source).stream())
                .anyMatch(bearer -> RoaringBitmap.intersects(bearer.hosts(), sight.hosts()));
    }
}
