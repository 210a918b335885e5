package dev.fettle.host.pkg.apt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.host.Deadline;
import dev.fettle.host.shell.LocalShell;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeptBuildsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final long GIB = 1L << 30;

    @TempDir
    Path folder;

    private KeptBuilds kept() {
        InstantSource clock = InstantSource.fixed(NOW);
        return new KeptBuilds(
                new AptRun(new LocalShell(), Duration.ZERO, folder.resolve("output")),
                folder.resolve("kept"),
                clock,
                Deadline.of(clock, NOW, Duration.ofMinutes(1)));
    }

    /** Of so many bytes, none of which takes room. */
    private void keep(String name, long bytes, int daysAgo) throws IOException {
        Path file = Files.createDirectories(folder.resolve("kept")).resolve(name + ".deb");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(bytes);
        }
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(Duration.ofDays(daysAgo))));
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("kept"))) {
            return files.map(file -> file.getFileName().toString().replace(".deb", ""))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void the_oldest_go_when_there_is_more_than_is_kept() throws Exception {
        keep("a-year-old", GIB, 365);
        keep("half-a-year-old", GIB, 180);
        keep("two-months-old", GIB, 60);
        kept().forget();
        assertThat(left()).containsExactly("half-a-year-old", "two-months-old");
    }

    @Test
    void what_was_kept_within_a_month_stays_however_much_it_is() throws Exception {
        keep("old", GIB, 31);
        keep("new", 3 * GIB, 29);
        keep("newer", 3 * GIB, 1);
        kept().forget();
        assertThat(left()).containsExactly("new", "newer");
    }

    @Test
    void little_is_kept_for_ever_and_nothing_is_no_fault() throws Exception {
        kept().forget();
        keep("old", GIB, 3_650);
        kept().forget();
        assertThat(left()).containsExactly("old");
    }
}
