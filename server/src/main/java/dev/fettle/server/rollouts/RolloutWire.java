package dev.fettle.server.rollouts;

import dev.fettle.core.rollout.RolloutPlan;
import dev.fettle.core.rollout.Standing;
import dev.fettle.core.rollout.Tally;
import dev.fettle.core.rollout.Wave;
import dev.fettle.server.changes.ChangeBuilds;
import dev.fettle.wire.RolloutDetail;
import dev.fettle.wire.RolloutHostItem;
import dev.fettle.wire.RolloutItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Roll-outs as the API tells them. */
final class RolloutWire {
    private RolloutWire() {}

    static RolloutItem item(RolloutHead head) {
        return new RolloutItem(
                head.number(),
                head.change(),
                head.title(),
                head.stage().word(),
                head.open(),
                wave(head),
                head.tallies().size(),
                head.hosts(),
                head.count(Standing.DONE),
                head.count(Standing.MIDWAY) + head.count(Standing.MOVING),
                head.failed(),
                head.startedBy(),
                head.startedAt(),
                head.startAt(),
                head.backAnyTime(),
                head.override().word(),
                head.overrideWhy().isEmpty() ? null : head.overrideWhy(),
                head.content().hex(),
                head.endedAt());
    }

    /** The last one that was begun, from 1; null if none was. */
    static @Nullable Integer wave(RolloutHead head) {
        int reached = Math.min(head.stage().reached(), head.tallies().size() - 1);
        return reached < 0 ? null : Integer.valueOf(reached + 1);
    }

    /** @param keeping of its package files; null if it has ended */
    static RolloutDetail detail(Rollouts.Whole whole, ChangeBuilds.@Nullable Keeping keeping) {
        RolloutPlan plan = whole.plan();
        RolloutWords words = whole.words(Instant::toString);
        List<RolloutDetail.Wave> waves = new ArrayList<>();
        for (int i = 0; i < plan.waves().size(); i++) {
            Wave wave = plan.waves().get(i);
            Tally tally = whole.head().tallies().get(i);
            waves.add(new RolloutDetail.Wave(
                    i + 1,
                    wave.name(),
                    tally.hosts(),
                    counts(tally),
                    RolloutWords.gate(wave.gate()),
                    wave.soak().toSeconds()));
        }
        return new RolloutDetail(
                item(whole.head()),
                words.stage(whole.head().stage()),
                words.halt(whole.head().stage()).orElse(null),
                whole.waits().stream().map(words::wait).toList(),
                waves,
                keeping == null || keeping.all() == 0
                        ? null
                        : new RolloutDetail.Builds(keeping.kept(), keeping.all() - keeping.kept(), keeping.says()));
    }

    static RolloutHostItem host(Rollouts.HostRow row, Rollouts.Whole whole) {
        return new RolloutHostItem(
                row.place(),
                row.wave() + 1,
                row.host().value(),
                row.name().isEmpty() ? null : row.name(),
                row.form().state(),
                whole.words(Instant::toString).host(row.form().course().state()),
                row.order() == 0 ? null : Long.valueOf(row.order()));
    }

    private static RolloutDetail.Counts counts(Tally tally) {
        return new RolloutDetail.Counts(
                tally.count(Standing.WAITING) + tally.count(Standing.AWAY),
                tally.count(Standing.AGAIN),
                tally.count(Standing.MIDWAY),
                tally.count(Standing.MOVING),
                tally.count(Standing.DONE),
                tally.count(Standing.FAILED),
                tally.count(Standing.LOST),
                tally.count(Standing.BACK),
                tally.count(Standing.STUCK),
                tally.count(Standing.LEFT_OVER),
                tally.count(Standing.SKIPPED));
    }
}
