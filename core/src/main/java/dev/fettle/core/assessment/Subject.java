package dev.fettle.core.assessment;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.KernelImages;
import dev.fettle.core.inventory.Origin;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One source build of a host that statements are held against.
 *
 * @param role whether it is an ordinary package, or a kernel and which
 * @param foreignOrigin the archive it comes from if that is not the distribution's own; empty otherwise
 */
record Subject(SourceBuild build, Role role, String foreignOrigin) {
    enum Role {
        PACKAGE,
        /** The newest installed kernel: what runs after the next boot. */
        NEWEST_KERNEL,
        /** The kernel that runs now, where it is not the newest. */
        RUNNING_KERNEL
    }

    /** Every source build to judge: each distinct one once, the kernel only by its newest and its running image. */
    static List<Subject> of(Inventory inventory) {
        Set<Origin> foreign = foreignOrigins(inventory);
        Map<SourceBuild, Subject> subjects = new LinkedHashMap<>();
        for (InstalledPackage installed : inventory.packages()) {
            SourceBuild build = installed.source().unsigned();
            if (KernelImages.isKernelSource(build.name())) {
                continue;
            }
            String origin = foreignOrigin(installed, foreign);
            subjects.putIfAbsent(build, new Subject(build, Role.PACKAGE, origin));
            SourceBuild inner = insideShimSigned(installed);
            if (inner != null) {
                subjects.putIfAbsent(inner, new Subject(inner, Role.PACKAGE, origin));
            }
        }
        List<Subject> all = new ArrayList<>(subjects.values());
        KernelImages kernels = inventory.kernels();
        kernels.newest().ifPresent(image -> all.add(kernel(image, Role.NEWEST_KERNEL, foreign)));
        if (kernels.newerThanRunning()) {
            kernels.running().ifPresent(image -> all.add(kernel(image, Role.RUNNING_KERNEL, foreign)));
        }
        return all;
    }

    private static Subject kernel(InstalledPackage image, Role role, Set<Origin> foreign) {
        return new Subject(image.source().unsigned(), role, foreignOrigin(image, foreign));
    }

    /**
     * The archives that are not the distribution's. Where no package at all comes from an archive that names itself
     * after the distribution, a mirror has published it under another name, and none counts as foreign.
     */
    private static Set<Origin> foreignOrigins(Inventory inventory) {
        // Many packages share one list, so each list is looked at once.
        Set<List<Origin>> lists = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Origin> foreign = new HashSet<>();
        boolean own = false;
        for (InstalledPackage installed : inventory.packages()) {
            if (lists.add(installed.origins())) {
                for (Origin origin : installed.origins()) {
                    boolean isOwn = origin.isOf(inventory.platform().distribution());
                    own |= isOwn;
                    if (!isOwn) {
                        foreign.add(origin);
                    }
                }
            }
        }
        return own ? foreign : Set.of();
    }

    /** The archive that an installed package comes from if that is not the distribution's own; empty otherwise. */
    static String foreignOrigin(InstalledPackage installed, Inventory inventory) {
        return foreignOrigin(installed, foreignOrigins(inventory));
    }

    private static String foreignOrigin(InstalledPackage installed, Set<Origin> foreign) {
        List<Origin> origins = installed.origins();
        return !foreign.isEmpty() && !origins.isEmpty() && foreign.containsAll(origins)
                ? origins.getFirst().toString()
                : "";
    }

    /** {@code shim-signed 1.51~1+16.1-2} carries shim 16.1-2, whose version stands behind that of its own source. */
    private static @Nullable SourceBuild insideShimSigned(InstalledPackage installed) {
        String prefix = installed.source().version() + "+";
        boolean carriesShim = installed.name().equals("shim-signed")
                && installed.version().text().startsWith(prefix);
        return carriesShim
                ? new SourceBuild(
                        "shim", new DebVersion(installed.version().text().substring(prefix.length())))
                : null;
    }
}
