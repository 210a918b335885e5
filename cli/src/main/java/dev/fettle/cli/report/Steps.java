package dev.fettle.cli.report;

import dev.fettle.core.assessment.RankedPatch;
import dev.fettle.core.assessment.Tier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ranked patches as people take them: those of one source build together, and all routine ones with one reason together. */
final class Steps {
    private Steps() {}

    static List<List<RankedPatch>> of(List<RankedPatch> ranked) {
        List<List<RankedPatch>> steps = new ArrayList<>();
        @Nullable RankedPatch previous = null;
        for (RankedPatch patch : ranked) {
            if (previous == null || !sameStep(previous, patch)) {
                steps.add(new ArrayList<>());
            }
            steps.getLast().add(patch);
            previous = patch;
        }
        return steps;
    }

    private static boolean sameStep(RankedPatch a, RankedPatch b) {
        boolean sameReason = a.tier() == b.tier() && a.reason().equals(b.reason());
        return sameReason && (a.tier() == Tier.ROUTINE || sameSource(a, b));
    }

    private static boolean sameSource(RankedPatch a, RankedPatch b) {
        return a.patch().source() != null
                && b.patch().source() != null
                && a.patch().source().unsigned().equals(b.patch().source().unsigned());
    }
}
