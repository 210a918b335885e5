package dev.fettle.core.plan;

import static dev.fettle.core.plan.Fleets.finding;
import static dev.fettle.core.plan.Fleets.host;
import static dev.fettle.core.plan.Fleets.patch;
import static dev.fettle.core.plan.Fleets.pending;
import static dev.fettle.core.plan.Fleets.seen;
import static dev.fettle.core.plan.Fleets.situation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.assessment.Tier;
import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.order.BuildFile;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.signing.Octets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ChangeContentTest {
    private static final List<WaveRule> WAVES = List.of(
            new WaveRule("test", new WaveRule.Share.Count(1), new Gate(1, 0, 100, 0), Duration.ofHours(2)),
            new WaveRule("pilot", new WaveRule.Share.Percentage(10), new Gate(1, 2, 50, 0), Duration.ZERO),
            new WaveRule("named", new WaveRule.Share.Matching("tag=\"web\""), new Gate(1, 2, 50, 9), Duration.ZERO),
            new WaveRule("broad", new WaveRule.Share.Rest(), new Gate(2, 3, 5, 10), Duration.ofDays(1)));

    private static ChangeWish wish(Selection selection, HostChoice hosts) {
        return new ChangeWish(
                "Tïtle",
                "Why\nnot",
                "CHG-1",
                ChangeType.NORMAL,
                true,
                0,
                selection,
                hosts,
                WAVES,
                List.of("name~\"db\"", "name~\"web\""),
                new Limits(5, 6, 7, 3, Duration.ofDays(2)),
                OnBreach.ROLL_BACK_FAILED,
                14);
    }

    private static ChangeContent content() {
        ChangeWish wish = wish(new Selection.Everything(), new HostChoice.Matching(""));
        PendingChanges changes = new PendingChanges(
                List.of(patch("libssl3", "openssl"), patch("linux-image-amd64")),
                List.of(new PendingChanges.Install("libnew1", "amd64", Fleets.NEW, List.of(), 9)),
                List.of(),
                List.of(new PendingChanges.KeptBack(
                        "vim", "amd64", Fleets.OLD, Fleets.NEW, new PendingChanges.Why.Held())));
        Situation situation = situation(
                changes,
                Map.of(
                        "libssl3:amd64",
                        seen(40, finding("CVE-2099-1", Tier.EXPLOITED), finding("CVE-2099-2", Tier.MODERATE)),
                        "linux-image-amd64:amd64",
                        seen(40)));
        List<HostFacts> hosts = new ArrayList<>();
        for (long id = 1; id <= 40; id++) {
            hosts.add(host(id, Criticality.HIGH, id % 3 == 0 ? "c" + id % 2 : "", situation));
        }
        hosts.add(host(41, situation(pending())));
        return new ChangeContent(wish, Planner.plan(wish, Fleets.facts(hosts)));
    }

    @Test
    void bytes_give_back_the_very_content() {
        ChangeContent content = content();
        assertThat(content.plan().warnings()).isNotEmpty();
        assertThat(content.plan().leftOut()).isNotEmpty();

        assertThat(ChangeContent.of(content.bytes(), content.hash())).contains(content);
        assertThat(content().hash()).isEqualTo(content.hash());
    }

    /** So that what was approved under one version of Fettle is known under the next: a new form needs a new kind. Other words in
     * a warning change the hash as well, and nothing that is stored. */
    @Test
    void the_hash_of_a_content_stays_what_it_is() {
        assertThat(content().hash())
                .isEqualTo(new Octets("bc0ee6a1fdbed976c15156df05cda87e61ff779ec6274af86bd9fed5beac1271"));
    }

    @Test
    void files_that_the_hosts_indexes_tell_are_part_of_what_is_approved() {
        ChangeContent content = contentWithFiles("11");

        assertThat(content.plan().classes().getFirst().files())
                .containsExactly(new BuildFile(
                        new ExactBuild("libssl3", "amd64", Fleets.NEW), 1000, new Octets("11".repeat(32))));
        assertThat(ChangeContent.of(content.bytes(), content.hash())).contains(content);
        assertThat(contentWithFiles("22").hash()).isNotEqualTo(content.hash());
        assertThat(contentWithFiles("zz").plan().classes().getFirst().files()).isEmpty();
    }

    @Test
    void hosts_whose_indexes_tell_other_bytes_are_another_class() {
        Plan plan = Planner.plan(
                wish(new Selection.Everything(), new HostChoice.Matching("")),
                Fleets.facts(List.of(
                        host(1, situation(withFile("11"), Map.of("libssl3:amd64", seen(40)))),
                        host(2, situation(withFile("22"), Map.of("libssl3:amd64", seen(40)))),
                        host(3, situation(withFile("11"), Map.of("libssl3:amd64", seen(40)))))));

        assertThat(plan.classes()).hasSize(2);
    }

    private static PendingChanges withFile(String digits) {
        PendingPatch plain = patch("libssl3", "openssl");
        return new PendingChanges(
                List.of(new PendingPatch(
                        plain.name(),
                        plain.architecture(),
                        plain.installed(),
                        plain.candidate(),
                        plain.source(),
                        plain.origins(),
                        new PendingPatch.Download(1000, digits.repeat(32)),
                        plain.basis())),
                List.of(),
                List.of(),
                List.of());
    }

    private static ChangeContent contentWithFiles(String digits) {
        ChangeWish wish = wish(new Selection.Everything(), new HostChoice.Matching(""));
        return new ChangeContent(
                wish,
                Planner.plan(
                        wish,
                        Fleets.facts(List.of(
                                host(1, situation(withFile(digits), Map.of("libssl3:amd64", seen(40))))))));
    }

    static Stream<ChangeWish> wishes() {
        return Stream.of(
                wish(new Selection.Everything(), new HostChoice.Listed(List.of(3L, 1L))),
                wish(new Selection.Security(), new HostChoice.Members(7)),
                wish(new Selection.Foremost(10), new HostChoice.Matching("tag=\"web\"")),
                wish(new Selection.Vulnerabilities(List.of("CVE-2099-1")), new HostChoice.Matching("")),
                wish(new Selection.Advisories(List.of("DSA-1-1")), new HostChoice.Matching("")),
                wish(new Selection.Packages(List.of("vim", "a+b")), new HostChoice.Matching("")));
    }

    @ParameterizedTest
    @MethodSource("wishes")
    void a_wish_is_read_as_it_was_written(ChangeWish wish) {
        assertThat(WishForm.read(WishForm.bytes(wish))).contains(wish);
    }

    @Test
    void each_wish_has_bytes_of_its_own() {
        assertThat(wishes().map(each -> Octets.of(WishForm.bytes(each)))).doesNotHaveDuplicates();
    }

    static Stream<UnaryOperator<byte[]>> damage() {
        return Stream.of(
                bytes -> Arrays.copyOf(bytes, bytes.length - 1),
                bytes -> Arrays.copyOf(bytes, bytes.length + 1),
                bytes -> new byte[0],
                bytes -> {
                    byte[] other = bytes.clone();
                    other[other.length / 2] ^= 1;
                    return other;
                });
    }

    @ParameterizedTest
    @MethodSource("damage")
    void bytes_of_another_hash_are_not_read(UnaryOperator<byte[]> damage) {
        ChangeContent content = content();

        assertThat(ChangeContent.of(damage.apply(content.bytes()), content.hash()))
                .isEmpty();
    }

    /** Whoever writes into the database can make the hash fit. */
    @Test
    void damaged_bytes_with_a_hash_that_fits_never_break_the_reader() {
        byte[] whole = content().bytes();
        Random random = new Random(1);
        for (int run = 0; run < 3_000; run++) {
            byte[] bytes = run % 2 == 0 ? whole.clone() : Arrays.copyOf(whole, random.nextInt(whole.length));
            for (int i = 0; i < 3 && bytes.length > 0; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            ChangeContent.of(bytes, Octets.sha256(bytes))
                    .ifPresent(read -> assertThat(read.bytes()).isEqualTo(bytes));
        }
    }

    @Test
    void a_wish_that_cannot_be_meant_is_refused_with_a_sentence() {
        assertThatThrownBy(() -> new Selection.Packages(List.of("rm -rf"))).hasMessageContaining("package");
        assertThatThrownBy(() -> new Selection.Foremost(0)).hasMessageContaining("1 to 500");
        assertThatThrownBy(() -> new HostChoice.Listed(List.of())).hasMessageContaining("List 1 to");
        assertThatThrownBy(() -> new WaveRule("", new WaveRule.Share.Rest(), Fleets.GATE, Duration.ZERO))
                .hasMessageContaining("name of a wave");
        assertThatThrownBy(() -> new WaveRule("a\u0007", new WaveRule.Share.Rest(), Fleets.GATE, Duration.ZERO))
                .hasMessageContaining("control characters");
        WaveRule same = Fleets.wave("a", new WaveRule.Share.Rest());
        assertThatThrownBy(() -> Fleets.wish(new Selection.Everything(), same, same))
                .hasMessageContaining("name of its own");
    }
}
