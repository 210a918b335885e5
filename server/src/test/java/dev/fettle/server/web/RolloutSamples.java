package dev.fettle.server.web;

import dev.fettle.core.plan.WindowOverride;
import dev.fettle.core.rollout.Stage;
import dev.fettle.core.rollout.Standing;
import dev.fettle.core.rollout.Tally;
import dev.fettle.core.rollout.Tolerance;
import dev.fettle.core.rollout.Why;
import dev.fettle.core.signing.Octets;
import dev.fettle.server.rollouts.RolloutFilter;
import dev.fettle.server.rollouts.RolloutHead;
import dev.fettle.server.rollouts.RolloutPages;
import dev.fettle.server.rollouts.RolloutView;
import dev.fettle.server.web.SamplePages.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Models for the pages on roll-outs. */
final class RolloutSamples {
    private static final Instant NOW = SamplePages.NOW;
    private static final Octets HASH = Octets.sha256(new byte[] {1});

    private final String text;

    RolloutSamples(String text) {
        this.text = text;
    }

    Map<String, Sample> all() {
        RolloutHead rolling = head(1, new Stage.Rolling(0));
        RolloutHead halted = head(2, new Stage.Paused(new Stage.Rolling(0), new Why.Breach(0, 1, 3)));
        RolloutHead ended = head(3, new Stage.Ended(Stage.End.PARTLY, NOW));
        RolloutHead scheduled = head(4, new Stage.Scheduled());
        Map<String, Sample> all = new LinkedHashMap<>();
        all.put(
                "rollouts",
                new Sample(
                        "/rollouts",
                        "rollouts/list",
                        new RolloutPages.RolloutList(
                                new RolloutFilter(7, text, 9), List.of(rolling, halted, ended, scheduled), 1)));
        all.put(
                "rollouts-none",
                new Sample(
                        "/rollouts",
                        "rollouts/list",
                        new RolloutPages.RolloutList(new RolloutFilter(0, "", 0), List.of(), 0)));
        all.put("rollout-rolling", new Sample("/rollouts/1", "rollouts/one", view(rolling, "")));
        all.put("rollout-halted", new Sample("/rollouts/2", "rollouts/one", view(halted, text)));
        all.put("rollout-ended", new Sample("/rollouts/3", "rollouts/one", view(ended, "")));
        all.put("rollout-now", new Sample("/rollouts/now", "rollouts/now", view(halted, "")));
        all.put(
                "rollout-refused",
                new Sample(
                        "/rollouts",
                        "rollouts/refused",
                        new RolloutPages.Refusal(7, HASH.hex(), text, true, text, text)));
        return all;
    }

    private RolloutHead head(long number, Stage stage) {
        return new RolloutHead(
                number,
                7,
                text,
                HASH,
                NOW,
                number == 2,
                number == 2 ? WindowOverride.WINDOWS : WindowOverride.NOTHING,
                number == 2 ? text : "",
                text,
                NOW,
                stage,
                List.of(Tally.of(Map.of(Standing.DONE, 1, Standing.FAILED, 1, Standing.WAITING, 1))),
                List.of(new Tolerance(-1, -1, 0)),
                NOW,
                NOW,
                NOW,
                3,
                stage instanceof Stage.Ended ? NOW : null);
    }

    private RolloutView view(RolloutHead head, String fault) {
        List<RolloutView.HostLine> rows = new ArrayList<>();
        for (String state : List.of("waiting", "due", "working", "done", "failed", "left-over", "skipped")) {
            rows.add(new RolloutView.HostLine(
                    rows.size() + 1, text, 1, state, text, text, rows.size() % 2, head.open()));
        }
        rows.add(new RolloutView.HostLine(99, "", 1, "lost", text, "", 0, head.open()));
        boolean none = head.number() == 3;
        return new RolloutView(
                head,
                text,
                head.number() == 2 ? text : "",
                head.number() == 1 ? "No server has looked at it." : "",
                none ? List.of() : List.of(text),
                List.of(new RolloutView.WaveRow(1, text, 3, 1, 0, 1, "1 failed", "At least 1.", "1 hour", true)),
                none ? "" : "failed",
                none ? "" : text,
                none ? 0 : 1,
                none ? 0 : 100,
                none ? List.of() : rows,
                none ? 0 : 200,
                fault);
    }
}
