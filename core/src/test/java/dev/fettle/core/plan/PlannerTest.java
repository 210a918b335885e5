package dev.fettle.core.plan;

import static dev.fettle.core.plan.Fleets.NEW;
import static dev.fettle.core.plan.Fleets.OLD;
import static dev.fettle.core.plan.Fleets.SECURITY;
import static dev.fettle.core.plan.Fleets.facts;
import static dev.fettle.core.plan.Fleets.finding;
import static dev.fettle.core.plan.Fleets.host;
import static dev.fettle.core.plan.Fleets.matching;
import static dev.fettle.core.plan.Fleets.patch;
import static dev.fettle.core.plan.Fleets.pending;
import static dev.fettle.core.plan.Fleets.plan;
import static dev.fettle.core.plan.Fleets.seen;
import static dev.fettle.core.plan.Fleets.situation;
import static dev.fettle.core.plan.Fleets.wave;
import static dev.fettle.core.plan.Fleets.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.assessment.Tier;
import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.product.SourceBuild;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlannerTest {
    private static final Selection ALL = new Selection.Everything();

    private static List<String> builds(Plan plan) {
        return plan.classes().stream()
                .flatMap(each -> each.builds().stream())
                .map(ExactBuild::toString)
                .toList();
    }

    private static List<LeftOut.Why> left(Plan plan) {
        return plan.leftOut().stream().map(LeftOut::why).toList();
    }

    private static List<List<Long>> waves(Plan plan) {
        return plan.waves().stream()
                .map(wave ->
                        wave.hosts().stream().map(PlannedWave.PlannedHost::host).toList())
                .toList();
    }

    @Test
    void hosts_that_get_the_same_builds_are_one_class() {
        Situation web = situation(pending(patch("nginx")));
        Situation same = situation(pending(patch("nginx")));
        Situation more = situation(pending(patch("nginx"), patch("zlib1g")));

        Plan plan = plan(wish(ALL), host(1, web), host(2, same), host(3, more), host(4, web));

        assertThat(plan.classes()).hasSize(2);
        assertThat(plan.sizes()).containsExactly(3, 1);
        assertThat(plan.hosts()).isEqualTo(4);
    }

    @Test
    void security_takes_what_a_security_archive_carries_and_what_closes_something() {
        Situation situation = situation(
                pending(patch("openssl", SECURITY), patch("curl"), patch("vim")),
                Map.of("curl:amd64", seen(1, finding("CVE-2099-1", Tier.SEVERE))));

        Plan plan = plan(wish(new Selection.Security()), host(1, situation));

        assertThat(builds(plan)).containsExactly("curl:amd64=1.0-2", "openssl:amd64=1.0-2");
        assertThat(plan.findings()).isOne();
    }

    @Test
    void a_vulnerability_takes_all_packages_of_the_source_that_mends_it() {
        Situation situation = situation(
                pending(patch("libssl3", "openssl"), patch("openssl"), patch("vim")),
                Map.of("libssl3:amd64", seen(1, finding("CVE-2099-1", Tier.EXPLOITED))),
                "CVE-2099-1");

        Plan plan = Planner.plan(
                wish(new Selection.Vulnerabilities(List.of("CVE-2099-1"))),
                facts(List.of(host(1, situation), host(2, situation)), "CVE-2099-1"));

        assertThat(builds(plan)).containsExactly("libssl3:amd64=1.0-2", "openssl:amd64=1.0-2");
        assertThat(plan.exploited()).isEqualTo(2);
        assertThat(plan.vulnerabilities()).isOne();
        HostClass only = plan.classes().getFirst();
        assertThat(only.bytes()).isEqualTo(8_000_000);
        assertThat(only.aftermath().restartFor()).containsExactly("libssl3");
        assertThat(only.expected()).isEqualTo(Duration.ofSeconds(30 + 2 * 4 + 4));
    }

    @Test
    void an_exposed_host_without_a_patch_is_told_from_one_that_is_not_exposed() {
        Plan plan = Planner.plan(
                wish(new Selection.Vulnerabilities(List.of("CVE-2099-1"))),
                facts(
                        List.of(
                                host(1, situation(pending(), Map.of(), "CVE-2099-1")),
                                host(2, situation(pending(patch("vim"))))),
                        "CVE-2099-1"));

        assertThat(left(plan)).containsExactly(LeftOut.Why.NO_FIX, LeftOut.Why.NOTHING_PENDING);
        assertThat(plan.leftOpen()).isOne();
        assertThat(plan.fault()).isPresent();
    }

    @Test
    void the_first_steps_are_taken_by_their_rank_and_what_has_none_is_not() {
        Situation situation = situation(
                pending(patch("aa"), patch("bb"), patch("cc")),
                Map.of(
                        "aa:amd64", new Situation.Known(null, 2, List.of()),
                        "bb:amd64", new Situation.Known(null, 3, List.of())));

        assertThat(builds(plan(wish(new Selection.Foremost(2)), host(1, situation))))
                .containsExactly("aa:amd64=1.0-2");
    }

    @Test
    void young_patches_ripen_unless_they_are_security_or_close_something_exploited() {
        Situation situation = situation(
                pending(patch("young"), patch("ripe"), patch("urgent"), patch("secure", SECURITY), patch("unseen")),
                Map.of(
                        "young:amd64", seen(6, finding("CVE-2099-2", Tier.SEVERE)),
                        "ripe:amd64", seen(7),
                        "urgent:amd64", seen(0, finding("CVE-2099-1", Tier.EXPLOITED)),
                        "secure:amd64", seen(0)));

        Plan plan = plan(wish(ALL, 7, List.of()), host(1, situation));

        assertThat(builds(plan)).containsExactly("ripe:amd64=1.0-2", "secure:amd64=1.0-2", "urgent:amd64=1.0-2");
        assertThat(plan.classes().getFirst().notes())
                .containsExactly("Seen first less than 7 days ago: unseen, young.");
        Plan none = plan(wish(new Selection.Packages(List.of("young")), 7, List.of()), host(1, situation));
        assertThat(left(none)).containsExactly(LeftOut.Why.RIPENING);
    }

    @Test
    void taking_everything_brings_newcomers_along_and_never_takes_anything_away() {
        PendingChanges.Install coming = new PendingChanges.Install("libnew1", "amd64", NEW, List.of(), 2_000_000);
        PendingChanges.Removal leaving = new PendingChanges.Removal("libold1", "amd64", OLD);
        PendingChanges growing = new PendingChanges(List.of(patch("app")), List.of(coming), List.of(), List.of());
        PendingChanges shrinking =
                new PendingChanges(List.of(patch("app")), List.of(coming), List.of(leaving), List.of());
        PendingChanges partly = new PendingChanges(
                List.of(patch("app"), patch("vim")),
                List.of(new PendingChanges.Install("libnew1", "amd64", OLD, List.of(), 1)),
                List.of(leaving),
                List.of());

        assertThat(builds(plan(wish(ALL), host(1, situation(growing)))))
                .containsExactly("app:amd64=1.0-2", "libnew1:amd64=1.0-2");
        assertThat(left(plan(wish(ALL), host(1, situation(shrinking))))).containsExactly(LeftOut.Why.NEEDS_REMOVAL);
        Plan part = plan(wish(new Selection.Packages(List.of("vim"))), host(1, situation(partly)));
        assertThat(builds(part)).containsExactly("vim:amd64=1.0-2");
        assertThat(part.classes().getFirst().notes())
                .hasSize(2)
                .anyMatch(each -> each.contains("libnew1"))
                .anyMatch(each -> each.contains("take libold1 away"));
    }

    @Test
    void what_is_held_phased_or_unsatisfied_is_no_nothing_to_do() {
        PendingChanges kept = new PendingChanges(
                List.of(),
                List.of(),
                List.of(),
                List.of(
                        new PendingChanges.KeptBack("held", "amd64", OLD, NEW, new PendingChanges.Why.Held()),
                        new PendingChanges.KeptBack("phased", "amd64", OLD, NEW, new PendingChanges.Why.Phased(10))));

        Plan plan = plan(wish(new Selection.Security()), host(1, situation(kept)));

        assertThat(left(plan)).containsExactly(LeftOut.Why.KEPT_BACK);
        assertThat(plan.leftOut().getFirst().because()).contains("held").contains("phased");
        assertThat(plan.leftOpen()).isOne();
        assertThat(left(plan(wish(new Selection.Packages(List.of("vim"))), host(1, situation(kept)))))
                .containsExactly(LeftOut.Why.NOTHING_PENDING);
    }

    @Test
    void what_only_advisories_name_cannot_be_planned() {
        PendingPatch advised = new PendingPatch(
                "vim", "amd64", OLD, NEW, new SourceBuild("vim", NEW), List.of(), null, PendingPatch.Basis.ADVISORY);

        assertThat(left(plan(wish(ALL), host(1, situation(pending(advised)))))).containsExactly(LeftOut.Why.UNKNOWN);
    }

    @Test
    void a_name_that_no_order_can_carry_leaves_the_host_out_with_a_reason() {
        assertThat(left(plan(wish(ALL), host(1, situation(pending(patch("--help")))))))
                .containsExactly(LeftOut.Why.UNNAMEABLE);
    }

    @Test
    void hosts_that_cannot_be_planned_for_are_left_out_by_reason() {
        HostFacts silent = new HostFacts(
                1,
                "a",
                Criticality.CRITICAL,
                "",
                new HostFacts.Standing.Unable(LeftOut.Why.SILENT, "Nothing was heard of it for too long."));
        Plan plan = plan(wish(ALL), silent, host(2, situation(pending(patch("vim")))));

        assertThat(plan.leftOut())
                .containsExactly(new LeftOut(LeftOut.Why.SILENT, "Nothing was heard of it for too long.", List.of(1L)));
        assertThat(plan.highest()).isEqualTo(Criticality.NORMAL);
        assertThat(plan.fault()).isEmpty();
    }

    @Test
    void kernels_the_c_library_and_microcode_are_rebooted_for() {
        Plan plan = plan(
                wish(ALL),
                host(
                        1,
                        situation(pending(
                                patch("linux-image-amd64"), patch("libc6"), patch("libc6-dev"), patch("vim")))));

        assertThat(plan.classes().getFirst().aftermath())
                .isEqualTo(new Aftermath(List.of("libc6", "linux-image-amd64"), List.of()));
        assertThat(plan.reboots()).isOne();
    }

    // Waves

    private static final Situation VIM = situation(pending(patch("vim")));

    private static List<HostFacts> many(int hosts) {
        return LongStream.rangeClosed(1, hosts)
                .mapToObj(each -> host(each, VIM))
                .toList();
    }

    @Test
    void waves_take_a_count_a_percentage_of_all_rounded_up_those_that_match_and_the_rest() {
        ChangeWish wish = wish(
                ALL,
                wave("test", new WaveRule.Share.Count(1)),
                wave("pilot", new WaveRule.Share.Percentage(21)),
                wave("last", new WaveRule.Share.Matching("name~\"x\"")),
                wave("broad", new WaveRule.Share.Rest()));
        Plan plan = Planner.plan(wish, matching(many(10), Map.of("name~\"x\"", Set.of(10L, 9L, 1L))));

        assertThat(waves(plan))
                .containsExactly(List.of(1L), List.of(2L, 3L, 4L), List.of(9L, 10L), List.of(5L, 6L, 7L, 8L));
    }

    @Test
    void hosts_that_no_wave_takes_are_left_out_and_said() {
        Plan plan = Planner.plan(wish(ALL, wave("test", new WaveRule.Share.Count(1))), facts(many(3)));

        assertThat(left(plan)).containsExactly(LeftOut.Why.NO_WAVE);
        assertThat(plan.hosts()).isOne();
        assertThat(plan.warnings()).anyMatch(each -> each.startsWith("2 hosts are in no wave"));
    }

    @Test
    void early_waves_have_what_matters_least_one_of_each_cluster_and_one_of_each_class() {
        Situation other = situation(pending(patch("nginx")));
        Plan plan = Planner.plan(
                wish(ALL, wave("pilot", new WaveRule.Share.Count(3)), wave("rest", new WaveRule.Share.Rest())),
                facts(List.of(
                        host(1, Criticality.CRITICAL, "", VIM),
                        host(2, Criticality.NORMAL, "db", VIM),
                        host(3, Criticality.NORMAL, "db", VIM),
                        host(4, Criticality.NORMAL, "", VIM),
                        host(5, Criticality.NORMAL, "", other),
                        host(6, Criticality.LOW, "", VIM))));

        assertThat(waves(plan)).containsExactly(List.of(6L, 5L, 2L), List.of(4L, 3L, 1L));
    }

    @Test
    void a_standby_is_never_in_a_later_wave_than_its_primary() {
        List<HostFacts> hosts = List.of(
                host(1, Criticality.LOW, "db", VIM), // the primary
                host(2, Criticality.HIGH, "db", VIM),
                host(3, Criticality.NORMAL, "", VIM));
        ChangeWish counted = wish(
                ALL,
                0,
                List.of("standby"),
                wave("pilot", new WaveRule.Share.Count(1)),
                wave("rest", new WaveRule.Share.Rest()));
        ChangeWish matched = wish(
                ALL,
                0,
                List.of("standby"),
                wave("pilot", new WaveRule.Share.Matching("first")),
                wave("rest", new WaveRule.Share.Rest()));
        Map<String, Set<Long>> matches = Map.of("standby", Set.of(2L), "first", Set.of(1L, 3L));

        assertThat(waves(Planner.plan(counted, matching(hosts, matches))))
                .containsExactly(List.of(3L), List.of(2L, 1L));
        assertThat(waves(Planner.plan(matched, matching(hosts, matches))))
                .containsExactly(List.of(3L), List.of(2L, 1L));
    }

    @Test
    void of_a_cluster_with_a_silent_member_nobody_is_changed() {
        HostFacts silent = new HostFacts(
                1,
                "db-1",
                Criticality.NORMAL,
                "db",
                new HostFacts.Standing.Unable(LeftOut.Why.SILENT, "Nothing was heard of it."));
        Plan plan = Planner.plan(
                wish(ALL),
                facts(List.of(
                        silent, host(2, Criticality.NORMAL, "db", VIM), host(3, Criticality.NORMAL, "web", VIM))));

        assertThat(waves(plan)).containsExactly(List.of(3L));
        assertThat(left(plan)).containsExactly(LeftOut.Why.SILENT, LeftOut.Why.CLUSTER_SILENT);
        assertThat(plan.leftOut().getLast().because()).contains("cluster db").contains("db-1");
    }

    @Test
    void ranks_order_hosts_within_their_wave_and_a_later_wave_of_an_earlier_rank_is_warned_of() {
        ChangeWish wish = wish(
                ALL,
                0,
                List.of("databases", "web"),
                wave("pilot", new WaveRule.Share.Count(2)),
                wave("rest", new WaveRule.Share.Rest()));
        Plan plan = Planner.plan(wish, matching(many(5), Map.of("databases", Set.of(2L, 5L), "web", Set.of(4L))));

        assertThat(waves(plan)).containsExactly(List.of(2L, 1L), List.of(5L, 4L, 3L));
        assertThat(plan.waves().getLast().hosts())
                .extracting(PlannedWave.PlannedHost::rank)
                .containsExactly(0, 1, 2);
        assertThat(plan.warnings()).anyMatch(each -> each.contains("\"databases\""));
    }

    @Test
    void an_empty_wave_and_one_that_can_never_pass_cannot_be_proposed() {
        Plan empty = Planner.plan(
                wish(ALL, wave("all", new WaveRule.Share.Rest()), wave("more", new WaveRule.Share.Rest())),
                facts(many(2)));
        Plan small = Planner.plan(
                wish(ALL, new WaveRule("all", new WaveRule.Share.Rest(), new Gate(3, 0, 100, 0), Duration.ofHours(1))),
                facts(many(2)));

        assertThat(empty.fault()).hasValueSatisfying(why -> assertThat(why).contains("more has no host"));
        assertThat(empty.warnings()).anyMatch(each -> each.contains("no host"));
        assertThat(small.fault()).hasValueSatisfying(why -> assertThat(why).contains("2 of the 3"));
    }

    @Test
    void a_wave_that_is_too_small_to_tell_a_failure_rate_says_how_many_it_takes() {
        Gate gate = new Gate(1, 0, 100, 5);
        Plan plan = Planner.plan(
                wish(
                        ALL,
                        new WaveRule("pilot", new WaveRule.Share.Count(10), gate, Duration.ofHours(1)),
                        new WaveRule("rest", new WaveRule.Share.Rest(), gate, Duration.ofHours(1))),
                facts(many(100)));

        assertThat(plan.warnings()).hasSize(1).allMatch(each -> each.contains("pilot is too small"));
        assertThat(plan.warnings().getFirst()).contains("after 59 hosts").contains("10 are tried");
    }

    @Test
    void a_cluster_that_is_in_one_wave_as_a_whole_is_said() {
        Plan plan = Planner.plan(
                wish(ALL),
                facts(List.of(
                        host(1, Criticality.NORMAL, "db", VIM),
                        host(2, Criticality.NORMAL, "db", VIM),
                        host(3, Criticality.NORMAL, "alone", VIM))));

        assertThat(plan.warnings()).hasSize(1).allMatch(each -> each.contains("All 2 hosts of the cluster db"));
        assertThat(plan.waves().getFirst().hosts())
                .extracting(PlannedWave.PlannedHost::cluster)
                .containsExactly("db", "alone", "db");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void every_host_is_in_one_wave_or_left_out_once_and_the_order_of_the_facts_does_not_matter(long seed) {
        Random random = new Random(seed);
        List<Situation> situations = IntStream.range(0, 12)
                .mapToObj(each -> situation(
                        each == 0
                                ? pending()
                                : pending(IntStream.range(0, each)
                                        .mapToObj(nr -> patch("p" + (nr * 7 + each) % 20 + "x" + nr))
                                        .toArray(PendingPatch[]::new))))
                .toList();
        List<HostFacts> hosts = new ArrayList<>();
        for (long id = 1; id <= 500; id++) {
            hosts.add(host(
                    id,
                    List.of(Criticality.values()).get(random.nextInt(4)),
                    random.nextInt(3) == 0 ? "c" + random.nextInt(9) : "",
                    situations.get(random.nextInt(situations.size()))));
        }
        ChangeWish wish = wish(
                ALL,
                wave("one", new WaveRule.Share.Percentage(3)),
                wave("two", new WaveRule.Share.Count(50)),
                wave("three", new WaveRule.Share.Percentage(90)));

        ChangeContent content = new ChangeContent(wish, Planner.plan(wish, facts(hosts)));
        Collections.shuffle(hosts, random);
        ChangeContent again = new ChangeContent(wish, Planner.plan(wish, facts(hosts)));

        assertThat(again.hash()).as("seed %d", seed).isEqualTo(content.hash());
        List<Long> all = new ArrayList<>();
        waves(content.plan()).forEach(all::addAll);
        content.plan().leftOut().forEach(each -> all.addAll(each.hosts()));
        assertThat(all)
                .as("seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 500).boxed().toList());
    }

    @Test
    void a_host_that_is_named_twice_is_a_mistake_of_the_caller() {
        assertThatThrownBy(() -> plan(wish(ALL), host(1, VIM), host(1, VIM)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
