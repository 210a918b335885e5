package dev.fettle.core.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.KernelImages;
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class InEffectTest {
    private static final ExactBuild SSL = build("libssl3", "3.0.17-1");
    private static final Order.Verify WANTED = new Order.Verify(List.of(SSL), List.of());
    private static final InEffect.Kernels NO_KERNELS =
            new InEffect.Kernels(new KernelImages(List.of(), null), Optional.empty());

    private static ExactBuild build(String name, String version) {
        return new ExactBuild(name, "amd64", new DebVersion(version));
    }

    private static StaleBuild stale(String name, @Nullable String version, String... users) {
        return new StaleBuild(name, "amd64", version == null ? null : new DebVersion(version), null, List.of(users));
    }

    private static InEffect ofProcesses(Order.Verify wanted, StaleBuild... stale) {
        return InEffect.of(wanted, List.of(stale), NO_KERNELS, List.of());
    }

    @Test
    void a_service_that_runs_the_version_before_is_a_fault_and_a_session_a_note() {
        InEffect seen = ofProcesses(
                WANTED, stale("libssl3", "3.0.15-1", "nginx.service", "session-3.scope", "sleep", "user@1000.service"));

        assertThat(seen.faults())
                .containsExactly(
                        "nginx.service still runs files of libssl3:amd64 3.0.15-1 that were replaced or removed."
                                + " Restart nginx.service.");
        assertThat(seen.notes())
                .containsExactly(
                        "session-3.scope, sleep, user@1000.service still run files of libssl3:amd64 3.0.15-1 that"
                                + " were replaced or removed. End the sessions of session-3.scope, user@1000.service. Restart by"
                                + " hand: sleep.");
    }

    @Test
    void a_service_of_an_unknown_version_is_a_fault_and_one_of_the_very_same_version_none() {
        assertThat(ofProcesses(WANTED, stale("libssl3", null, "nginx.service")).faults())
                .hasSize(1);
        InEffect same = ofProcesses(WANTED, stale("libssl3", "3.0.17-1", "nginx.service"));
        assertThat(same.faults()).isEmpty();
        assertThat(same.notes()).isEmpty();
    }

    @Test
    void what_runs_other_packages_is_a_note_and_what_runs_one_that_should_be_gone_a_fault() {
        InEffect other = ofProcesses(WANTED, stale("libexpat1", "2.5.0-1", "nginx.service"));
        assertThat(other.faults()).isEmpty();
        assertThat(other.notes()).hasSize(1);

        Order.Verify gone = new Order.Verify(List.of(), List.of(build("libnew", "1.0")));
        assertThat(ofProcesses(gone, stale("libnew", "1.0", "nginx.service")).faults())
                .hasSize(1);
    }

    @Test
    void a_service_that_only_a_reboot_ends_is_told_and_fails_no_change_that_did_not_foresee_the_reboot() {
        InEffect effect = ofProcesses(WANTED, stale("libssl3", "3.0.15-1", "dbus.service"));
        assertThat(effect.faults()).isEmpty();
        assertThat(effect.notes()).singleElement().asString().endsWith("Only a reboot ends dbus.service.");
    }

    private static InstalledPackage kernel(String name, String source, String version) {
        return new InstalledPackage(
                name,
                "amd64",
                new DebVersion(version.replace('+', '-')),
                new SourceBuild(source, new DebVersion(version)),
                List.of(),
                false,
                false);
    }

    private static InEffect ofKernel(@Nullable String runs, @Nullable String running, Order.Verify wanted) {
        List<InstalledPackage> installed = List.of(
                kernel("linux-image-6.1.0-29-amd64", "linux-signed-amd64", "6.1.123+1"),
                kernel("linux-image-6.1.0-30-amd64", "linux-signed-amd64", "6.1.124+1"),
                kernel("linux-image-amd64", "linux-signed-amd64", "6.1.124+1"),
                kernel("linux-image-generic", "linux-meta", "6.1.124.9"));
        InEffect.Kernels kernels = new InEffect.Kernels(
                new KernelImages(
                        installed.stream()
                                .filter(InstalledPackage::isKernelImage)
                                .toList(),
                        running),
                Optional.ofNullable(runs).map(DebVersion::new));
        return InEffect.of(wanted, List.of(), kernels, installed);
    }

    private static Order.Verify present(String name) {
        return new Order.Verify(List.of(build(name, "6.1.124-1")), List.of());
    }

    @Test
    void a_kernel_that_waits_for_the_reboot_is_not_in_effect() {
        for (String name : List.of("linux-image-6.1.0-30-amd64", "linux-image-amd64")) {
            assertThat(ofKernel(null, "6.1.0-29-amd64", present(name)).faults())
                    .containsExactly(name + ":amd64=6.1.124-1 is installed, but an older kernel, 6.1.0-29-amd64, still"
                            + " runs: the reboot is missing.");
            assertThat(ofKernel(null, "6.1.0-30-amd64", present(name))).isEqualTo(new InEffect(List.of(), List.of()));
        }
    }

    @Test
    void an_image_that_was_replaced_under_its_own_name_runs_on_in_the_version_before() {
        Order.Verify wanted = present("linux-image-6.1.0-30-amd64");

        assertThat(ofKernel("6.1.123-1", "6.1.0-30-amd64", wanted).faults())
                .singleElement()
                .asString()
                .contains("6.1.0-30-amd64 (6.1.123-1), still runs");
        assertThat(ofKernel("6.1.124-1", "6.1.0-30-amd64", wanted).faults()).isEmpty();
    }

    @Test
    void versions_of_other_sources_are_not_held_against_the_running_kernel() {
        assertThat(ofKernel(null, "6.1.0-29-amd64", present("linux-image-generic"))
                        .faults())
                .isEmpty();
    }

    @Test
    void in_a_container_it_is_only_said_that_the_kernel_is_not_known() {
        InEffect seen = ofKernel(null, "6.18.5", present("linux-image-amd64"));

        assertThat(seen.faults()).isEmpty();
        assertThat(seen.notes()).singleElement().asString().contains("6.18.5 is none of the installed images");
        assertThat(ofKernel(null, null, present("linux-image-amd64"))).isEqualTo(new InEffect(List.of(), List.of()));
    }

    @Test
    void a_kernel_that_was_taken_away_and_still_runs_is_a_fault() {
        Order.Verify wanted = new Order.Verify(List.of(), List.of(build("linux-image-6.1.0-31-amd64", "6.1.128-1")));

        assertThat(ofKernel(null, "6.1.0-31-amd64", wanted).faults())
                .singleElement()
                .asString()
                .endsWith("should be gone: the reboot is missing.");
    }
}
