package dev.fettle.core.assessment;

import java.util.List;

/**
 * The counts of one host's assessment and of its patches.
 *
 * @param securityPatches patches from a security archive, or that an advisory asks for
 * @param unimportant open findings that the vendor calls unimportant, not counted among the others
 * @param exploited open findings that are known to be exploited, counted among the others too
 */
public record Summary(long securityPatches, int fixable, int unfixed, int unimportant, int unknown, int exploited) {

    public static Summary of(Assessment assessment, List<RankedPatch> patches) {
        int fixable = 0;
        int unfixed = 0;
        int unimportant = 0;
        int unknown = 0;
        int exploited = 0;
        for (Finding finding : assessment.findings()) {
            exploited += finding.open() && finding.exploitation() != null ? 1 : 0;
            if (finding.open() && finding.unimportant()) {
                unimportant++;
                continue;
            }
            switch (finding.verdict()) {
                case Verdict.Fixable _ -> fixable++;
                case Verdict.Unfixed _ -> unfixed++;
                case Verdict.Unknown _ -> unknown++;
                case Verdict.NotAffected _ -> {}
            }
        }
        long security =
                patches.stream().filter(ranked -> ranked.patch().security()).count();
        return new Summary(security, fixable, unfixed, unimportant, unknown, exploited);
    }
}
