package dev.fettle.core.assessment;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.KernelImages;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The patches that advisories ask for, where no package manager can be asked: a saved listing. */
public final class AdvisedPatches {
    private static final Pattern BINARY_REBUILD = Pattern.compile("\\+b\\d+$");

    private AdvisedPatches() {}

    /** One patch for each package of a source build with fixable findings, to the version that mends all of them. */
    public static List<PendingPatch> of(Inventory inventory, Assessment assessment) {
        Map<SourceBuild, String> needed = new HashMap<>();
        for (Finding finding : assessment.findings()) {
            if (finding.verdict() instanceof Verdict.Fixable(String fixed, Verdict.Way way)
                    && way == Verdict.Way.PATCH) {
                needed.merge(finding.build(), fixed, (a, b) -> DebVersion.compare(a, b) >= 0 ? a : b);
            }
        }
        List<PendingPatch> patches = new ArrayList<>();
        for (InstalledPackage installed : inventory.packages()) {
            SourceBuild build = installed.source().unsigned();
            String fixed = needed.get(build);
            boolean kernelPart =
                    KernelImages.isKernelSource(build.name()) && !KernelImages.bringsKernel(installed.name());
            if (fixed != null && !kernelPart) {
                patches.add(patch(installed, build, fixed));
            }
        }
        return patches;
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
        String binary = BINARY_REBUILD.matcher(installed.version().text()).replaceFirst("");
        String source = build.version().text();
        String prefix = binary.endsWith(source) ? binary.substring(0, binary.length() - source.length()) : "";
        String prefixed = prefix + fixed;
        return new DebVersion(fixed.contains(":") || !DebVersion.isValid(prefixed) ? fixed : prefixed);
    }
}
