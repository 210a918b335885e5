package dev.fettle.server.fleet;

import dev.fettle.core.access.Permission;
import dev.fettle.core.access.Scope;
import dev.fettle.core.assessment.ExposureIndex;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.hosts.FleetLooks;
import dev.fettle.server.search.Found;
import dev.fettle.server.search.SearchSource;
import dev.fettle.server.web.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Finds hosts, source packages and open vulnerabilities in scope. */
@Component
final class FleetSearch implements SearchSource {
    private static final Comparator<String> SHORTEST_FIRST =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    private static final Pattern CVE = Pattern.compile("CVE-[0-9]{4}-[0-9]{4,19}");

    private final Fleet fleet;
    private final FleetLooks looks;
    private final FleetFigures figures;

    FleetSearch(Fleet fleet, FleetLooks looks, FleetFigures figures) {
        this.fleet = fleet;
        this.looks = looks;
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
        FleetFigures.Now now = figures.of(scope.get());
        found.addAll(vulnerabilities(now, wanted, limit));
        fleet.ask(scope.get(), sight -> closed(now, sight, wanted)).ifPresent(found::add);
        found.addAll(fleet.ask(scope.get(), sight -> hosts(sight, wanted, limit)));
        found.addAll(fleet.ask(scope.get(), sight -> packages(sight, wanted, limit)));
        return found;
    }

    private static List<Found> vulnerabilities(FleetFigures.Now now, String wanted, int limit) {
        List<String> fitting = new ArrayList<>();
        for (int i = 0; i < now.lower().size(); i++) {
            if (now.lower().get(i).contains(wanted)) {
                fitting.add(now.worst().get(i).vulnerability());
            }
        }
        return fitting.stream()
                .sorted(Comparator.comparing(each -> Found.Fit.of(each, wanted)))
                .limit(limit)
                .map(each -> vulnerability(each, ""))
                .toList();
    }

    private static Found vulnerability(String id, String detail) {
        return new Found("Vulnerability", id, detail, "/vulnerabilities/" + Words.segment(id));
    }

    /** Whoever types a whole CVE id wants to know of that one, most of all that nobody has it. */
    private static Optional<Found> closed(FleetFigures.Now now, Sight sight, String wanted) {
        String id = wanted.toUpperCase(Locale.ROOT);
        return CVE.matcher(id).matches()
                        && now.worst().stream()
                                .noneMatch(each -> each.vulnerability().equals(id))
                        && VulnerabilityPages.speaksOf(sight, id)
                ? Optional.of(vulnerability(id, "open on none of these hosts"))
                : Optional.empty();
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

    /** Sources by their own names, and by the names of what is made from them. */
    private List<Found> packages(Sight sight, String wanted, int limit) {
        ExposureIndex index = sight.index();
        Map<String, String> named = new LinkedHashMap<>();
        index.sources(sight.hosts(), source -> source.contains(wanted)).forEach(source -> named.put(source, source));
        // Which names belong to which hosts is not at hand, so only who sees all hosts finds packages by them.
        if (sight.hosts().equals(index.hosts())) {
            Map<String, String> made = looks.sources(wanted);
            Set<String> there = index.sources(index.hosts(), new HashSet<>(made.values())::contains);
            made.forEach((name, source) -> {
                if (there.contains(source)) {
                    named.putIfAbsent(name, source);
                }
            });
        }
        return named.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.comparing((String each) -> Found.Fit.of(each, wanted))
                        .thenComparing(SHORTEST_FIRST)))
                .limit(limit)
                .map(each -> new Found(
                        "Package",
                        each.getKey(),
                        each.getKey().equals(each.getValue()) ? "" : "of " + each.getValue(),
                        "/packages?source=" + Words.encoded(each.getValue())))
                .toList();
    }
}
