package dev.fettle.core.assessment;

import java.util.Comparator;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * Patches that are taken together, on all hosts where they are pending.
 *
 * @param patches one for each package and version that it starts from
 * @param hosts where at least one of them is pending
 * @param tier how bad the worst is that it mends on any host; unrated only where nothing is known that it mends anywhere
 * @param mends what it mends on at least one host, worst first; each vulnerability once
 * @param riskRemoved the sum over the hosts of what it removes on each, see {@link Risk#ofAll}: of how many hosts it
 *     would keep harm, to be expected
 */
public record FleetStep(
        StepId id,
        List<PendingStep> patches,
        RoaringBitmap hosts,
        Tier tier,
        List<OpenFinding> mends,
        double riskRemoved) {
    /** As for one host: by tier, then by the risk that is removed. */
    public static final Comparator<FleetStep> FIRST_TO_LAST = Comparator.comparing(FleetStep::tier)
            .thenComparing(FleetStep::riskRemoved, Comparator.reverseOrder())
            .thenComparing(step -> step.hosts().getCardinality(), Comparator.reverseOrder())
            .thenComparing(step -> step.id().name())
            .thenComparing(step -> step.id().toString());

    public FleetStep {
        patches = List.copyOf(patches);
        mends = List.copyOf(mends);
    }

    /** Whether a security archive carries any of it, or advisories ask for it. */
    public boolean security() {
        return patches.stream().anyMatch(step -> step.patch().security());
    }
}
