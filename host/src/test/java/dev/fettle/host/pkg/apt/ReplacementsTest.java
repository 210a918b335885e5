package dev.fettle.host.pkg.apt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.inventory.StaleProcess;
import dev.fettle.core.product.DebVersion;
import dev.fettle.host.HostException;
import dev.fettle.host.effect.StaleFile;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.LocalFiles;
import dev.fettle.host.shell.LocalShell;
import dev.fettle.host.shell.Result;
import dev.fettle.host.shell.Shell;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What dpkg's log tells of a host whose clock goes as in Berlin. */
final class ReplacementsTest {
    private static final DebVersion FIRST = new DebVersion("1.0");
    private static final DebVersion SECOND = new DebVersion("1.1");
    private static final DebVersion THIRD = new DebVersion("1.2");
    private static final Instant BOOTED = Instant.parse("2026-10-01T00:00:00Z");

    @TempDir
    private Path root;

    @BeforeEach
    void make_room() throws IOException {
        Files.createDirectories(root.resolve("var/log"));
        log("dpkg.log.1", upgrade("2026-09-01 10:00", "0.9", "1.0"));
    }

    private void log(String name, String... lines) throws IOException {
        Files.writeString(root.resolve("var/log").resolve(name), String.join("", lines));
    }

    /** @param minute in Berlin's time of day; the files go in its tenth second */
    private static String upgrade(String minute, String from, String to) {
        return """
                %1$s:10 upgrade tiny:amd64 %2$s %3$s
                %1$s:10 status half-configured tiny:amd64 %2$s
                %1$s:10 status half-installed tiny:amd64 %2$s
                %1$s:10 status unpacked tiny:amd64 %3$s
                %1$s:40 status installed tiny:amd64 %3$s
                """.formatted(minute, from, to);
    }

    private static StaleFile file(@Nullable Instant goneAt, Instant started) {
        double seconds = (started.toEpochMilli() - BOOTED.toEpochMilli()) / 1000.0;
        StaleProcess process = new StaleProcess(812, "tiny", "tiny.service", seconds, List.of("/usr/lib/tiny.so"));
        return new StaleFile("/usr/lib/tiny.so", goneAt, List.of(process));
    }

    private @Nullable DebVersion old(StaleFile file, @Nullable DebVersion installed) throws HostException {
        return Replacements.of(new InBerlin(), new LocalFiles(root), List.of(file), BOOTED)
                .old("tiny:amd64", file, installed);
    }

    @Test
    void the_moment_at_which_a_file_went_tells_its_version_whenever_the_process_began() throws Exception {
        log("dpkg.log", upgrade("2026-11-03 10:00", "1.0", "1.1"), upgrade("2026-11-04 10:00", "1.1", "1.2"));

        Instant late = Instant.parse("2026-11-05T00:00:00Z");
        assertThat(old(file(Instant.parse("2026-11-03T09:00:10Z"), late), THIRD))
                .isEqualTo(FIRST);
        assertThat(old(file(Instant.parse("2026-11-04T09:00:10Z"), BOOTED), THIRD))
                .isEqualTo(SECOND);
        assertThat(old(file(Instant.parse("2026-11-04T09:05:00Z"), BOOTED), THIRD))
                .isNull();
    }

    @Test
    void without_that_moment_it_is_the_only_upgrade_since_the_process_began() throws Exception {
        log("dpkg.log", upgrade("2026-11-03 10:00", "1.0", "1.1"), upgrade("2026-11-04 10:00", "1.1", "1.2"));

        assertThat(old(file(null, Instant.parse("2026-11-03T12:00:00Z")), THIRD))
                .isEqualTo(SECOND);
        assertThat(old(file(null, Instant.parse("2026-11-02T12:00:00Z")), THIRD))
                .as("of two upgrades either may have been the one")
                .isNull();
        assertThat(old(file(null, Instant.parse("2026-11-04T09:00:10Z")), THIRD))
                .as("begun in the second of the upgrade")
                .isNull();
        assertThat(old(file(null, Instant.parse("2026-11-03T12:00:00Z")), SECOND))
                .as("what is installed is not what the log says")
                .isNull();
    }

    @Test
    void an_upgrade_in_the_hour_that_comes_twice_in_autumn_tells_nothing() throws Exception {
        log("dpkg.log", upgrade("2026-10-25 02:30", "1.0", "1.1"));

        assertThat(old(file(Instant.parse("2026-10-25T00:30:10Z"), BOOTED), SECOND))
                .isNull();
        assertThat(old(file(null, BOOTED), SECOND)).isNull();
    }

    @Test
    void a_clock_that_went_back_makes_the_order_of_the_log_worth_nothing() throws Exception {
        log("dpkg.log", upgrade("2026-11-09 10:00", "1.0", "1.1"), upgrade("2026-11-04 10:00", "1.1", "1.2"));

        assertThat(old(file(null, Instant.parse("2026-11-08T12:00:00Z")), THIRD))
                .isNull();
    }

    @Test
    void a_log_that_begins_later_than_the_process_is_unpacked_and_without_older_ones_tells_nothing() throws Exception {
        Files.delete(root.resolve("var/log/dpkg.log.1"));
        log("dpkg.log", upgrade("2026-11-03 10:00", "1.0", "1.1"));
        StaleFile file = file(null, Instant.parse("2026-11-02T12:00:00Z"));

        assertThat(old(file, SECOND)).isNull();

        try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(root.resolve("var/log/dpkg.log.2.gz")))) {
            packed.write(upgrade("2026-09-03 10:00", "0.9", "1.0").getBytes(StandardCharsets.UTF_8));
        }
        assertThat(old(file, SECOND)).isEqualTo(FIRST);
    }

    /** The commands of this machine, with another zone and with the logs of the test. */
    private final class InBerlin implements Shell {
        private final Shell local = new LocalShell();

        @Override
        public Result run(Command command) throws HostException {
            return local.run(here(command));
        }

        @Override
        public Result run(Command command, Consumer consumer) throws HostException {
            return local.run(here(command), consumer);
        }

        private Command here(Command command) {
            List<String> argv = command.argv().stream()
                    .map(word -> word.startsWith("/var/log/") ? root + word : word)
                    .toList();
            return new Command(
                            argv,
                            command.timeout(),
                            command.environment(),
                            null,
                            command.stdin(),
                            command.maxOutputBytes(),
                            command.output())
                    .with("TZ", "Europe/Berlin");
        }
    }
}
