package dev.fettle.core.assessment;

import dev.fettle.core.assessment.Assessor.Judgement;
import dev.fettle.core.product.SourceBuild;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fixed means in effect: what a build that runs still has, although what is installed in its place is mended. */
final class InEffect {
    private InEffect() {}

    /**
     * The open judgements on what runs, less those that the installed build has too.
     *
     * @param installed null if nothing is installed in its place
     * @param way what brings the installed build into effect
     */
    static Map<String, Judgement> onlyWhatRuns(
            SourceBuild running,
            Map<String, Judgement> ofRunning,
            @Nullable SourceBuild installed,
            Map<String, Judgement> ofInstalled,
            Verdict.Way way) {
        Map<String, Judgement> onlyRunning = new LinkedHashMap<>();
        for (Judgement judgement : ofRunning.values()) {
            Judgement after = ofInstalled.get(judgement.vulnerability());
            if (!judgement.verdict().open()) {
                continue;
            }
            if (after == null && installed != null) {
                // Nobody speaks of the installed one here, so nobody says that it is mended.
                onlyRunning.put(judgement.vulnerability(), judgement);
            } else if (after == null || !after.verdict().open()) {
                onlyRunning.put(judgement.vulnerability(), notInEffect(judgement, running, installed, way));
            }
        }
        return onlyRunning;
    }

    private static Judgement notInEffect(
            Judgement judgement, SourceBuild running, @Nullable SourceBuild installed, Verdict.Way way) {
        Verdict verdict =
                switch (judgement.verdict()) {
                    case Verdict.Fixable(String since, Verdict.Way _) -> new Verdict.Fixable(since, way);
                    case Verdict.Unfixed _, Verdict.Unknown _, Verdict.NotAffected _ ->
                        installed == null
                                ? judgement.verdict()
                                : new Verdict.Fixable(installed.version().text(), way);
                };
        Evidence rule = new Evidence(
                Evidence.Kind.RULE,
                "in effect",
                "",
                running.version().text(),
                null,
                running + " still runs; "
                        + (installed == null
                                ? "it is no longer installed. "
                                : "the installed " + installed + " does not have it. ")
                        + what(way));
        return judgement.with(verdict, rule);
    }

    private static String what(Verdict.Way way) {
        return switch (way) {
            case REBOOT -> "A reboot mends it.";
            case RESTART -> "A restart of what runs it mends it.";
            case PATCH -> throw new IllegalArgumentException("A patch brings nothing into effect that is installed.");
        };
    }
}
