package dev.fettle.core.assessment;

import static dev.fettle.core.assessment.Hosts.patch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.product.DebVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepTest {
    private static RankedPatch ranked(int rank, Tier tier, String reason, PendingPatch patch) {
        return new RankedPatch(rank, patch, tier, List.of(), 0, reason);
    }

    @Test
    void patches_of_one_source_build_are_one_step_named_as_people_know_it() {
        List<RankedPatch> patches = List.of(
                ranked(1, Tier.SEVERE, "Mends.", patch("libssl3", "1-1", "2-1", "openssl")),
                ranked(2, Tier.SEVERE, "Mends.", patch("openssl", "1-1", "2-1", "openssl")),
                ranked(3, Tier.SEVERE, "Mends.", patch("libcurl4", "1-1", "2-1", "curl")),
                ranked(4, Tier.SEVERE, "Mends.", patch("libcurl3-gnutls", "1-1", "3-1", "curl")));

        List<Step> steps = Step.of(patches);

        assertThat(steps).extracting(Step::name).containsExactly("openssl", "libcurl4", "libcurl3-gnutls");
        assertThat(steps).flatExtracting(Step::patches).containsExactlyElementsOf(patches);
        assertThat(steps.getFirst().first()).isEqualTo(patches.getFirst());
        assertThat(steps.getFirst().tier()).isEqualTo(Tier.SEVERE);
        assertThat(steps.getFirst().reason()).isEqualTo("Mends.");
    }

    @Test
    void a_signed_build_and_the_one_it_was_made_from_are_one_step() {
        assertThat(Step.of(List.of(
                        ranked(
                                1,
                                Tier.SEVERE,
                                "Mends.",
                                patch("linux-image", "1-1", "6.1.128+1", "linux-signed-amd64")),
                        ranked(2, Tier.SEVERE, "Mends.", patch("linux-libc-dev", "1-1", "6.1.128-1", "linux")))))
                .hasSize(1);
    }

    @Test
    void another_tier_or_reason_is_another_step() {
        assertThat(Step.of(List.of(
                        ranked(1, Tier.LIKELY, "Mends.", patch("a", "1-1", "2-1", "a")),
                        ranked(2, Tier.SEVERE, "Mends.", patch("b", "1-1", "2-1", "a")),
                        ranked(3, Tier.SEVERE, "Mends more.", patch("c", "1-1", "2-1", "a")))))
                .hasSize(3);
    }

    @Test
    void all_routine_patches_with_one_reason_are_one_step() {
        PendingPatch unknown = new PendingPatch(
                "c",
                "amd64",
                new DebVersion("1-1"),
                new DebVersion("2-1"),
                null,
                List.of(),
                null,
                PendingPatch.Basis.PACKAGE_MANAGER);
        List<Step> steps = Step.of(List.of(
                ranked(1, Tier.UNRATED, "Mends.", unknown),
                ranked(2, Tier.UNRATED, "Mends.", unknown),
                ranked(3, Tier.ROUTINE, "Can wait.", patch("a", "1-1", "2-1", "a")),
                ranked(4, Tier.ROUTINE, "Can wait.", unknown),
                ranked(5, Tier.ROUTINE, "Is new.", patch("d", "1-1", "2-1", "d"))));
        assertThat(steps).extracting(step -> step.patches().size()).containsExactly(1, 1, 2, 1);
        assertThat(steps).extracting(Step::name).containsExactly("c", "c", "a", "d");
    }

    @Test
    void without_patches_there_is_no_step_and_no_step_is_without_patches() {
        assertThat(Step.of(List.of())).isEmpty();
        assertThatThrownBy(() -> new Step(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
