package dev.fettle.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsReaderTest {
    @TempDir
    private Path folder;

    private SettingsFolder given;

    @BeforeEach
    void prepare() throws IOException {
        given = new SettingsFolder(folder);
    }

    @Test
    void without_any_source_the_defaults_hold() {
        Settings settings = given.settings();
        assertThat(settings)
                .isEqualTo(new Settings(
                        given.data,
                        Optional.empty(),
                        Listen.usual(),
                        Optional.empty(),
                        new Tls.None(),
                        Optional.empty(),
                        new Settings.Feeds(Settings.Feeds.DEFAULT_SOURCES, Duration.ofHours(6)),
                        new Settings.Scan(true, Duration.ofHours(4), true, 20),
                        new Settings.Session(Duration.ofHours(12), Duration.ofDays(7)),
                        new Settings.People(Settings.People.SecondFactor.OPTIONAL),
                        Optional.empty(),
                        new Settings.Api(1_200),
                        new Settings.Agents(
                                new Listen(Listen.usual().address(), 8471), Optional.empty(), Duration.ofMinutes(1)),
                        new Settings.Hosts(Duration.ofDays(1)),
                        new Settings.Changes(Duration.ofMinutes(15)),
                        new Settings.Builds(8_192, Duration.ofDays(30)),
                        new Settings.Checkpoints(Optional.empty(), Optional.empty(), Optional.empty()),
                        new Settings.Log(Settings.Log.Level.INFO, Settings.Log.Format.JSON)));
        assertThat(settings.listen()).hasToString("127.0.0.1:8470");
    }

    @Test
    void an_option_outranks_a_variable_and_a_variable_the_file() throws IOException {
        given.file("[scan]\nevery = \"1h\"\n[feeds]\nevery = \"1h\"\n[session]\nidle = \"1h\"");
        given.variable("FETTLE_SCAN_EVERY", "2h").variable("FETTLE_FEEDS_EVERY", "2h");
        given.option("scan.every", "3h");
        Settings settings = given.settings();
        assertThat(settings.scan().every()).hasHours(3);
        assertThat(settings.feeds().every()).hasHours(2);
        assertThat(settings.session().idle()).hasHours(1);
    }

    @Test
    void all_mistakes_of_all_sources_are_told_together_with_their_places() throws IOException {
        given.file("""
                listen = "0.0.0.0"

                [feeds]
                every = 6
                evry = "6h"
                """);
        given.variable("FETTLE_LOG_LEVEL", "loud").variable("FETTLE_LOGLEVEL", "info");
        given.option("scan.every", "1s").option("lisen", "x");
        String file = given.data.resolve("fettle.toml").toString();
        assertThat(given.faults())
                .containsExactlyInAnyOrder(
                        file + ":1: listen must be an address with a port such as 127.0.0.1:8470 or [::1]:8470, not"
                                + " \"0.0.0.0\".",
                        file + ":4: feeds.every must be a duration such as 30s, 15m, 6h or 1d, not 6.",
                        file + ":5: feeds.evry is no setting; did you mean feeds.every?",
                        "FETTLE_LOG_LEVEL must be one of error, warn, info and debug, not loud.",
                        "The variable FETTLE_LOGLEVEL is no setting; did you mean FETTLE_LOG_LEVEL?",
                        "--scan.every must be from 1m to 30d, not 1s.",
                        "The option --lisen is no setting; did you mean --listen?");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8470, true, 127.0.0.1:8470",
        "localhost:0, true, 127.0.0.1:0",
        "0.0.0.0:443, false, 0.0.0.0:443",
        "[::]:443, false, [0:0:0:0:0:0:0:0]:443",
        "[::1]:443, true, [0:0:0:0:0:0:0:1]:443",
        "[::ffff:127.0.0.1]:443, true, 127.0.0.1:443",
        "192.0.2.7:65535, false, 192.0.2.7:65535",
    })
    void an_address_is_read_without_asking_anybody(String text, boolean loopback, String shown) {
        Settings settings = given.option("listen", text).settings();
        assertThat(settings.listen()).hasToString(shown);
        assertThat(settings.listen().isLoopback()).isEqualTo(loopback);
        assertThat(settings.tls()).isEqualTo(loopback ? new Tls.None() : new Tls.Generated());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8470",
                ":8470",
                "127.0.0.1",
                "127.0.0.1:65536",
                "127.0.0.1:-1",
                "127.1:80",
                "1.2.3.256:80",
                "::1:80",
                "[::1]",
                "[::g]:80",
                "fettle.example.org:80",
                "127.0.0.1:99999999999",
                "[127.0.0.1:80",
                "",
                " ",
            })
    void what_is_no_address_is_refused(String text) {
        assertThat(given.option("listen", text).fault()).startsWith("--listen must ");
    }

    @Test
    void the_public_address_has_no_path() {
        assertThat(given.option("public-url", "https://example.org/fettle/").fault())
                .startsWith("--public-url must end with its host or port")
                .contains("below a path");
        assertThat(given.option("public-url", "https://example.org//")
                        .settings()
                        .publicUrl())
                .contains(URI.create("https://example.org"));
    }

    @Test
    void a_certificate_goes_with_its_key_and_with_no_generated_one() throws IOException {
        assertThat(given.variable("FETTLE_TLS_KEY", "k").fault())
                .isEqualTo("FETTLE_TLS_KEY is set without tls.certificate; set both or neither.");
        given.file("tls.certificate = \"c\"\ntls.generate = true");
        assertThat(given.fault()).contains(":2: tls.generate is true, but tls.certificate");
    }

    @Test
    void without_tls_nobody_else_can_connect() {
        assertThat(given.option("listen", "[::]:1")
                        .option("tls.generate", "false")
                        .fault())
                .startsWith("--tls.generate is false, but other machines can connect to [0:0:0:0:0:0:0:0]:1:");
        given.option("tls.certificate", "/c").option("tls.key", "/k");
        assertThat(given.settings().tls()).isEqualTo(new Tls.Files(Path.of("/c"), Path.of("/k")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"6", "h", "6 h", "-6h", "6h30m", "1.5h", "6w", "59s", "31d", "999999999d", "9999999999h", "٦h"})
    void what_is_no_duration_is_refused(String text) {
        assertThat(given.variable("FETTLE_SCAN_EVERY", text).fault()).startsWith("FETTLE_SCAN_EVERY must be ");
    }

    @Test
    void types_of_the_file_are_not_guessed() throws IOException {
        given.file(
                "scan.changelogs = \"true\"\nlisten = 8470\nfeeds.sources = \"https://a/b\"\nlog = \"info\"\nsession.idle.x = 1\n");
        assertThat(given.faults())
                .anyMatch(fault -> fault.contains(":1: scan.changelogs must be true or false, not \"true\"."))
                .anyMatch(fault -> fault.contains(":2: listen must be an address with a port"))
                .anyMatch(fault -> fault.contains(":3: feeds.sources must be a list of URLs"))
                .anyMatch(fault -> fault.contains(":4: log is no setting"))
                .anyMatch(fault -> fault.contains("session.idle must be a duration") && fault.endsWith("not a table."))
                .hasSize(5);
    }

    @Test
    void a_key_given_twice_is_told_with_its_line() throws IOException {
        assertThat(given.file("listen = \"127.0.0.1:1\"\nlisten = \"127.0.0.1:2\"")
                        .fault())
                .endsWith("fettle.toml:2: this key was given before; keep one of the two.");
        assertThat(given.file("\"feeds.every\" = \"1h\"\n[feeds]\nevery = \"2h\"")
                        .fault())
                .contains("feeds.every was given before");
    }

    @Test
    void a_file_that_was_named_must_be_there_and_one_in_the_data_folder_need_not() throws IOException {
        assertThat(given.variable("FETTLE_SETTINGS", "absent.toml").fault())
                .isEqualTo("The file of settings " + given.data.resolve("absent.toml") + " does not exist.");
        given.secret("other.toml", "scan.every = \"7h\"");
        Settings settings = given.option("settings", "other.toml").settings();
        assertThat(settings.scan().every()).hasHours(7);
        assertThat(settings.file()).contains(given.data.resolve("other.toml"));
    }

    @Test
    void a_file_in_the_data_folder_that_cannot_be_read_is_not_taken_for_none() throws IOException {
        Files.createSymbolicLink(given.data.resolve("fettle.toml"), Path.of("gone.toml"));
        assertThat(given.fault()).contains("fettle.toml does not exist.");
        Files.delete(given.data.resolve("fettle.toml"));
        Files.createDirectory(given.data.resolve("fettle.toml"));
        assertThat(given.fault()).contains("is no ordinary file");
    }

    @Test
    void a_file_that_is_too_large_or_no_text_or_no_file_is_refused() throws IOException {
        assertThat(given.file("#".repeat(SettingsFile.MOST_BYTES)).settings().file())
                .isPresent();
        assertThat(given.file("#".repeat(SettingsFile.MOST_BYTES + 1)).fault()).contains("larger than 1048576 bytes");
        Files.write(given.data.resolve("fettle.toml"), new byte[] {'#', (byte) 0xff});
        assertThat(given.fault()).contains("is not a text in UTF-8");
        assertThat(given.option("settings", "/dev/zero").fault()).contains("is no ordinary file");
        assertThat(given.option("settings", "").fault()).contains("--settings is empty");
    }

    @Test
    void a_file_that_all_can_write_is_refused_and_one_that_all_can_read_when_a_password_is_in_it() throws IOException {
        given.file("database.url = \"postgresql://me@db/f\"");
        mode("rw-r--r--");
        assertThat(given.settings().database()).isPresent();
        mode("rw-rw-rw-");
        assertThat(given.fault()).contains("can change", "chmod o-w");
        given.file("database.url = \"postgresql://me:hunter2@db/f\"");
        assertThat(given.settings().database()).isPresent();
        mode("rw-r--r--");
        assertThat(given.fault()).contains("can read", "chmod o-r").doesNotContain("hunter2");
    }

    private void mode(String mode) throws IOException {
        Files.setPosixFilePermissions(given.data.resolve("fettle.toml"), PosixFilePermissions.fromString(mode));
    }

    @Test
    void the_data_folder_is_found_as_the_user_expects_it() {
        SettingsReader user = new SettingsReader(folder, Path.of("/home/me"), false);
        assertThat(data(user, Map.of())).isEqualTo(Path.of("/home/me/.local/share/fettle"));
        assertThat(data(user, Map.of("HOME", "/h"))).isEqualTo(Path.of("/h/.local/share/fettle"));
        assertThat(data(user, Map.of("HOME", "/h", "XDG_DATA_HOME", "/x"))).isEqualTo(Path.of("/x/fettle"));
        assertThat(data(user, Map.of("XDG_DATA_HOME", "x"))).isEqualTo(Path.of("/home/me/.local/share/fettle"));
        assertThat(data(user, Map.of("FETTLE_DATA", "x"))).isEqualTo(folder.resolve("x"));
        SettingsReader root = new SettingsReader(folder, Path.of("/root"), true);
        assertThat(root.read(Map.of(), Map.of("XDG_DATA_HOME", "/x")).toString())
                .contains("/var/lib/fettle");
    }

    private static Path data(SettingsReader reader, Map<String, String> environment) {
        return ((SettingsReader.Outcome.Read) reader.read(Map.of(), environment))
                .settings()
                .data();
    }

    @Test
    void variables_of_the_launcher_are_left_alone() {
        given.variable("FETTLE_JAVA_HOME", "/jdk")
                .variable("FETTLE_BUILDING", "1")
                .variable("FETTLE_SETTINGS", "");
        given.variable("FETTLE_LISTEN", "").variable("UNFETTLED", "x");
        assertThat(given.settings().listen()).isEqualTo(Listen.usual());
    }
}
