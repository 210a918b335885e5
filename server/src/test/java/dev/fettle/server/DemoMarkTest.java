package dev.fettle.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.server.demo.Demo;
import dev.fettle.server.settings.Settings;
import dev.fettle.server.settings.SettingsReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody takes a demonstration for the truth, wherever its database goes. */
final class DemoMarkTest {
    private static final LocalDate BEGUN = LocalDate.parse("2026-11-20");
    private static final String NOTICE = "This is a demonstration";

    @TempDir
    Path folder;

    @BeforeEach
    void open() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }

    private static Settings settings(Path data) {
        return switch (SettingsReader.ofThisProcess()
                .read(
                        Map.of("data", data.toString(), "listen", "127.0.0.1:0", "scan.this-machine", "false"),
                        Map.of())) {
            case SettingsReader.Outcome.Read(Settings read) ->
                read.of(data, Demo.feeds(data).toString());
            case SettingsReader.Outcome.Faulty(List<String> sentences) -> throw new AssertionError(sentences);
        };
    }

    private static void showsThatItIsOne(Path data) throws Exception {
        try (Server server = Server.start(settings(data), Clock.systemUTC(), _ -> {})) {
            Visitor stranger = new Visitor(server.address());
            assertThat(stranger.get("/welcome").body()).contains(NOTICE);
            assertThat(stranger.get("/assets/none").body()).contains(NOTICE);
        }
    }

    @Test
    void the_mark_goes_with_the_backup_and_every_page_of_who_restores_it_shows_it() throws Exception {
        Path demo = folder.resolve("demo-data");
        Path backup = folder.resolve("demo.zip");
        Path restored = folder.resolve("restored");
        Demo.prepare(demo, BEGUN);
        showsThatItIsOne(demo);

        CommandLine written = CommandLine.run(Map.of(), "backup", backup.toString(), "--data", demo.toString());
        assertThat(written.code()).as(written.err()).isZero();
        CommandLine read = CommandLine.run(Map.of(), "restore", backup.toString(), "--data", restored.toString());
        assertThat(read.code()).as(read.err()).isZero();

        assertThat(Demo.begun(restored)).contains(BEGUN);
        CommandLine real = CommandLine.run(Map.of(), "up", "--data", restored.toString(), "--listen", "127.0.0.1:0");
        assertThat(real.code()).isEqualTo(ServerCommands.FAILED);
        assertThat(real.err()).contains("holds a demonstration. Start it with --demo");

        Files.delete(restored.resolve(Demo.MARK));
        Files.createDirectories(Demo.feeds(restored));
        showsThatItIsOne(restored);
    }

    @Test
    void a_real_server_is_not_marked() throws Exception {
        try (RunningServer server = RunningServer.start(folder, Map.of())) {
            assertThat(server.visitor().get("/welcome").body()).doesNotContain(NOTICE);
            Optional<Integer> marks = server.jdbc()
                    .sql("select 1 as mark from demo")
                    .query((row, _) -> row.getInt("mark"))
                    .optional();
            assertThat(marks).isEmpty();
        }
    }
}
