package dev.fettle.server.rollouts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Scope;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.OrderKind;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.plan.OnBreach;
import dev.fettle.core.rollout.Stage;
import dev.fettle.core.rollout.Standing;
import dev.fettle.core.rollout.Why;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Until;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.orders.OrderedHosts;
import dev.fettle.server.orders.OrderedHosts.Managed;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While a wave soaks, its hosts are asked whether they are still well. */
final class SoakWatchTest {
    private static final Instant FROM = Instant.parse("2026-11-22T10:00:00Z");

    @TempDir
    Path folder;

    /** The system's clock, put forward. */
    private static final class Ahead extends Clock {
        private volatile Duration by = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(by);
        }

        @Override
        public ZoneId getZone() {
            return Clock.systemUTC().getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("Nobody asks for that.");
        }
    }

    private static Optional<Instant> round(Duration soak, Duration after) {
        return SoakWatch.round(FROM, FROM.plus(soak), FROM.plus(after));
    }

    @Test
    void there_are_four_rounds_in_a_soak_but_none_at_its_end_and_none_too_often_or_too_seldom() {
        Duration hour = Duration.ofHours(1);
        assertThat(round(hour, Duration.ofMinutes(14))).isEmpty();
        assertThat(round(hour, Duration.ofMinutes(15))).contains(FROM.plus(Duration.ofMinutes(15)));
        assertThat(round(hour, Duration.ofMinutes(44))).contains(FROM.plus(Duration.ofMinutes(30)));
        assertThat(round(hour, Duration.ofMinutes(90))).contains(FROM.plus(Duration.ofMinutes(45)));
        assertThat(round(Duration.ofMinutes(10), Duration.ofMinutes(9))).contains(FROM.plus(Duration.ofMinutes(5)));
        assertThat(round(Duration.ofMinutes(5), Duration.ofMinutes(5))).isEmpty();
        assertThat(round(Duration.ofDays(1), Duration.ofMinutes(150))).contains(FROM.plus(Duration.ofHours(2)));
        assertThat(round(Duration.ZERO, Duration.ofMinutes(150))).isEmpty();
        assertThat(round(hour, Duration.ofMinutes(-5))).isEmpty();
    }

    @Test
    void a_host_that_is_not_well_any_more_stops_the_roll_out_before_the_next_wave() throws Exception {
        Ahead clock = new Ahead();
        try (RunningServer server = RunningServer.start(folder, Map.of(), clock, _ -> {})) {
            List<Managed> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(OrderedHosts.add(server, "h" + i, "web"));
            }
            List<HostId> hosts = all.stream().map(Managed::host).toList();
            OrderedHosts.settleManaged(server, hosts);
            long change = ApprovedChanges.approved(
                            server,
                            ApprovedChanges.wish(
                                    hosts, List.of("pilot 2 soak=1h", "broad rest soak=0h"), 4, OnBreach.PAUSE))
                    .number();
            RolloutHead head = ((RolloutOutcome.Done) server.bean(StartRollout.class)
                            .start(
                                    ApprovedChanges.OLGA,
                                    Scope.everything(),
                                    Optional.empty(),
                                    new StartRollout.Wish(change, null, null)))
                    .rollout();
            PlayedAgents agents = new PlayedAgents(server, all);
            try {
                await(server, head, each -> each.stage() instanceof Stage.Soaking);
                List<HostId> pilots = hosts.stream()
                        .filter(each -> !agents.done(each).isEmpty())
                        .toList();
                assertThat(pilots).hasSize(2);

                clock.by = Duration.ofMinutes(16);
                assertThat(Until.holds(() -> pilots.stream().allMatch(each -> verified(agents, each) == 2)))
                        .as("each is asked once more")
                        .isTrue();
                assertThat(now(server, head).count(Standing.DONE)).isEqualTo(2);

                agents.mood((host, order) -> host.equals(pilots.getFirst()) && order instanceof Order.Verify
                        ? new Outcome.Failed(FailureKind.NOT_IN_EFFECT, "nginx.service has failed.")
                        : null);
                clock.by = Duration.ofMinutes(31);
                RolloutHead halted = await(server, head, each -> each.stage() instanceof Stage.Paused);

                assertThat(((Stage.Paused) halted.stage()).why()).isInstanceOf(Why.Breach.class);
                assertThat(halted.count(Standing.FAILED)).isOne();
                assertThat(halted.count(Standing.WAITING)).isEqualTo(2);
                assertThat(server.jdbc()
                                .sql("select why from rollout_host where rollout = ? and state = 'failed'")
                                .param(head.number())
                                .query(String.class)
                                .single())
                        .isEqualTo("While it was watched: nginx.service has failed.");
            } finally {
                agents.end();
            }
        }
    }

    private static long verified(PlayedAgents agents, HostId host) {
        return agents.kinds(host).stream()
                .filter(kind -> kind == OrderKind.VERIFY)
                .count();
    }

    private static RolloutHead now(RunningServer server, RolloutHead head) {
        return server.bean(Rollouts.class)
                .find(head.number(), Scope.everything())
                .orElseThrow();
    }

    private static RolloutHead await(RunningServer server, RolloutHead head, Predicate<RolloutHead> holds) {
        assertThat(Until.holds(() -> holds.test(now(server, head)), Duration.ofMinutes(2)))
                .as("it is %s", now(server, head))
                .isTrue();
        return now(server, head);
    }
}
