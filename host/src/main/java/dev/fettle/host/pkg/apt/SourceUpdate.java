package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.KernelImages;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.inventory.PendingPatch.Download;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.host.Problems;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pending step of one source package, with the package files that carry its changelog.
 *
 * @param candidate unsigned
 * @param since the lowest installed source version, unsigned
 * @param debs the smallest files of the candidate, smallest first
 */
record SourceUpdate(SourceBuild candidate, DebVersion since, List<Deb> debs) {
    private static final int TRIES = 3;
    private static final String WHERE = "changelogs";

    /** @param question how apt is asked for it, {@code name:architecture=version} */
    record Deb(String name, String question, DebVersion version, Download download) {}

    /**
     * One update for each unsigned source among the patches, by name. Kernel sources count only where a kernel comes.
     *
     * @param unreadable takes the sources whose changelog cannot even be looked for
     */
    static List<SourceUpdate> of(
            Inventory inventory, PendingChanges pending, List<String> unreadable, Problems problems) {
        Map<String, List<PendingPatch>> bySource = new TreeMap<>();
        for (PendingPatch patch : pending.patches()) {
            SourceBuild source = patch.source();
            if (source != null && !patch.downgrade()) {
                bySource.computeIfAbsent(source.unsigned().name(), _ -> new ArrayList<>())
                        .add(patch);
            }
        }
        Map<String, InstalledPackage> installed = new HashMap<>();
        inventory.packages().forEach(each -> installed.put(each.id(), each));
        List<SourceUpdate> updates = new ArrayList<>();
        bySource.forEach((source, patches) -> {
            boolean kernel = KernelImages.isKernelSource(source);
            if (kernel && !bringsKernel(patches, pending)) {
                return;
            }
            DebVersion since =
                    kernel ? newestImage(source, inventory.kernels()) : lowestInstalled(source, patches, installed);
            if (since != null) {
                SourceUpdate update = update(patches, since);
                if (update.debs().isEmpty()) {
                    unreadable.add(source);
                    problems.add(
                            WHERE, "No package file of " + source + " is in the lists, so its changelog is unread.");
                } else {
                    updates.add(update);
                }
            } else if (!kernel) {
                unreadable.add(source);
                problems.add(
                        WHERE,
                        "The packages of " + source + " came from another source before, so its changelog is unread.");
            }
        });
        return updates;
    }

    /** Headers, libc-dev and tools bear the kernel's source and are no kernel. */
    private static boolean bringsKernel(List<PendingPatch> patches, PendingChanges pending) {
        return patches.stream().anyMatch(patch -> KernelImages.bringsKernel(patch.name()))
                || pending.installs().stream().anyMatch(install -> KernelImages.bringsKernel(install.name()));
    }

    private static @Nullable DebVersion newestImage(String source, KernelImages kernels) {
        for (InstalledPackage image : kernels.installed()) {
            SourceBuild unsigned = image.source().unsigned();
            if (unsigned.name().equals(source)) {
                return unsigned.version();
            }
        }
        return null;
    }

    private static @Nullable DebVersion lowestInstalled(
            String source, List<PendingPatch> patches, Map<String, InstalledPackage> installed) {
        DebVersion lowest = null;
        for (PendingPatch patch : patches) {
            InstalledPackage before = installed.get(patch.id());
            if (before == null) {
                continue;
            }
            SourceBuild unsigned = before.source().unsigned();
            if (unsigned.name().equals(source)
                    && (lowest == null || unsigned.version().isBefore(lowest))) {
                lowest = unsigned.version();
            }
        }
        return lowest;
    }

    private static SourceUpdate update(List<PendingPatch> patches, DebVersion since) {
        SourceBuild candidate = null;
        List<Deb> debs = new ArrayList<>();
        for (PendingPatch patch : patches) {
            SourceBuild source = patch.source();
            if (source == null) {
                continue;
            }
            SourceBuild unsigned = source.unsigned();
            if (candidate != null && unsigned.version().isBefore(candidate.version())) {
                continue;
            }
            if (candidate == null || candidate.version().isBefore(unsigned.version())) {
                candidate = unsigned;
                debs.clear();
            }
            Download download = patch.download();
            if (download != null && !download.sha256().isEmpty()) {
                debs.add(new Deb(patch.name(), patch.id() + "=" + patch.candidate(), patch.candidate(), download));
            }
        }
        if (candidate == null) {
            throw new IllegalStateException("A source without a patch.");
        }
        debs.sort(Comparator.comparingLong((Deb deb) -> deb.download().bytes()).thenComparing(Deb::name));
        return new SourceUpdate(candidate, since, debs.subList(0, Math.min(TRIES, debs.size())));
    }
}
