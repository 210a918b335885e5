package dev.fettle.core.assessment;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.KernelImages;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pending patch and what it starts from: all that decides what it mends on a host.
 *
 * @param from the unsigned source build that is installed; null if it is not known
 */
public record PendingStep(
        Platform platform, PendingPatch patch, @Nullable SourceBuild from) {

    /** What is pending on one host. */
    public static List<PendingStep> of(Inventory inventory, List<PendingPatch> patches) {
        Set<String> names = HashSet.newHashSet(patches.size());
        patches.forEach(patch -> names.add(patch.name()));
        Map<String, SourceBuild> installed = new HashMap<>();
        for (InstalledPackage item : inventory.packages()) {
            if (names.contains(item.name())) {
                installed.put(item.id(), item.source().unsigned());
            }
        }
        List<PendingStep> steps = new ArrayList<>(patches.size());
        for (PendingPatch patch : patches) {
            steps.add(new PendingStep(inventory.platform(), patch, installed.get(patch.id())));
        }
        return steps;
    }

    /** The candidate's unsigned source build; null if no index tells it. */
    public @Nullable SourceBuild to() {
        return patch.source() == null ? null : patch.source().unsigned();
    }

    /** Whether it brings a kernel image, which mends whatever kernel counts now. */
    boolean bringsKernel() {
        return KernelImages.bringsKernel(patch.name());
    }

    /** Headers or tools of a kernel mend no kernel, and without a source nobody can tell. */
    boolean canMend() {
        SourceBuild to = to();
        return to != null && (!KernelImages.isKernelSource(to.name()) || bringsKernel());
    }
}
