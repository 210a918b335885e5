package dev.fettle.core.assessment;

import dev.fettle.core.assessment.Assessor.Judgement;
import dev.fettle.core.catalog.ChangelogClaim;
import dev.fettle.core.product.SourceBuild;
import java.util.List;
import java.util.Map;

/**
 * Weighs what a candidate's changelog claims. A claim mends what no record mends yet, and it adds a vulnerability that
 * no record speaks of; where a record says "not affected", the record stands.
 */
final class ChangelogEvidence {
    private ChangelogEvidence() {}

    static void weigh(ChangelogClaim claim, SourceBuild installed, Map<String, Judgement> judged) {
        for (ChangelogClaim.Mention mention : claim.mentions()) {
            if (!installed.version().isBefore(mention.version())) {
                continue;
            }
            String entry = claim.candidate().name() + " " + mention.version();
            Evidence evidence = new Evidence(
                    Evidence.Kind.CHANGELOG,
                    entry,
                    "",
                    installed.version().text(),
                    null,
                    "The changelog of the candidate names it in the entry for " + entry + ", newer than the installed "
                            + installed.version() + ".");
            Verdict byChangelog = new Verdict.Fixable(mention.version().text(), Verdict.Way.PATCH);
            Judgement before = judged.get(mention.vulnerability());
            if (before == null) {
                judged.put(
                        mention.vulnerability(),
                        new Judgement(mention.vulnerability(), byChangelog, "", null, List.of(evidence)));
            } else {
                Verdict after =
                        switch (before.verdict()) {
                            case Verdict.Unfixed _, Verdict.Unknown _ -> byChangelog;
                            case Verdict.Fixable fixable -> fixable;
                            case Verdict.NotAffected notAffected -> notAffected;
                        };
                judged.put(mention.vulnerability(), before.with(after, evidence));
            }
        }
    }
}
