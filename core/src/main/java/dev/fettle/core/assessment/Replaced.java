package dev.fettle.core.assessment;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.KernelImages;
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.product.SourceBuild;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The builds of a host that were replaced and still run, as far as they can be judged. */
final class Replaced {
    private Replaced() {}

    /** Each pair of a build that runs and the one that is installed in its place, once. */
    static List<Judged> of(Inventory inventory) {
        if (inventory.stale().isEmpty()) {
            return List.of();
        }
        Set<SourceBuild> installed = new HashSet<>();
        inventory.packages().forEach(each -> installed.add(each.source().unsigned()));
        record Pair(SourceBuild running, @Nullable SourceBuild installed, String origin) {}
        Map<Pair, Verdict.Way> ways = new LinkedHashMap<>();
        for (StaleBuild stale : inventory.stale()) {
            SourceBuild running = running(stale);
            // One that is installed too, as part of another package, is judged as such.
            if (running != null && !installed.contains(running)) {
                InstalledPackage now = inItsPlace(stale, running, inventory);
                ways.merge(
                        new Pair(
                                running,
                                now == null ? null : now.source().unsigned(),
                                now == null ? "" : Subject.foreignOrigin(now, inventory)),
                        stale.needsReboot() ? Verdict.Way.REBOOT : Verdict.Way.RESTART,
                        (a, b) -> a == Verdict.Way.REBOOT ? a : b);
            }
        }
        List<Judged> all = new ArrayList<>();
        ways.forEach((pair, way) -> all.add(
                new Judged.OfRunning(inventory.platform(), pair.running(), pair.installed(), pair.origin(), way)));
        return all;
    }

    /** Null if it cannot be judged; the kernel is by its images. */
    private static @Nullable SourceBuild running(StaleBuild stale) {
        if (stale.version() == null || stale.source() == null) {
            return null;
        }
        SourceBuild running = stale.source().unsigned();
        boolean kernel =
                KernelImages.isKernelSource(running.name()) || stale.name().startsWith("linux-image");
        return kernel ? null : running;
    }

    /** The same package, or else the newest one of its source. */
    private static @Nullable InstalledPackage inItsPlace(StaleBuild stale, SourceBuild running, Inventory inventory) {
        @Nullable InstalledPackage newest = null;
        Comparator<InstalledPackage> byVersion =
                Comparator.comparing(each -> each.source().unsigned().version());
        for (InstalledPackage each : inventory.packages()) {
            if (each.source().unsigned().name().equals(running.name())) {
                if (each.id().equals(stale.id())) {
                    return each;
                }
                newest = newest == null || byVersion.compare(each, newest) > 0 ? each : newest;
            }
        }
        return newest;
    }

    /** The findings by a build that runs, each with what runs it on this host. */
    static List<Finding> withUsers(List<Finding> findings, Judged.OfRunning judged, Inventory inventory) {
        Set<String> users = new TreeSet<>();
        for (StaleBuild stale : inventory.stale()) {
            if (judged.running().equals(running(stale))) {
                users.addAll(stale.users());
            }
        }
        Evidence by = new Evidence(
                Evidence.Kind.RULE,
                "in effect",
                "",
                judged.running().version().text(),
                null,
                "It is run by " + StaleBuild.named(List.copyOf(users)) + ".");
        return findings.stream().map(finding -> finding.with(by)).toList();
    }
}
