package dev.fettle.host.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.host.HostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the programs of a system tell of its files, held against the files themselves. */
@Timeout(30)
class ShellFilesTest {
    @TempDir
    Path folder;

    private ShellFiles byShell;
    private LocalFiles local;

    @BeforeEach
    void open() throws HostException {
        byShell = new ShellFiles(new LocalShell());
        local = new LocalFiles(Path.of("/"));
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void a_file_is_read_whole_from_its_start_and_not_beyond_the_limit() throws Exception {
        Files.writeString(folder.resolve("-- odd $(id) name"), "grüß\n");
        String odd = path("-- odd $(id) name");

        assertThat(byShell.read(odd, 7)).isEqualTo(local.read(odd, 7)).contains("grüß\n");
        assertThat(byShell.readStart(odd, 2)).contains("gr");
        assertThatThrownBy(() -> byShell.read(odd, 6)).hasMessageContaining("larger than 6 bytes");
        assertThat(byShell.read(path("absent"), 7)).isEmpty();
    }

    @Test
    void a_file_of_proc_whose_size_is_told_as_nothing_is_read() throws Exception {
        assertThat(byShell.read("/proc/sys/kernel/ostype", 64)).contains("Linux\n");
    }

    @Test
    void what_is_no_regular_file_is_refused_and_keeps_nobody_waiting() throws Exception {
        new LocalShell().run(Command.of(Duration.ofSeconds(5), "mkfifo", path("pipe")));

        assertThatThrownBy(() -> byShell.read(path("pipe"), 7)).hasMessageContaining("no regular file");
        assertThatThrownBy(() -> byShell.read(folder.toString(), 7)).hasMessageContaining("no regular file");
    }

    @Test
    void names_links_and_times_are_as_they_are() throws Exception {
        Files.writeString(folder.resolve("b\nc"), "");
        Files.createSymbolicLink(folder.resolve("a"), folder.resolve("b\nc"));
        Files.setLastModifiedTime(folder.resolve("b\nc"), FileTime.from(Instant.ofEpochSecond(1_000_000_000)));

        assertThat(byShell.list(folder.toString()))
                .containsExactly("a", "b\nc")
                .isEqualTo(local.list(folder.toString()));
        assertThat(byShell.list(path("absent"))).isEmpty();
        assertThat(byShell.resolve(path("a"))).isEqualTo(local.resolve(path("a")));
        assertThat(byShell.resolve(path("absent"))).isEmpty();
        assertThat(byShell.lastModified(path("a"))).contains(Instant.ofEpochSecond(1_000_000_000));
        assertThat(byShell.lastModified(path("absent"))).isEmpty();
        assertThatThrownBy(() -> byShell.list(path("a"))).isInstanceOf(HostException.class);
    }
}
