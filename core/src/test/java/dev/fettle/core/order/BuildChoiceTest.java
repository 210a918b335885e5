package dev.fettle.core.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.order.BuildChoice.Chosen;
import dev.fettle.core.order.BuildChoice.GoingBack;
import dev.fettle.core.order.BuildChoice.Impossible;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BuildChoiceTest {
    private static final DebVersion OLD = new DebVersion("1.0-1");
    private static final DebVersion NEW = new DebVersion("1.0-2");

    private static PendingPatch patch(String name, @Nullable String source) {
        return patch(name, source, PendingPatch.Basis.PACKAGE_MANAGER);
    }

    private static PendingPatch patch(String name, @Nullable String source, PendingPatch.Basis basis) {
        return new PendingPatch(
                name, "amd64", OLD, NEW, source == null ? null : new SourceBuild(source, NEW), List.of(), null, basis);
    }

    private static PendingChanges pending(PendingPatch... patches) {
        return new PendingChanges(List.of(patches), List.of(), List.of(), List.of());
    }

    private static List<String> names(BuildChoice choice) {
        assertThat(choice).isInstanceOf(Chosen.class);
        return choice instanceof Chosen chosen
                ? chosen.builds().stream().map(ExactBuild::toString).toList()
                : List.of();
    }

    private static String why(BuildChoice choice) {
        assertThat(choice).isInstanceOf(Impossible.class);
        return choice instanceof Impossible(String why) ? why : "";
    }

    @Test
    void what_is_built_from_one_source_is_taken_together_in_its_exact_versions() {
        PendingChanges pending =
                pending(patch("libssl3", "openssl"), patch("openssl", "openssl"), patch("nginx", "nginx"));

        assertThat(names(BuildChoice.install(pending, Set.of("openssl"))))
                .containsExactly("libssl3:amd64=1.0-2", "openssl:amd64=1.0-2");
        assertThat(names(BuildChoice.install(pending, Set.of("nginx:amd64")))).containsExactly("nginx:amd64=1.0-2");
    }

    @Test
    void packages_whose_source_nobody_knows_are_taken_alone() {
        assertThat(names(BuildChoice.install(pending(patch("aa", null), patch("bb", null)), Set.of("aa"))))
                .containsExactly("aa:amd64=1.0-2");
    }

    @Test
    void a_new_kernel_comes_with_the_package_that_asks_for_it_and_other_newcomers_do_not() {
        PendingChanges pending = new PendingChanges(
                List.of(patch("linux-image-amd64", "linux-signed-amd64")),
                List.of(
                        new PendingChanges.Install("linux-image-6.1.0-31-amd64", "amd64", NEW, List.of(), 1),
                        new PendingChanges.Install("other", "amd64", new DebVersion("7"), List.of(), 1)),
                List.of(),
                List.of());

        assertThat(names(BuildChoice.install(pending, Set.of("linux-image-amd64"))))
                .containsExactly("linux-image-amd64:amd64=1.0-2", "linux-image-6.1.0-31-amd64:amd64=1.0-2");
    }

    @Test
    void what_is_not_pending_is_named() {
        assertThat(why(BuildChoice.install(pending(patch("aa", "aa")), Set.of("aa", "curl", "vim"))))
                .startsWith("Nothing is pending for curl and 1 more.");
        assertThat(why(BuildChoice.install(pending(patch("aa", "aa")), Set.of())))
                .startsWith("Choose at least one");
    }

    @Test
    void a_version_that_only_advisories_ask_for_is_not_ordered() {
        assertThat(why(BuildChoice.install(pending(patch("aa", "aa", PendingPatch.Basis.ADVISORY)), Set.of("aa"))))
                .contains("advisories");
    }

    @Test
    void a_name_that_no_package_can_have_is_refused_and_not_shown_as_one() {
        assertThat(why(BuildChoice.install(pending(patch("--purge", "x")), Set.of("--purge"))))
                .startsWith("The host tells of a package that no order can name");
    }

    @Test
    void planning_again_adds_what_the_hosts_package_manager_asked_for_and_removes_nothing() {
        List<ExactBuild> named = List.of(new ExactBuild("nginx", "amd64", NEW));
        Report.Change change = new Report.Change("nginx", "amd64", OLD, NEW);
        Report.Change comes = new Report.Change("nginx-common", "all", null, NEW);

        assertThat(names(BuildChoice.again(named, List.of(change, comes))))
                .containsExactly("nginx:amd64=1.0-2", "nginx-common:all=1.0-2");
        assertThat(why(BuildChoice.again(named, List.of(new Report.Change("apache2", "amd64", OLD, null)))))
                .startsWith("It would take apache2 away");
    }

    @Test
    void going_back_restores_what_was_changed_or_taken_away_and_takes_away_what_came() {
        BuildChoice back = BuildChoice.rollBack(List.of(
                new Report.Change("aa", "amd64", OLD, NEW),
                new Report.Change("bb", "all", OLD, null),
                new Report.Change("cc", "amd64", null, NEW)));

        assertThat(back).isInstanceOfSatisfying(GoingBack.class, going -> {
            assertThat(going.order().builds().stream().map(ExactBuild::toString))
                    .containsExactly("aa:amd64=1.0-1", "bb:all=1.0-1");
            assertThat(going.order().newcomers().stream().map(ExactBuild::toString))
                    .containsExactly("cc:amd64=1.0-2");
            assertThat(going.changes().getFirst()).isEqualTo(new Report.Change("aa", "amd64", NEW, OLD));
        });
    }

    @Test
    void what_changed_nothing_or_only_brought_packages_cannot_be_taken_back() {
        assertThat(why(BuildChoice.rollBack(List.of()))).contains("nothing to take back");
        assertThat(why(BuildChoice.rollBack(List.of(new Report.Change("cc", "amd64", null, NEW)))))
                .contains("only brought new packages");
        assertThat(why(BuildChoice.rollBack(List.of(new Report.Change("<b>", "amd64", OLD, NEW)))))
                .doesNotContain("<b>");
        assertThat(why(BuildChoice.rollBack(List.of(
                        new Report.Change("aa", "amd64", OLD, NEW), new Report.Change("aa", "amd64", OLD, NEW)))))
                .contains("twice");
    }

    /** Made-up pending changes: whatever is chosen is taken, whole sources are taken, and nothing else is. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void whatever_is_chosen_whole_sources_are_named_once_each_and_nothing_else(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 300; run++) {
            List<PendingPatch> patches = IntStream.range(0, 1 + random.nextInt(40))
                    .mapToObj(at -> patch("p" + at, random.nextInt(6) == 0 ? null : "s" + random.nextInt(8)))
                    .toList();
            Set<String> wanted = patches.stream()
                    .filter(_ -> random.nextInt(4) == 0)
                    .map(patch -> random.nextBoolean() ? patch.id() : patch.name())
                    .collect(Collectors.toSet());
            BuildChoice choice = BuildChoice.install(pending(patches.toArray(PendingPatch[]::new)), wanted);
            if (wanted.isEmpty()) {
                assertThat(choice).isInstanceOf(Impossible.class);
                continue;
            }
            assertThat(choice).as("seed %d, run %d", seed, run).isInstanceOf(Chosen.class);
            Set<String> expected = new HashSet<>();
            for (PendingPatch patch : patches) {
                boolean chosen = wanted.contains(patch.id()) || wanted.contains(patch.name());
                boolean related = patch.source() != null
                        && patches.stream()
                                .anyMatch(other -> patch.source().equals(other.source())
                                        && (wanted.contains(other.id()) || wanted.contains(other.name())));
                if (chosen || related) {
                    expected.add(patch.id() + "=" + patch.candidate().text());
                }
            }
            assertThat(new ArrayList<>(names(choice)))
                    .as("seed %d, run %d", seed, run)
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    /** Doing an order's changes and then going back leads to where it began, whatever they were. */
    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void going_back_is_the_reverse_of_what_was_changed(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 300; run++) {
            List<Report.Change> changed = IntStream.range(0, 1 + random.nextInt(20))
                    .mapToObj(at -> switch (random.nextInt(3)) {
                        case 0 -> new Report.Change("p" + at, "amd64", OLD, NEW);
                        case 1 -> new Report.Change("p" + at, "amd64", OLD, null);
                        default -> new Report.Change("p" + at, "amd64", null, NEW);
                    })
                    .toList();
            BuildChoice back = BuildChoice.rollBack(changed);
            if (back instanceof GoingBack(List<Report.Change> changes, Order.RollBack order)) {
                assertThat(changes).as("seed %d", seed).hasSameSizeAs(changed);
                assertThat(order.builds()).hasSize((int)
                        changed.stream().filter(each -> each.before() != null).count());
                assertThat(order.newcomers()).hasSize((int)
                        changed.stream().filter(each -> each.before() == null).count());
            } else {
                assertThat(changed).as("seed %d", seed).allMatch(each -> each.before() == null);
            }
        }
    }
}
