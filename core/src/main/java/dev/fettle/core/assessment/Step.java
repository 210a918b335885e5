package dev.fettle.core.assessment;

import dev.fettle.core.product.SourceBuild;
import java.util.ArrayList;
import java.util.List;

/**
 * Ranked patches that people take together: those of one source build, or all routine ones with one reason.
 *
 * @param patches at least one, in their order; tier and reason are the same in all
 */
public record Step(List<RankedPatch> patches) {
    public Step {
        patches = List.copyOf(patches);
        if (patches.isEmpty()) {
            throw new IllegalArgumentException("A step has at least one patch.");
        }
    }

    /** Ranked patches as people take them, in the same order. */
    public static List<Step> of(List<RankedPatch> ranked) {
        List<List<RankedPatch>> steps = new ArrayList<>();
        for (RankedPatch patch : ranked) {
            if (steps.isEmpty() || !sameStep(steps.getLast().getLast(), patch)) {
                steps.add(new ArrayList<>());
            }
            steps.getLast().add(patch);
        }
        return steps.stream().map(Step::new).toList();
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

    /** The one to take first; it speaks for the others. */
    public RankedPatch first() {
        return patches.getFirst();
    }

    public Tier tier() {
        return first().tier();
    }

    /** One sentence for people that explains the step's place. */
    public String reason() {
        return first().reason();
    }

    /** The package that is named like its source if it is among them, for that is the name people know; else the first. */
    public String name() {
        SourceBuild source = first().patch().source();
        String known = source == null ? "" : source.unsigned().name();
        boolean hasOwn =
                patches.stream().anyMatch(ranked -> ranked.patch().name().equals(known));
        return hasOwn ? known : first().patch().name();
    }
}
