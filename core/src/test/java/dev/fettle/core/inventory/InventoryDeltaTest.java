package dev.fettle.core.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.inventory.EffectBuild.Effect;
import dev.fettle.core.inventory.InventoryDelta.Step;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InventoryDeltaTest {
    private static PackageBuild build(String name, String version, String architecture) {
        DebVersion itsVersion = new DebVersion(version);
        return new PackageBuild(
                new Platform("debian", "12"), name, itsVersion, architecture, new SourceBuild(name, itsVersion));
    }

    private static EffectBuild installed(PackageBuild build) {
        return new EffectBuild(build, Effect.INSTALLED);
    }

    private static EffectBuild running(PackageBuild build) {
        return new EffectBuild(build, Effect.RUNNING);
    }

    private static List<Step> steps(List<EffectBuild> added, List<EffectBuild> removed) {
        return new InventoryDelta(2, Instant.EPOCH, added, removed).steps();
    }

    @Test
    void what_goes_and_comes_under_one_name_is_one_step() {
        PackageBuild before = build("openssl", "3.0.15-1", "amd64");
        PackageBuild after = build("openssl", "3.0.16-1", "amd64");

        assertThat(steps(List.of(installed(after)), List.of(installed(before))))
                .containsExactly(new Step.Replaced(before, after));
    }

    @Test
    void the_same_name_for_two_architectures_is_two_packages() {
        PackageBuild gone = build("libc6", "2.36-9", "i386");
        PackageBuild come = build("libc6", "2.36-9", "amd64");

        assertThat(steps(List.of(installed(come)), List.of(installed(gone))))
                .containsExactly(new Step.Installed(come), new Step.Removed(gone));
    }

    @Test
    void a_kernel_that_runs_now_was_booted_and_the_one_that_ran_before_is_no_step() {
        PackageBuild before = build("linux-image-1", "6.1.1-1", "amd64");
        PackageBuild after = build("linux-image-2", "6.1.2-1", "amd64");

        assertThat(steps(List.of(running(after)), List.of(running(before)))).containsExactly(new Step.Booted(after));
    }

    @Test
    void a_build_that_is_replaced_and_runs_on_is_a_step_and_its_end_another() {
        PackageBuild before = build("libssl3", "3.0.15-1", "amd64");
        PackageBuild after = build("libssl3", "3.0.16-1", "amd64");

        assertThat(steps(List.of(installed(after), running(before)), List.of(installed(before))))
                .containsExactly(new Step.Replaced(before, after), new Step.StillRuns(before));
        assertThat(steps(List.of(), List.of(running(before)))).containsExactly(new Step.CameIntoEffect(before));
    }

    @Test
    void steps_stand_by_name() {
        PackageBuild c = build("c", "1", "all");
        PackageBuild a = build("a", "1", "all");
        PackageBuild b = build("b", "1", "all");

        assertThat(steps(List.of(installed(c), installed(b)), List.of(installed(a))))
                .containsExactly(new Step.Removed(a), new Step.Installed(b), new Step.Installed(c));
    }
}
