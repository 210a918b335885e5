package dev.fettle.host.pkg.apt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.host.Problems;
import dev.fettle.host.shell.LocalFiles;
import dev.fettle.host.shell.RecordedShell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListAgeTest {
    private static final String LISTS = "/var/lib/apt/lists";

    @TempDir
    Path temporary;

    private final Problems problems = new Problems();

    @Test
    void dates_of_release_files_are_read_and_others_refused() {
        assertThat(ListAge.parse("Sat, 11 Jul 2026 10:07:37 UTC")).isEqualTo("2026-07-11T10:07:37Z");
        assertThat(ListAge.parse("Sat, 11 Jul 2026 10:07:37 CET")).isNull();
        assertThat(ListAge.parse("Sat, 31 Feb 2026 10:07:37 UTC")).isNull();
        assertThat(ListAge.parse("Sat, xx Foo 2026 10:07 UTC")).isNull();
        assertThat(ListAge.parse("")).isNull();
    }

    @Test
    void lists_past_their_time_and_sources_never_fetched_are_told() throws Exception {
        Path lists = Files.createDirectories(temporary.resolve("root" + LISTS));
        Files.writeString(
                lists.resolve("a_dists_b_InRelease"),
                "-----BEGIN PGP SIGNED MESSAGE-----\n\nOrigin: Debian\nValid-Until: Sat, 11 Jul 2026 10:07:37 UTC\n");
        RecordedShell shell = new RecordedShell().answer("apt-get", 0, """
                        'http://a/dists/b/InRelease' a_dists_b_InRelease 0
                        'http://c/dists/d/InRelease' c_dists_d_InRelease 0
                        'http://a/dists/b/main/Packages.xz' a_Packages 0
                        """, "");
        Instant now = Files.getLastModifiedTime(lists).toInstant().plusSeconds(60);
        StateDirectory state = StateDirectory.open(temporary.resolve("state"));
        try (Apt apt = Apt.open(shell, state, null)) {
            new ListAge(new LocalFiles(temporary.resolve("root")), now, problems).check(LISTS, apt);
        }
        assertThat(problems.list()).hasSize(2);
        assertThat(problems.list().get(0).message()).startsWith("The lists of a_dists_b_InRelease were valid until");
        assertThat(problems.list().get(1).text()).isEqualTo("'http://c/dists/d/InRelease'");
    }

    @Test
    void every_apt_command_is_a_simulation_by_its_configuration() throws Exception {
        StateDirectory state = StateDirectory.open(temporary.resolve("state"));
        RecordedShell shell = new RecordedShell();
        try (Apt apt = Apt.open(shell, state, null)) {
            assertThat(apt.simulation().argv()).contains("-s").doesNotContain("-qq", "-y");
            String configuration =
                    Files.readString(Path.of(apt.simulation().argv().get(1).substring("-c=".length())));
            assertThat(configuration.lines())
                    .contains(
                            "APT::Get::Simulate \"true\";", "APT::Get::Assume-Yes \"false\";", "#clear AptCli::Hooks;");
        }
        assertThat(state.path()).isEmptyDirectory();
    }
}
