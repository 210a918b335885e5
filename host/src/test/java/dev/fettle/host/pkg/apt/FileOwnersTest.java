package dev.fettle.host.pkg.apt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.host.HostException;
import dev.fettle.host.shell.LocalFiles;
import dev.fettle.host.shell.RecordedShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileOwnersTest {
    @TempDir
    private Path root;

    private final RecordedShell shell = new RecordedShell();

    private Map<String, Set<String>> owners(String... paths) throws HostException {
        return new FileOwners(shell, new LocalFiles(root)).of(List.of(paths));
    }

    @Test
    void a_file_is_found_by_either_path_of_a_merged_usr() throws HostException {
        shell.answer(
                "dpkg-query --search -- /lib/x86_64-linux-gnu/libssl.so.3 /usr/lib/x86_64-linux-gnu/libssl.so.3",
                1,
                "libssl3:amd64: /lib/x86_64-linux-gnu/libssl.so.3\n",
                "dpkg-query: no path found matching pattern /usr/lib/x86_64-linux-gnu/libssl.so.3\n");

        assertThat(owners("/usr/lib/x86_64-linux-gnu/libssl.so.3"))
                .isEqualTo(Map.of("/usr/lib/x86_64-linux-gnu/libssl.so.3", Set.of("libssl3:amd64")));
    }

    @Test
    void a_diverted_file_belongs_to_who_diverts_it_and_the_other_lies_elsewhere() throws HostException, IOException {
        Files.createDirectories(root.resolve("var/lib/dpkg"));
        Files.writeString(
                root.resolve("var/lib/dpkg/diversions"), "/usr/bin/perf\n/usr/bin/perf.wrapper\nlinux-perf\n");
        shell.answer("dpkg-query", 1, """
                diversion by linux-perf from: /usr/bin/perf
                diversion by linux-perf to: /usr/bin/perf.wrapper
                linux-perf, linux-base: /usr/bin/perf
                """, "");

        assertThat(owners("/usr/bin/perf", "/usr/bin/perf.wrapper"))
                .isEqualTo(
                        Map.of("/usr/bin/perf", Set.of("linux-perf"), "/usr/bin/perf.wrapper", Set.of("linux-base")));
    }

    @Test
    void a_path_that_dpkg_would_take_for_a_pattern_is_not_asked() throws HostException {
        assertThat(owners("/opt/a[b]/x*")).isEmpty();
        assertThat(shell.asked()).isEmpty();
    }
}
