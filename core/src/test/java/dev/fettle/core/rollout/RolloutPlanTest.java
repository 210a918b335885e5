package dev.fettle.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.plan.Aftermath;
import dev.fettle.core.plan.ChangeContent;
import dev.fettle.core.plan.ChangeType;
import dev.fettle.core.plan.ChangeWish;
import dev.fettle.core.plan.Gate;
import dev.fettle.core.plan.HostChoice;
import dev.fettle.core.plan.HostClass;
import dev.fettle.core.plan.Limits;
import dev.fettle.core.plan.OnBreach;
import dev.fettle.core.plan.Plan;
import dev.fettle.core.plan.PlannedWave;
import dev.fettle.core.plan.PlannedWave.PlannedHost;
import dev.fettle.core.plan.Selection;
import dev.fettle.core.plan.WaveRule;
import dev.fettle.core.product.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RolloutPlanTest {
    private static final Instant NOW = Instant.parse("2026-11-21T02:00:00Z");
    private static final Gate GATE = new Gate(1, 0, 100, 0);
    private static final Limits LIMITS = new Limits(5, 5, 0, 2, Duration.ofDays(1));

    private static HostClass kind(Aftermath aftermath) {
        return new HostClass(
                Platform.parse("debian:12"), List.of(), aftermath, Duration.ofMinutes(2), 0, List.of(), List.of());
    }

    private static ChangeContent content() {
        WaveRule rule = new WaveRule("all", new WaveRule.Share.Rest(), GATE, Duration.ZERO);
        ChangeWish wish = new ChangeWish(
                "Mend",
                "Because",
                "",
                ChangeType.NORMAL,
                false,
                0,
                new Selection.Everything(),
                new HostChoice.Matching(""),
                List.of(rule),
                List.of(),
                LIMITS,
                OnBreach.ROLL_BACK_WAVE,
                0);
        List<HostClass> kinds = List.of(
                kind(new Aftermath(List.of("linux-image-amd64"), List.of("libssl3"))),
                kind(new Aftermath(List.of(), List.of("libssl3"))),
                kind(new Aftermath(List.of(), List.of())));
        List<PlannedWave> waves = List.of(
                new PlannedWave(
                        "pilot",
                        GATE,
                        Duration.ofHours(2),
                        List.of(new PlannedHost(7, 0, "", 0), new PlannedHost(9, 1, "db", 0)),
                        Duration.ofMinutes(4)),
                new PlannedWave(
                        "broad", GATE, Duration.ZERO, List.of(new PlannedHost(11, 2, "db", 1)), Duration.ofMinutes(2)));
        return new ChangeContent(wish, new Plan(kinds, waves, List.of(), Criticality.NORMAL, List.of()));
    }

    @Test
    void a_rollout_follows_what_was_approved() {
        RolloutPlan plan = RolloutPlan.of(content(), NOW, host -> host == 9 ? 3 : -1, true);

        assertThat(plan.content()).isEqualTo(content().hash());
        assertThat(plan.limits()).isEqualTo(LIMITS);
        assertThat(plan.onBreach()).isEqualTo(OnBreach.ROLL_BACK_WAVE);
        assertThat(plan.waves())
                .containsExactly(
                        new Wave("pilot", 0, 2, GATE, Duration.ofHours(2)),
                        new Wave("broad", 2, 3, GATE, Duration.ZERO));
        Duration margin = Duration.ofMinutes(3);
        assertThat(plan.targets())
                .containsExactly(
                        new Target(
                                7,
                                -1,
                                0,
                                -1,
                                List.of(Deed.REBOOT, Deed.VERIFY),
                                margin.plusMinutes(5),
                                Duration.ofMinutes(5)),
                        new Target(
                                9,
                                0,
                                0,
                                3,
                                List.of(Deed.RESTART, Deed.VERIFY),
                                margin.plusMinutes(1),
                                Duration.ofMinutes(1)),
                        new Target(
                                11,
                                0,
                                1,
                                -1,
                                List.of(Deed.RESTART, Deed.VERIFY),
                                margin.plusMinutes(1),
                                Duration.ofMinutes(1)));
        assertThat(plan.waveOf(1)).isZero();
        assertThat(plan.waveOf(2)).isEqualTo(1);
    }

    @Test
    void targets_and_waves_that_do_not_fit_are_refused() {
        Target target = new Target(1, -1, 0, -1, List.of(Deed.VERIFY), Duration.ofMinutes(1), Duration.ZERO);
        Wave wave = new Wave("all", 0, 2, GATE, Duration.ZERO);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RolloutPlan(
                        content().hash(), NOW, List.of(target), List.of(wave), LIMITS, OnBreach.PAUSE, true));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new RolloutPlan(content().hash(), NOW, List.of(), List.of(), LIMITS, OnBreach.PAUSE, true));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Target(1, -1, 0, -1, List.of(Deed.RESTART), Duration.ofMinutes(1), Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Target(
                        1, -1, 0, -1, List.of(Deed.INSTALL, Deed.VERIFY), Duration.ofMinutes(1), Duration.ZERO));
    }
}
