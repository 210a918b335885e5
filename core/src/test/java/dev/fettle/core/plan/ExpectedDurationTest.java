package dev.fettle.core.plan;

import static dev.fettle.core.plan.Fleets.DEBIAN;
import static dev.fettle.core.plan.Fleets.host;
import static dev.fettle.core.plan.Fleets.patch;
import static dev.fettle.core.plan.Fleets.pending;
import static dev.fettle.core.plan.Fleets.situation;
import static dev.fettle.core.plan.Fleets.wish;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.order.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExpectedDurationTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void what_is_expected_is_the_shortest_time_in_which_at_least_95_percent_of_the_hosts_were_done(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            List<Duration> took = new ArrayList<>();
            int hosts = ExpectedDuration.ENOUGH + random.nextInt(180);
            int most = 1 + random.nextInt(5_000);
            for (int host = 0; host < hosts; host++) {
                took.add(Duration.ofSeconds(1 + random.nextInt(most)));
            }
            Duration expected = ExpectedDuration.byHistory(took).orElseThrow();
            assertThat(took).as("seed %d", seed).contains(expected);
            assertThat(within(took, expected) * 100).isGreaterThanOrEqualTo(95L * hosts);
            assertThat(within(took, expected.minusMillis(1)) * 100).isLessThan(95L * hosts);
            Collections.shuffle(took, random);
            assertThat(ExpectedDuration.byHistory(took)).contains(expected);
        }
    }

    private static long within(List<Duration> took, Duration limit) {
        return took.stream().filter(each -> each.compareTo(limit) <= 0).count();
    }

    @Test
    void a_few_hosts_make_no_history_and_a_blink_is_a_second() {
        List<Duration> took = Collections.nCopies(ExpectedDuration.ENOUGH, Duration.ofMillis(7));

        assertThat(ExpectedDuration.byHistory(took)).contains(Duration.ofSeconds(1));
        assertThat(ExpectedDuration.byHistory(took.subList(1, took.size()))).isEmpty();
        assertThat(ExpectedDuration.byHistory(List.of())).isEmpty();
    }

    @Test
    void the_plan_reckons_with_what_the_same_packages_took_and_says_so() {
        List<Duration> slow = Collections.nCopies(30, Duration.ofMinutes(20));
        PackageSet known = PackageSet.of(DEBIAN, List.of(new Report.Change("nginx", "amd64", Fleets.OLD, Fleets.NEW)));
        HostClass nginx = planned("nginx", set -> set.equals(known) ? slow : List.of());
        HostClass other = planned("openssl", set -> set.equals(known) ? slow : List.of());

        assertThat(nginx.expected()).isEqualTo(Duration.ofMinutes(20));
        assertThat(nginx.byHistory()).isTrue();
        assertThat(nginx.notes()).anySatisfy(each -> assertThat(each).contains("95% of the last 30 hosts"));
        assertThat(nginx.cautions()).isEmpty();
        assertThat(other.expected()).isLessThan(Duration.ofMinutes(2));
        assertThat(other.byHistory()).isFalse();
    }

    private static HostClass planned(String name, DurationHistory history) {
        HostFacts host = host(1, situation(pending(patch(name))));
        Planner.Facts facts = new Planner.Facts(List.of(host), Map.of(), Set.of(), List.of(), history, Fleets.NOW);
        return Planner.plan(wish(new Selection.Everything()), facts).classes().getFirst();
    }

    @Test
    void a_set_of_packages_is_told_by_names_and_platform_and_not_by_versions_or_their_order() {
        Report.Change a = new Report.Change("a", "amd64", Fleets.OLD, Fleets.NEW);
        Report.Change b = new Report.Change("b", "amd64", Fleets.OLD, Fleets.NEW);
        PackageSet both = PackageSet.of(DEBIAN, List.of(a, b));

        assertThat(PackageSet.of(DEBIAN, List.of(b, new Report.Change("a", "amd64", Fleets.NEW, Fleets.OLD))))
                .isEqualTo(both);
        Set<PackageSet> others = new HashSet<>();
        Stream.of(
                        List.of(a),
                        List.of(a, new Report.Change("b", "arm64", Fleets.OLD, Fleets.NEW)),
                        List.of(a, new Report.Change("b", "amd64", null, Fleets.NEW)),
                        List.of(a, new Report.Change("b", "amd64", Fleets.OLD, null)))
                .forEach(each -> others.add(PackageSet.of(DEBIAN, each)));
        others.add(PackageSet.of(dev.fettle.core.product.Platform.parse("debian:13"), List.of(a, b)));
        assertThat(others).hasSize(5).doesNotContain(both);
    }
}
