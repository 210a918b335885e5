package dev.fettle.host.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.Inventory.Reboot;
import dev.fettle.core.inventory.KernelImages;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.host.Problems;
import dev.fettle.host.shell.HostFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostProbeTest {
    private final Problems problems = new Problems();

    @Test
    void packages_that_ask_for_a_reboot_are_listed_and_others_quoted() {
        HostProbe probe =
                probe(Map.of("/run/reboot-required", "", "/run/reboot-required.pkgs", "libc6\n\nlibc6\n\u001b[1m\n"));
        assertThat(probe.reboot(kernels(null))).isEqualTo(new Reboot.Required(List.of("libc6")));
        assertThat(problems.list()).extracting(problem -> problem.text()).containsExactly("\u001b[1m");
    }

    @Test
    void a_newer_kernel_waits_for_a_reboot() {
        KernelImages kernels =
                kernels("6.1.0-40-amd64", image("6.1.0-40-amd64", "6.1.153-1"), image("6.1.0-41-amd64", "6.1.158-1"));
        assertThat(probe(Map.of()).reboot(kernels))
                .isEqualTo(new Reboot.Required(List.of("linux-image-6.1.0-41-amd64")));
    }

    @Test
    void a_container_that_runs_its_hosts_kernel_needs_no_reboot() {
        assertThat(probe(Map.of()).reboot(kernels("6.18.44-fc"))).isEqualTo(new Reboot.NotRequired());
    }

    @Test
    void names_come_from_the_host_and_nonsense_is_quoted() {
        assertThat(probe(Map.of("/proc/sys/kernel/hostname", "web-07\n")).name())
                .isEqualTo("web-07");
        assertThat(probe(Map.of("/proc/sys/kernel/osrelease", "6.1.0-40-amd64\n"))
                        .kernelRelease())
                .isEqualTo("6.1.0-40-amd64");
        assertThat(probe(Map.of("/proc/sys/kernel/hostname", "a b\n")).name()).isEqualTo("localhost");
        assertThat(problems.list()).extracting(problem -> problem.text()).containsExactly("a b");
    }

    private HostProbe probe(Map<String, String> files) {
        return new HostProbe(new RunningFiles(files), problems);
    }

    private static KernelImages kernels(String running, InstalledPackage... images) {
        return Inventory.kernelsOf(List.of(images), running);
    }

    private static InstalledPackage image(String release, String version) {
        SourceBuild source = new SourceBuild("linux-signed-amd64", new DebVersion(version.replace('-', '+')));
        return new InstalledPackage(
                "linux-image-" + release, "amd64", new DebVersion(version), source, List.of(), false, true);
    }

    /** The files of a system that runs, in memory. */
    private record RunningFiles(Map<String, String> texts) implements HostFiles {
        @Override
        public boolean isRunningSystem() {
            return true;
        }

        @Override
        public Path root() {
            return Path.of("/");
        }

        @Override
        public Optional<String> read(String path, int maxBytes) {
            return Optional.ofNullable(texts.get(path));
        }

        @Override
        public Optional<String> readStart(String path, int bytes) {
            return read(path, bytes);
        }

        @Override
        public List<String> list(String directory) {
            return List.of();
        }

        @Override
        public Optional<Path> resolve(String path) {
            return texts.containsKey(path) ? Optional.of(Path.of(path)) : Optional.empty();
        }

        @Override
        public Optional<Instant> lastModified(String path) {
            return Optional.empty();
        }
    }
}
