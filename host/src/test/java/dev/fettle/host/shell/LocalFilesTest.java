package dev.fettle.host.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fettle.host.HostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LocalFilesTest {
    @TempDir
    Path outside;

    @Test
    void an_absolute_link_stays_inside_the_root() throws Exception {
        Path root = image();
        Files.writeString(outside.resolve("secret"), "outside");
        Files.createSymbolicLink(root.resolve("etc/os-release"), Path.of("/usr/lib/os-release"));
        assertThat(new LocalFiles(root).read("/etc/os-release", 100)).contains("inside");
    }

    @Test
    void no_link_leads_out_of_the_root() throws Exception {
        Path root = image();
        Files.writeString(outside.resolve("secret"), "outside");
        Files.createSymbolicLink(root.resolve("etc/up"), Path.of("../../../../../../../secret"));
        Files.createSymbolicLink(root.resolve("etc/absolute"), outside.resolve("secret"));
        Files.createSymbolicLink(root.resolve("etc/folder"), Path.of("../.."));
        LocalFiles files = new LocalFiles(root);
        assertThat(files.read("/etc/up", 100)).isEmpty();
        assertThat(files.read("/etc/absolute", 100)).isEmpty();
        assertThat(files.read("/etc/folder/secret", 100)).isEmpty();
        assertThat(files.read("/etc/../../secret", 100)).isEmpty();
    }

    @Test
    void a_circle_of_links_is_a_sentence() throws Exception {
        Path root = image();
        Files.createSymbolicLink(root.resolve("etc/a"), Path.of("b"));
        Files.createSymbolicLink(root.resolve("etc/b"), Path.of("a"));
        assertThatThrownBy(() -> new LocalFiles(root).read("/etc/a", 100))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("more than 40 symbolic links");
    }

    @Test
    void a_pipe_does_not_keep_the_reader_waiting() throws Exception {
        Path root = image();
        Path pipe = root.resolve("etc/pipe");
        assumeTrue(
                new LocalShell()
                        .run(Command.of(Duration.ofSeconds(5), "mkfifo", pipe.toString()))
                        .succeeded(),
                "mkfifo is not here");
        assertThatThrownBy(() -> new LocalFiles(root).read("/etc/pipe", 100))
                .isInstanceOf(HostException.class)
                .hasMessage("/etc/pipe is no regular file and was not read.");
    }

    @Test
    void a_file_that_is_too_large_is_refused() throws Exception {
        Path root = image();
        Files.writeString(root.resolve("etc/big"), "x".repeat(101));
        assertThatThrownBy(() -> new LocalFiles(root).read("/etc/big", 100))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("larger than 100 bytes");
        assertThat(new LocalFiles(root).readStart("/etc/big", 3)).contains("xxx");
    }

    @Test
    void what_is_absent_is_empty_and_names_come_sorted() throws Exception {
        Path root = image();
        Files.writeString(root.resolve("etc/b"), "");
        Files.writeString(root.resolve("etc/a"), "");
        LocalFiles files = new LocalFiles(root);
        assertThat(files.list("/etc")).containsExactly("a", "b");
        assertThat(files.list("/nowhere")).isEmpty();
        assertThat(files.lastModified("/nowhere")).isEmpty();
        assertThat(files.isRunningSystem()).isFalse();
        assertThat(new LocalFiles(Path.of("/")).isRunningSystem()).isTrue();
    }

    private Path image() throws Exception {
        Path root = Files.createDirectories(outside.resolve("image"));
        Files.createDirectories(root.resolve("etc"));
        Files.createDirectories(root.resolve("usr/lib"));
        Files.writeString(root.resolve("usr/lib/os-release"), "inside");
        return root;
    }
}
