package dev.fettle.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DurableTest {
    @TempDir
    Path folder;

    @Test
    void what_could_not_be_written_leaves_nothing_behind() throws IOException {
        Path occupied = Files.createDirectories(folder.resolve("report"));
        Files.writeString(occupied.resolve("something"), "");

        assertThatThrownBy(() -> Durable.write(occupied, new byte[10])).isInstanceOf(IOException.class);

        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).containsExactly(occupied);
        }
    }

    @Test
    void what_was_written_is_there_and_nothing_beside_it() throws IOException {
        Path file = folder.resolve("order");
        Durable.write(file, new byte[] {1});
        Durable.write(file, new byte[] {2});

        assertThat(Files.readAllBytes(file)).containsExactly(2);
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).containsExactly(file);
        }
    }
}
