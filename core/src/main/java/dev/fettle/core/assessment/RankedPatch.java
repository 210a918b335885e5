package dev.fettle.core.assessment;

import dev.fettle.core.inventory.PendingPatch;
import java.util.List;

/**
 * A pending patch in its place.
 *
 * @param rank 1 for the patch to take first; patches of one source package stand together
 * @param mends the findings that it closes, worst first
 * @param riskRemoved see {@link Risk#ofAll}
 * @param reason one sentence for people that explains the place
 */
public record RankedPatch(
        int rank, PendingPatch patch, Tier tier, List<Finding> mends, double riskRemoved, String reason) {
    public RankedPatch {
        mends = List.copyOf(mends);
    }
}
