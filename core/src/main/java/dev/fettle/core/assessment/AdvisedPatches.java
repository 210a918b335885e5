package dev.fettle.core.assessment;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.KernelImages;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The patches that advisories ask for, where no package manager can be asked: a saved listing. */
public final class AdvisedPatches {
    private AdvisedPatches() {}

    /**
     * One patch for each package of a source build with fixable findings, to the version that mends all of them. Packages
     * whose numbers cannot be told from their source's are left out where others of the source can stand for the step.
     */
    public static List<PendingPatch> of(Inventory inventory, Assessment assessment) {
        Map<SourceBuild, String> needed = new HashMap<>();
        for (Finding finding : assessment.findings()) {
            if (finding.verdict() instanceof Verdict.Fixable(String fixed, Verdict.Way way)
                    && way == Verdict.Way.PATCH) {
                needed.merge(finding.build(), fixed, (a, b) -> DebVersion.compare(a, b) >= 0 ? a : b);
            }
        }
        Map<SourceBuild, List<InstalledPackage>> bySource = new LinkedHashMap<>();
        for (InstalledPackage installed : inventory.packages()) {
            SourceBuild build = installed.source().unsigned();
            boolean kernelPart =
                    KernelImages.isKernelSource(build.name()) && !KernelImages.bringsKernel(installed.name());
            if (needed.containsKey(build) && !kernelPart) {
                bySource.computeIfAbsent(build, _ -> new ArrayList<>()).add(installed);
            }
        }
        List<PendingPatch> patches = new ArrayList<>();
        bySource.forEach((build, packages) -> {
            String fixed = needed.getOrDefault(build, "");
            List<InstalledPackage> numbered = packages.stream()
                    .filter(each -> isNumberedLike(each, build))
                    .toList();
            // Packages that number themselves apart from their source come along, but to which version is not known.
            for (InstalledPackage installed : numbered.isEmpty() ? packages : numbered) {
                patches.add(patch(installed, build, fixed));
            }
        });
        return patches;
    }

    private static boolean isNumberedLike(InstalledPackage installed, SourceBuild build) {
        return installed
                .version()
                .withoutBinaryRebuild()
                .text()
                .endsWith(build.version().text());
    }

    private static PendingPatch patch(InstalledPackage installed, SourceBuild build, String fixed) {
        return new PendingPatch(
                installed.name(),
                installed.architecture(),
                installed.version(),
                binaryVersion(installed, build, fixed),
                new SourceBuild(build.name(), new DebVersion(fixed)),
                List.of(),
                null,
                PendingPatch.Basis.ADVISORY);
    }

    /** Some packages write their source's version behind an epoch or a prefix of their own: 15+248 for 248. */
    private static DebVersion binaryVersion(InstalledPackage installed, SourceBuild build, String fixed) {
        String binary = installed.version().withoutBinaryRebuild().text();
        String source = build.version().text();
        String prefix = binary.endsWith(source) ? binary.substring(0, binary.length() - source.length()) : "";
        String prefixed = prefix + fixed;
        return new DebVersion(fixed.contains(":") || !DebVersion.isValid(prefixed) ? fixed : prefixed);
    }
}
