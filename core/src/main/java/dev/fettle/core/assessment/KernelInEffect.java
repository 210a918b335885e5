package dev.fettle.core.assessment;

import dev.fettle.core.assessment.Assessor.Judgement;
import dev.fettle.core.product.SourceBuild;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fixed means in effect: what the running kernel still has, although the newest installed one is mended. */
final class KernelInEffect {
    private KernelInEffect() {}

    /** The running kernel's open judgements, less those that the newest kernel has too. */
    static Map<String, Judgement> onlyWhatRuns(
            SourceBuild running,
            Map<String, Judgement> ofRunning,
            @Nullable SourceBuild newest,
            Map<String, Judgement> ofNewest) {
        Map<String, Judgement> onlyRunning = new LinkedHashMap<>();
        for (Judgement judgement : ofRunning.values()) {
            Judgement after = ofNewest.get(judgement.vulnerability());
            if (!judgement.verdict().open()) {
                continue;
            }
            if (after == null || newest == null) {
                onlyRunning.put(judgement.vulnerability(), judgement);
            } else if (!after.verdict().open()) {
                onlyRunning.put(judgement.vulnerability(), mendedByReboot(judgement, running, newest));
            }
        }
        return onlyRunning;
    }

    private static Judgement mendedByReboot(Judgement judgement, SourceBuild running, SourceBuild newest) {
        String fixed = judgement.verdict() instanceof Verdict.Fixable(String since, Verdict.Way _)
                ? since
                : newest.version().text();
        Evidence rule = new Evidence(
                Evidence.Kind.RULE,
                "in effect",
                "",
                running.version().text(),
                null,
                "The running kernel (" + running + ") still has it; the newest installed kernel (" + newest
                        + ") does not. A reboot mends it.");
        return judgement.with(new Verdict.Fixable(fixed, Verdict.Way.REBOOT), rule);
    }
}
