package dev.fettle.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real command line in a JVM of its own, and the ways in which it is ended. */
@Timeout(180)
final class SignalTest {
    private static final Duration LONGEST_STOP = Duration.ofSeconds(20);

    @TempDir
    Path temporary;

    private Path data;

    @BeforeEach
    void name_the_folders() throws Exception {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
        data = temporary.resolve("data");
        Files.createDirectory(temporary.resolve("feeds"));
    }

    private ServerChild up() throws Exception {
        return ServerChild.start(
                List.of("setsid"),
                Map.of(
                        "FETTLE_SCAN_THIS_MACHINE",
                        "false",
                        "FETTLE_FEEDS_SOURCES",
                        temporary.resolve("feeds").toString()),
                ServerMain.class,
                "up",
                "--data",
                data.toString(),
                "--listen",
                "127.0.0.1:0");
    }

    @Test
    void it_ends_in_order_when_it_is_told_to_and_with_a_sentence_when_its_database_ends() throws Exception {
        try (ServerChild server = up()) {
            server.await("Fettle is ready: ");
            ServerChild second = up();
            assertThat(second.awaitEnd()).isEqualTo(1);
            assertThat(second.said())
                    .last()
                    .asString()
                    .startsWith("fettle: Another Fettle server (process " + server.pid() + ") works in " + data);

            endsInOrder(server, List.of("kill", "-s", "TERM", Long.toString(server.pid())));
        }
        try (ServerChild server = up()) {
            server.await("Ctrl-C stops it.");
            // As a terminal does: to all that are in the foreground.
            endsInOrder(server, List.of("kill", "-s", "INT", "--", "-" + server.pid()));
        }
        String log = Files.readString(data.resolve("postgres/postgres.log"));
        assertThat(log).doesNotContain("not properly shut down", "terminating connection");
        try (ServerChild server = up()) {
            server.await("Ctrl-C stops it.");
            ServerChild.postmaster(data).orElseThrow().destroyForcibly();
            assertThat(server.awaitEnd()).isEqualTo(1);
            assertThat(server.said())
                    .last()
                    .asString()
                    .startsWith("fettle: PostgreSQL ended by itself (status 137)")
                    .contains("start Fettle again", "what was stored is still there");
        }
        try (ServerChild server = up()) {
            server.await("Fettle ");
            server.signal("TERM");
            assertThat(server.awaitEnd()).isZero();
            assertThat(server.said()).noneMatch(line -> line.contains("mistake in Fettle"));
        }
        assertThat(ServerChild.below(data)).isEmpty();
    }

    private void endsInOrder(ServerChild server, List<String> kill) throws Exception {
        long begun = System.nanoTime();
        assertThat(new ProcessBuilder(kill).start().waitFor()).isZero();
        assertThat(server.awaitEnd()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LONGEST_STOP);
        assertThat(server.said()).last().isEqualTo("Stopping …");
        assertThat(ServerChild.below(data)).isEmpty();
    }
}
