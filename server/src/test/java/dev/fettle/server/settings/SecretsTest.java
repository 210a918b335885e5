package dev.fettle.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords are taken as they are, and never shown. */
final class SecretsTest {
    private static final String PASSWORD = "hunter2";

    @TempDir
    private Path folder;

    private SettingsFolder given;

    @BeforeEach
    void prepare() throws IOException {
        given = new SettingsFolder(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://me:p%40s%2Fs+1@db:5433/f, me, p@s/s+1, jdbc:postgresql://db:5433/f",
        "jdbc:postgresql://db/f?user=me&ssl=true&password=p%40ss&x=y, me, p@ss, jdbc:postgresql://db/f?ssl=true&x=y",
        "'postgresql://me:x@a:1,[::1]:2/f', me, x, 'jdbc:postgresql://a:1,[::1]:2/f'",
        "postgresql://me:a:b@db/f, me, a:b, jdbc:postgresql://db/f",
        "postgresql://me:a@b@db/f, me, a@b, jdbc:postgresql://db/f",
    })
    void the_password_is_taken_out_of_the_url(String url, String user, String password, String jdbc) {
        DatabaseUrl read = given.variable("FETTLE_DATABASE_URL", url)
                .settings()
                .database()
                .orElseThrow()
                .url();
        assertThat(read.user()).contains(user);
        assertThat(read.password()).contains(new Secret(password));
        assertThat(read.password().orElseThrow().reveal()).isEqualTo(password);
        assertThat(read.jdbc()).isEqualTo(jdbc);
    }

    @Test
    void no_text_of_the_settings_shows_it() throws IOException {
        given.secret("pw", PASSWORD);
        given.variable("FETTLE_DATABASE_URL", "postgresql://me:" + PASSWORD + "@db/f?sslpassword=" + PASSWORD);
        given.variable("FETTLE_DATABASE_SERVER_URL", "postgresql://server@db/f");
        given.variable("FETTLE_DATABASE_SERVER_PASSWORD_FILE", "pw");
        Settings settings = given.settings();
        assertThat(settings.toString()).contains("postgresql://db/f").doesNotContain(PASSWORD);
        assertThat(new Secret(PASSWORD).toString()).doesNotContain(PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "database.url = \"postgres://me:hunter2@db/f\"",
                "database.url = \"postgresql://me:hunter2/x@db\"",
                "database.url = \"postgresql://me:hunter2%zz@db/f\"",
                "database.url = \"postgresql://me:hunter2@db/f?password=hunter2\"",
                "database.url = \"postgresql://me:hunter2@db/\"",
                "database.url = \"postgresql://me:hunter2@:5432/f\"",
                "database.url = [\"hunter2\"]",
                "database.url = postgresql://me:hunter2@db/f",
                "database.url = \"postgresql://me:hunter2@db/f",
                "database.url = \"postgresql://me:hunter2\\q@db/f\"",
                "database.server-url = \"postgresql://me:hunter2@db/f\"",
                "database.pasword = \"hunter2\"",
                "feeds.sources = [\"https://me:hunter2@feeds.example/x\"]",
                "feeds.sources = [\"https://me:hunter2 @feeds.example/x\"]",
                "public-url = \"https://me:hunter2@example.org\"",
                "public-url = \"https://example.org/?token=hunter2\"",
                "public-url = \"https://example.org/hunter2\"",
            })
    void no_message_shows_it(String toml) throws IOException {
        assertThat(given.file(toml).faults()).isNotEmpty().noneMatch(fault -> fault.contains(PASSWORD));
    }

    @Test
    void no_message_shows_it_wherever_the_file_is_damaged() throws IOException {
        String whole = "[database]\nurl = \"postgresql://me:" + PASSWORD + "@db/f\"\n";
        Random random = new Random(11);
        for (int round = 0; round < 300; round++) {
            StringBuilder toml = new StringBuilder(whole);
            toml.setCharAt(random.nextInt(toml.length()), "\"'[]={}\n\\#,.:/@? x".charAt(random.nextInt(18)));
            given.file(toml.toString());
            switch (given.read()) {
                case SettingsReader.Outcome.Read(Settings settings) ->
                    assertThat(settings.toString()).doesNotContain(PASSWORD);
                case SettingsReader.Outcome.Faulty(List<String> sentences) ->
                    assertThat(String.join(" ", sentences)).doesNotContain(PASSWORD);
            }
        }
    }

    @Test
    void a_password_file_must_be_private_and_hold_one_line() throws IOException {
        given.variable("FETTLE_DATABASE_URL", "postgresql://me@db/f").variable("FETTLE_DATABASE_PASSWORD_FILE", "pw");
        assertThat(given.fault()).contains("FETTLE_DATABASE_PASSWORD_FILE names ", "/pw, which does not exist.");
        given.secret("pw", "hunter2\nhunter2\n");
        assertThat(given.fault()).contains("has 2 lines").doesNotContain(PASSWORD);
        Path file = given.secret("pw", PASSWORD + "\n");
        assertThat(given.settings().database().orElseThrow().url().password()).contains(new Secret(PASSWORD));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(given.fault())
                .contains("every user of this machine can read")
                .doesNotContain(PASSWORD);
    }

    @Test
    void a_password_has_one_place() throws IOException {
        given.secret("pw", PASSWORD);
        given.variable("FETTLE_DATABASE_PASSWORD_FILE", "pw");
        assertThat(given.fault()).contains("is set without database.url");
        given.variable("FETTLE_DATABASE_URL", "postgresql://me:x@db/f");
        assertThat(given.fault()).contains("has a password in it too");
    }
}
