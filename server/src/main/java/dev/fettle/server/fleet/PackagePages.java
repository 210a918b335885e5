package dev.fettle.server.fleet;

import dev.fettle.core.access.Permission;
import dev.fettle.core.assessment.Bearer;
import dev.fettle.core.assessment.Judged;
import dev.fettle.core.assessment.OpenFinding;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Pages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** A source package: which builds of it there are, on how many hosts, and what is open in each. */
@Controller
public final class PackagePages {
    private final Fleet fleet;
    private final Pages pages;

    PackagePages(Fleet fleet, Pages pages) {
        this.fleet = fleet;
        this.pages = pages;
    }

    /**
     * @param hosts in scope that have this build
     * @param worst null if nothing is open in it
     */
    public record Build(
            Platform platform,
            SourceBuild build,
            int hosts,
            int open,
            @Nullable OpenFinding worst) {}

    public record SourcePackage(String source, List<Build> builds) {}

    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/packages")
    View source(Viewer viewer, @RequestParam(defaultValue = "") String source) {
        if (!fleet.ready()) {
            return Reading.page(pages, fleet);
        }
        List<Build> builds = fleet.ask(viewer.scope(), sight -> builds(sight, source));
        if (builds.isEmpty()) {
            throw new NotFoundException("No host has a package of the source “" + source + "”.");
        }
        return pages.of("fleet/package", new SourcePackage(source, builds));
    }

    private static List<Build> builds(Sight sight, String source) {
        List<Build> builds = new ArrayList<>();
        for (Platform platform : sight.index().platforms(sight.hosts())) {
            Map<SourceBuild, Set<OpenFinding>> open = open(sight, platform, source);
            builds(sight, platform, source).forEach((build, hosts) -> {
                Set<OpenFinding> found = open.getOrDefault(build, Set.of());
                long vulnerabilities = found.stream()
                        .map(OpenFinding::vulnerability)
                        .distinct()
                        .count();
                builds.add(new Build(
                        platform,
                        build,
                        sight.count(hosts),
                        (int) vulnerabilities,
                        found.stream().min(OpenFinding.WORST_FIRST).orElse(null)));
            });
        }
        builds.removeIf(each -> each.hosts() == 0);
        builds.sort(Comparator.comparing((Build each) -> each.platform().toString())
                .thenComparing(each -> each.build().version()));
        return builds;
    }

    private static Map<SourceBuild, Set<OpenFinding>> open(Sight sight, Platform platform, String source) {
        Map<SourceBuild, Set<OpenFinding>> open = new HashMap<>();
        for (Bearer bearer : sight.index().bearers(platform, source)) {
            for (SourceBuild build : builds(bearer.judged(), source)) {
                open.computeIfAbsent(build, _ -> new HashSet<>()).addAll(bearer.open());
            }
        }
        return open;
    }

    /** The builds of a source package that hosts of a platform have, in scope or not. */
    static Map<SourceBuild, RoaringBitmap> builds(Sight sight, Platform platform, String source) {
        Map<SourceBuild, RoaringBitmap> builds = new LinkedHashMap<>();
        for (Bearer bearer : sight.index().bearers(platform, source)) {
            for (SourceBuild build : builds(bearer.judged(), source)) {
                builds.computeIfAbsent(build, _ -> new RoaringBitmap()).or(bearer.hosts());
            }
        }
        return builds;
    }

    private static List<SourceBuild> builds(Judged judged, String source) {
        List<SourceBuild> builds = new ArrayList<>();
        switch (judged) {
            case Judged.OfPackage ofPackage -> builds.add(ofPackage.build());
            case Judged.OfRunning ofRunning -> builds.add(ofRunning.running());
            case Judged.OfKernels kernels -> {
                if (kernels.newest() != null) {
                    builds.add(kernels.newest().build());
                }
                if (kernels.running() != null) {
                    builds.add(kernels.running().build());
                }
            }
        }
        builds.removeIf(build -> !build.name().equals(source));
        return builds;
    }
}
