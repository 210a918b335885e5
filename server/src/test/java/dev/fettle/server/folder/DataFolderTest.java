package dev.fettle.server.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {
    @TempDir
    Path temporary;

    private String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void it_is_made_for_its_owner_alone_and_secrets_stay_the_same() throws Exception {
        Path folder = temporary.resolve("a/b");
        String secret;
        try (DataFolder data = DataFolder.open(folder)) {
            secret = data.secret("token");
            assertThat(secret).hasSizeGreaterThan(40);
            assertThat(mode(folder)).isEqualTo("rwx------");
            assertThat(mode(folder.resolve("token"))).isEqualTo("rw-------");
            assertThat(data.secret("other")).isNotEqualTo(secret);
        }
        try (DataFolder data = DataFolder.open(folder)) {
            assertThat(data.secret("token")).isEqualTo(secret);
        }
    }

    @Test
    void one_that_others_can_write_to_is_refused() throws Exception {
        Path folder = Files.createDirectory(temporary.resolve("open"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(() -> DataFolder.open(folder))
                .isInstanceOf(FolderException.class)
                .hasMessageContaining("chmod go-w " + folder);
    }

    @Test
    void one_that_a_server_has_is_refused_with_the_number_of_its_process() throws Exception {
        try (DataFolder _ = DataFolder.open(temporary)) {
            assertThatThrownBy(() -> DataFolder.open(temporary))
                    .isInstanceOfSatisfying(
                            FolderException.class,
                            refused -> assertThat(refused.held()).isTrue())
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void a_file_in_its_place_is_refused_with_a_sentence() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));

        assertThatThrownBy(() -> DataFolder.open(file))
                .isInstanceOf(FolderException.class)
                .hasMessageContaining("--data");
    }

    @Test
    void one_that_cannot_be_written_to_is_refused() throws Exception {
        assumeFalse(Files.getAttribute(Path.of("/proc/self/"), "unix:uid").equals(0), "root may write everywhere");
        Path folder = Files.createDirectory(temporary.resolve("closed"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-x------"));

        assertThatThrownBy(() -> DataFolder.open(folder))
                .isInstanceOf(FolderException.class)
                .hasMessageContaining("may not write");
    }

    @Test
    void a_private_file_is_replaced_whole() throws Exception {
        Path file = temporary.resolve("file");
        DataFolder.writePrivate(file, "before");
        DataFolder.writePrivate(file, "after");

        assertThat(file).hasContent("after");
        assertThat(mode(file)).isEqualTo("rw-------");
        try (var files = Files.list(temporary)) {
            assertThat(files).containsExactly(file);
        }
    }
}
