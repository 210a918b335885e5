package dev.fettle.core.assessment;

import dev.fettle.core.catalog.Catalog;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.KernelImages;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The order in which to take patches: by {@link Tier} first, then by how much risk a patch removes. The patches of one
 * source build are one step and stand together.
 */
public final class PatchOrder {
    private final Map<String, List<Finding>> fixable = new HashMap<>();
    private final Reasons reasons;

    public PatchOrder(Assessment assessment, Catalog catalog) {
        for (Finding finding : assessment.findings()) {
            if (finding.verdict() instanceof Verdict.Fixable(String _, Verdict.Way way) && way == Verdict.Way.PATCH) {
                fixable.computeIfAbsent(finding.build().name(), _ -> new ArrayList<>())
                        .add(finding);
            }
        }
        this.reasons = new Reasons(catalog);
    }

    /** The patches of one source build. */
    private record Step(
            String source,
            List<PendingPatch> patches,
            Tier tier,
            List<Finding> mends,
            double riskRemoved,
            String reason) {}

    private static final Comparator<Step> FIRST_TO_LAST = Comparator.comparing(Step::tier)
            .thenComparing(Step::riskRemoved, Comparator.reverseOrder())
            .thenComparing(step -> step.mends().size(), Comparator.reverseOrder())
            .thenComparing(step -> step.tier() == Tier.ROUTINE ? step.reason() : "")
            .thenComparing(Step::source);

    /** @param inventory tells which source build each patch starts from */
    public List<RankedPatch> rank(List<PendingPatch> patches, Inventory inventory) {
        Map<String, SourceBuild> installed = new HashMap<>();
        for (InstalledPackage item : inventory.packages()) {
            installed.put(item.id(), item.source().unsigned());
        }
        Map<String, List<PendingPatch>> steps = new LinkedHashMap<>();
        for (PendingPatch patch : patches) {
            steps.computeIfAbsent(stepKey(patch), _ -> new ArrayList<>()).add(patch);
        }
        List<Step> ordered = new ArrayList<>();
        steps.values().forEach(step -> ordered.add(step(step, installed)));
        ordered.sort(FIRST_TO_LAST);
        List<RankedPatch> ranked = new ArrayList<>(patches.size());
        for (Step step : ordered) {
            for (PendingPatch patch : step.patches()) {
                ranked.add(new RankedPatch(
                        ranked.size() + 1, patch, step.tier(), step.mends(), step.riskRemoved(), step.reason()));
            }
        }
        return ranked;
    }

    /** Kernel images apart from the tools and headers of the same source, which mend no kernel. */
    private static String stepKey(PendingPatch patch) {
        SourceBuild build = build(patch);
        return build == null
                ? patch.name() + " " + patch.candidate()
                : build + (KernelImages.bringsKernel(patch.name()) ? " image" : "");
    }

    private static @Nullable SourceBuild build(PendingPatch patch) {
        return patch.source() == null ? null : patch.source().unsigned();
    }

    private Step step(List<PendingPatch> patches, Map<String, SourceBuild> installed) {
        Map<String, Finding> mended = new LinkedHashMap<>();
        boolean security = false;
        for (PendingPatch patch : patches) {
            security |= patch.security();
            for (Finding finding : mendedBy(patch, installed.get(patch.id()))) {
                mended.merge(finding.vulnerability(), finding, (a, b) -> Risk.of(b) > Risk.of(a) ? b : a);
            }
        }
        List<Finding> worstFirst =
                mended.values().stream().sorted(Reasons.WORST_FIRST).toList();
        PendingPatch first = patches.getFirst();
        SourceBuild build = build(first);
        boolean kernelParts = build != null && isKernelWithoutImage(build, first);
        Tier tier = kernelParts ? Tier.ROUTINE : Tier.of(worstFirst, security);
        String source = build == null ? first.name() : build.name();
        String reason = kernelParts ? Reasons.KERNEL_PARTS : reasons.sentence(tier, worstFirst, first.downgrade());
        return new Step(source, patches, tier, worstFirst, Risk.ofAll(worstFirst), reason);
    }

    private static boolean isKernelWithoutImage(SourceBuild build, PendingPatch patch) {
        return KernelImages.isKernelSource(build.name()) && !KernelImages.bringsKernel(patch.name());
    }

    private List<Finding> mendedBy(PendingPatch patch, @Nullable SourceBuild from) {
        SourceBuild to = build(patch);
        if (to == null || isKernelWithoutImage(to, patch)) {
            return List.of();
        }
        boolean kernel = KernelImages.bringsKernel(patch.name());
        List<Finding> mended = new ArrayList<>();
        for (Finding finding : fixable.getOrDefault(to.name(), List.of())) {
            boolean startsHere = kernel || from == null || finding.build().equals(from);
            if (startsHere && finding.verdict() instanceof Verdict.Fixable(String fixed, Verdict.Way _)) {
                DebVersion reached = to.version().withoutBackportSuffix();
                if (DebVersion.compare(fixed, reached.text()) <= 0) {
                    mended.add(finding);
                }
            }
        }
        return mended;
    }
}
