package dev.fettle.host.pkg.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.host.HostException;
import dev.fettle.host.Problems;
import dev.fettle.host.shell.LocalFiles;
import dev.fettle.host.shell.RecordedShell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DpkgDatabaseTest {
    @TempDir
    Path root;

    private final Problems problems = new Problems();

    @Test
    void a_recorded_database_is_read_whole() throws Exception {
        String transcript = Files.readString(Path.of("src/test/resources/transcripts/dpkg-query.tsv"));
        Files.createDirectories(root.resolve("var/lib/apt"));
        Files.writeString(root.resolve("var/lib/apt/extended_states"), """
                Package: tzdata
                Architecture: amd64
                Auto-Installed: 1

                Package: bash
                Architecture: amd64
                Auto-Installed: 0

                Auto-Installed: 1
                """);
        DpkgDatabase.Installed installed = database(0, transcript, "").read();
        assertThat(installed.architecture()).isEqualTo("amd64");
        assertThat(installed.packages()).hasSize(8);
        InstalledPackage bsdutils = installed.packages().get(1);
        assertThat(bsdutils.version()).hasToString("1:2.38.1-5+deb12u3");
        assertThat(bsdutils.source()).hasToString("util-linux 2.38.1-5+deb12u3");
        assertThat(installed.packages().stream().filter(InstalledPackage::automatic))
                .as("tzdata is for all architectures and recorded under the native one")
                .extracting(InstalledPackage::id)
                .containsExactly("tzdata:all");
        assertThat(problems.list()).extracting(problem -> problem.text()).containsExactly("Auto-Installed: 1");
    }

    @Test
    void states_and_holds_are_told_apart() throws Exception {
        DpkgDatabase.Installed installed = database(0, "", "").parse("""
                        aa\t1\tamd64\taa\t1\tinstalled\thold
                        bb\t1\tamd64\tbb\t1\thalf-configured\tinstall
                        cc\t1\tamd64\tcc\t1\tconfig-files\tdeinstall
                        dd\t1\tamd64\tdd\t1\tinstalled
                        EE\t1\tamd64\tee\t1\tinstalled\tinstall
                        ff\t1\tamd64\t\u001b[0m\t1\tinstalled\tinstall
                        """, Set.of("aa:amd64"));
        assertThat(installed.packages()).extracting(InstalledPackage::name).containsExactly("aa", "bb", "ff");
        assertThat(installed.packages().getFirst().held()).isTrue();
        assertThat(installed.packages().getFirst().automatic()).isTrue();
        assertThat(problems.list())
                .extracting(problem -> problem.message())
                .containsExactly(
                        "bb is only half-configured; \"dpkg --configure -a\" finishes what was interrupted.",
                        "This line of dpkg-query has not the seven columns asked for.",
                        "This line of dpkg-query names no package, version and architecture.",
                        "ff names no usable source package; its own name is taken.");
    }

    @Test
    void an_unreadable_database_is_a_sentence_with_the_words_of_dpkg() throws Exception {
        DpkgDatabase database = database(2, "", "dpkg-query: error: parsing file 'status' near line 3:\n duplicate\n");
        assertThatThrownBy(database::read).isInstanceOfSatisfying(HostException.class, failed -> {
            assertThat(failed.getMessage()).contains("dpkg cannot read its database");
            assertThat(failed.problem().text()).contains("near line 3");
        });
    }

    @Test
    void a_warning_of_dpkg_is_a_problem() throws Exception {
        database(0, "aa\t1\tamd64\taa\t1\tinstalled\tinstall\n", "dpkg-query: warning: odd\n")
                .read();
        assertThat(problems.list()).extracting(problem -> problem.text()).containsExactly("dpkg-query: warning: odd");
    }

    private DpkgDatabase database(int status, String stdout, String stderr) throws Exception {
        Files.createDirectories(root.resolve("var/lib/dpkg"));
        RecordedShell shell =
                new RecordedShell().answer("dpkg-query --admindir=" + root.toRealPath(), status, stdout, stderr);
        return new DpkgDatabase(shell, new LocalFiles(root), problems);
    }
}
