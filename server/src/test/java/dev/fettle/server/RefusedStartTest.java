package dev.fettle.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fettle.server.postgres.RamDisk;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts that cannot be: each says why and what to do, and leaves nothing running. A folder in which another server works
 * is SignalTest's.
 */
@Timeout(120)
final class RefusedStartTest {
    @TempDir
    Path temporary;

    private Path data;

    @BeforeEach
    void name_the_folder() throws Exception {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
        data = temporary.resolve("data");
    }

    @AfterEach
    void nothing_is_left_running() {
        assertThat(ServerChild.below(data)).isEmpty();
    }

    private CommandLine up(String... more) {
        String[] arguments = new String[3 + more.length];
        arguments[0] = "up";
        arguments[1] = "--data";
        arguments[2] = data.toString();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return CommandLine.run(Map.of(), arguments);
    }

    @Test
    void a_disk_that_is_too_small_is_told_and_a_larger_one_is_enough() throws Exception {
        Path disk = Files.createDirectory(temporary.resolve("disk"));
        try (RamDisk small = RamDisk.mount(disk, "30m")) {
            assertThat(small).isNotNull();
            data = disk.resolve("data");
            CommandLine refused = up("--listen", "127.0.0.1:0");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err())
                    .startsWith("fettle: Unpacking PostgreSQL in ")
                    .contains("because the disk is full", "Free some space")
                    .hasLineCount(1);
        }
    }

    @Test
    void a_folder_that_may_not_be_written_is_told() throws Exception {
        Path disk = Files.createDirectory(temporary.resolve("disk"));
        try (RamDisk small = RamDisk.mount(disk, "30m")) {
            small.makeReadOnly();
            data = disk.resolve("data");
            CommandLine refused = up();
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err())
                    .startsWith("fettle: The data folder " + data + " cannot be used: ")
                    .contains("mounted read-only", "name another folder with --data")
                    .hasLineCount(1);
        }
    }

    @Test
    void a_folder_where_this_user_may_not_write_is_told() throws Exception {
        Files.createDirectory(data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        assumeTrue(!Files.isWritable(data), "root may write everywhere");
        CommandLine refused = up();
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .contains("this user may not write there", "--data")
                .hasLineCount(1);
    }

    @Test
    void a_folder_of_another_user_is_told_and_not_touched() throws Exception {
        Files.createDirectory(data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assumeTrue((int) Files.getAttribute(data, "unix:uid") == 0, "only root can give a folder away");
        Files.setAttribute(data, "unix:uid", 65534);
        CommandLine refused = up();
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .startsWith("fettle: The data folder " + data + " belongs to another user. Run Fettle as that user")
                .hasLineCount(1);
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void a_folder_that_others_may_change_is_told() throws Exception {
        Files.createDirectory(data);
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));
        CommandLine refused = up();
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("chmod go-w " + data).hasLineCount(1);
    }

    @Test
    void a_port_that_is_taken_is_told_before_anything_is_made() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            String listen = "127.0.0.1:" + taken.getLocalPort();
            CommandLine refused = up("--listen", listen);
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err())
                    .startsWith("fettle: " + listen + " cannot be listened on (")
                    .contains("ss -ltnp", "--listen")
                    .hasLineCount(1);
            assertThat(data.resolve("postgres")).doesNotExist();
        }
    }

    @Test
    void wrong_settings_and_words_are_told_with_another_code() {
        CommandLine setting = up("--lisen", "127.0.0.1:0");
        assertThat(setting.code()).isEqualTo(64);
        assertThat(setting.err()).contains("lisen", "listen");
        CommandLine word = up("now");
        assertThat(word.code()).isEqualTo(64);
        assertThat(word.err()).contains("\"now\" is one word too many");
        assertThat(CommandLine.run(Map.of(), "down").code()).isEqualTo(64);
        assertThat(data).doesNotExist();
    }
}
