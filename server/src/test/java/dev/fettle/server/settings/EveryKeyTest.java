package dev.fettle.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each key from each source. */
final class EveryKeyTest {
    @TempDir
    private Path folder;

    private SettingsFolder given;

    @BeforeEach
    void prepare() throws IOException {
        given = new SettingsFolder(folder);
    }

    /** A value for each key that is not the default one, as text and in the file, and where it arrives. */
    private record Sample(String text, String toml, Function<Settings, Object> part, Object expected) {
        static Sample of(String text, Function<Settings, Object> part, Object expected) {
            return new Sample(text, '"' + text + '"', part, expected);
        }

        Sample bare() {
            return new Sample(text, text, part, expected);
        }
    }

    private Map<SettingKey, Sample> samples() throws IOException {
        Path password = given.secret("password", "fromfile\n");
        Map<SettingKey, Sample> samples = new EnumMap<>(SettingKey.class);
        Path elsewhere = folder.resolve("elsewhere");
        samples.put(SettingKey.DATA, Sample.of(elsewhere.toString(), Settings::data, elsewhere));
        samples.put(SettingKey.LISTEN, Sample.of("[::1]:99", s -> s.listen().toString(), "[0:0:0:0:0:0:0:1]:99"));
        samples.put(
                SettingKey.PUBLIC_URL,
                Sample.of("https://f.example:1/", s -> s.publicUrl().orElseThrow(), URI.create("https://f.example:1")));
        samples.put(
                SettingKey.TLS_CERTIFICATE, Sample.of("/c", s -> ((Tls.Files) s.tls()).certificate(), Path.of("/c")));
        samples.put(SettingKey.TLS_KEY, Sample.of("k", s -> ((Tls.Files) s.tls()).key(), given.data.resolve("k")));
        samples.put(
                SettingKey.TLS_GENERATE,
                Sample.of("true", Settings::tls, new Tls.Generated()).bare());
        samples.put(
                SettingKey.DATABASE_URL,
                Sample.of(
                        "postgresql://me@db/f",
                        s -> s.database().orElseThrow().url().jdbc(),
                        "jdbc:postgresql://db/f"));
        samples.put(
                SettingKey.DATABASE_PASSWORD_FILE,
                Sample.of(
                        password.toString(),
                        s -> s.database().orElseThrow().url().password(),
                        Optional.of(new Secret("fromfile"))));
        samples.put(
                SettingKey.DATABASE_SERVER_URL,
                Sample.of(
                        "jdbc:postgresql://db/f?user=server",
                        s -> s.database()
                                .orElseThrow()
                                .serverUrl()
                                .orElseThrow()
                                .user(),
                        Optional.of("server")));
        samples.put(
                SettingKey.DATABASE_STANDBY,
                Sample.of("true", s -> s.database().orElseThrow().standby(), true)
                        .bare());
        samples.put(
                SettingKey.DATABASE_SERVER_PASSWORD_FILE,
                Sample.of(
                        "password",
                        s -> s.database()
                                .orElseThrow()
                                .serverUrl()
                                .orElseThrow()
                                .password(),
                        Optional.of(new Secret("fromfile"))));
        samples.put(
                SettingKey.FEEDS_SOURCES,
                new Sample(
                        "https://a/b, feed",
                        "[\"https://a/b\", \"feed\"]",
                        s -> s.feeds().sources(),
                        List.of("https://a/b", given.data.resolve("feed").toString())));
        samples.put(SettingKey.FEEDS_EVERY, Sample.of("90s", s -> s.feeds().every(), Duration.ofSeconds(90)));
        samples.put(
                SettingKey.SCAN_THIS_MACHINE,
                Sample.of("false", s -> s.scan().thisMachine(), false).bare());
        samples.put(SettingKey.SCAN_EVERY, Sample.of("1d", s -> s.scan().every(), Duration.ofDays(1)));
        samples.put(
                SettingKey.SCAN_CHANGELOGS,
                Sample.of("false", s -> s.scan().changelogs(), false).bare());
        samples.put(
                SettingKey.SCAN_PER_NETWORK,
                Sample.of("7", s -> s.scan().perNetwork(), 7).bare());
        samples.put(SettingKey.SESSION_IDLE, Sample.of("15m", s -> s.session().idle(), Duration.ofMinutes(15)));
        Path secret = given.secret("webhook", "whsec_c2VjcmV0\n");
        samples.put(
                SettingKey.AUDIT_CHECKPOINT_FILE,
                Sample.of("/f", s -> s.checkpoints().file().orElseThrow(), Path.of("/f")));
        samples.put(
                SettingKey.AUDIT_CHECKPOINT_WEBHOOK,
                Sample.of(
                        "https://h.example/x?y",
                        s -> s.checkpoints().webhook().orElseThrow().address(),
                        URI.create("https://h.example/x?y")));
        samples.put(
                SettingKey.AUDIT_CHECKPOINT_WEBHOOK_SECRET_FILE,
                Sample.of(
                        secret.toString(),
                        s -> s.checkpoints().webhook().orElseThrow().secret(),
                        new Secret("whsec_c2VjcmV0")));
        samples.put(SettingKey.AUDIT_CHECKPOINT_MAIL, Sample.of("a@b.example", s -> mail(s).to(), "a@b.example"));
        samples.put(
                SettingKey.MAIL_SERVER,
                Sample.of("smtps://m.example", s -> mail(s).server().port(), 465));
        samples.put(
                SettingKey.MAIL_FROM,
                Sample.of("f@b.example", s -> mail(s).server().from(), "f@b.example"));
        samples.put(SettingKey.MAIL_USER, Sample.of("u", s -> mail(s).server().user(), Optional.of("u")));
        samples.put(
                SettingKey.MAIL_PASSWORD_FILE,
                Sample.of("password", s -> mail(s).server().password(), Optional.of(new Secret("fromfile"))));
        samples.put(SettingKey.SESSION_LONGEST, Sample.of("2d", s -> s.session().longest(), Duration.ofDays(2)));
        samples.put(
                SettingKey.PEOPLE_SECOND_FACTOR,
                Sample.of("required", s -> s.people().secondFactor(), Settings.People.SecondFactor.REQUIRED));
        oidc(
                samples,
                SettingKey.OIDC_ISSUER,
                "https://b.example/r",
                Settings.Oidc::issuer,
                URI.create("https://b.example/r"));
        oidc(samples, SettingKey.OIDC_CLIENT_ID, "fettle-2", Settings.Oidc::clientId, "fettle-2");
        oidc(
                samples,
                SettingKey.OIDC_CLIENT_SECRET,
                "sesame",
                Settings.Oidc::clientSecret,
                Optional.of(new Secret("sesame")));
        oidc(
                samples,
                SettingKey.OIDC_CLIENT_SECRET_FILE,
                password.toString(),
                Settings.Oidc::clientSecret,
                Optional.of(new Secret("fromfile")));
        oidc(samples, SettingKey.OIDC_NAME, "Example Corp", Settings.Oidc::name, "Example Corp");
        oidc(samples, SettingKey.OIDC_GROUPS_CLAIM, "roles", Settings.Oidc::groupsClaim, "roles");
        samples.put(
                SettingKey.OIDC_SCOPES,
                new Sample(
                        "openid groups",
                        "[\"openid\", \"groups\"]",
                        s -> s.oidc().orElseThrow().scopes(),
                        List.of("openid", "groups")));
        samples.put(
                SettingKey.OIDC_ROLES,
                new Sample(
                        "a=viewer, b=operator@tag:web",
                        "[\"a=viewer\", \"b=operator@tag:web\"]",
                        s -> s.oidc().orElseThrow().roles(),
                        List.of("a=viewer", "b=operator@tag:web")));
        samples.put(
                SettingKey.API_RATE, Sample.of("77", s -> s.api().rate(), 77).bare());
        samples.put(
                SettingKey.AGENTS_LISTEN,
                Sample.of("[::1]:98", s -> s.agents().listen().toString(), "[0:0:0:0:0:0:0:1]:98"));
        samples.put(
                SettingKey.AGENTS_URL,
                Sample.of(
                        "https://f.example:2/",
                        s -> s.agents().url().orElseThrow(),
                        URI.create("https://f.example:2")));
        samples.put(
                SettingKey.AGENTS_CHECK_IN_EVERY,
                Sample.of("2m", s -> s.agents().checkInEvery(), Duration.ofMinutes(2)));
        samples.put(
                SettingKey.HOSTS_SILENT_AFTER, Sample.of("2d", s -> s.hosts().silentAfter(), Duration.ofDays(2)));
        samples.put(
                SettingKey.CHANGES_ESCALATE_EVERY,
                Sample.of("5m", s -> s.changes().escalateEvery(), Duration.ofMinutes(5)));
        samples.put(
                SettingKey.BUILDS_MOST_MIB,
                Sample.of("77", s -> s.builds().mostMib(), 77).bare());
        samples.put(SettingKey.BUILDS_KEEP_FOR, Sample.of("2d", s -> s.builds().keepFor(), Duration.ofDays(2)));
        samples.put(SettingKey.LOG_LEVEL, Sample.of("debug", s -> s.log().level(), Settings.Log.Level.DEBUG));
        samples.put(SettingKey.LOG_FORMAT, Sample.of("text", s -> s.log().format(), Settings.Log.Format.TEXT));
        return samples;
    }

    private static Settings.MailTo mail(Settings settings) {
        return settings.checkpoints().mail().orElseThrow();
    }

    private static void oidc(
            Map<SettingKey, Sample> samples,
            SettingKey key,
            String text,
            Function<Settings.Oidc, Object> part,
            Object expected) {
        samples.put(key, Sample.of(text, s -> part.apply(s.oidc().orElseThrow()), expected));
    }

    /** What a key needs beside it. */
    private void giveWhatItNeeds(SettingKey key) throws IOException {
        if (key == SettingKey.AUDIT_CHECKPOINT_WEBHOOK) {
            given.variable(
                    "FETTLE_AUDIT_CHECKPOINT_WEBHOOK_SECRET_FILE",
                    given.secret("webhook", "whsec_c2VjcmV0\n").toString());
        } else if (key == SettingKey.AUDIT_CHECKPOINT_WEBHOOK_SECRET_FILE) {
            given.variable("FETTLE_AUDIT_CHECKPOINT_WEBHOOK", "https://h.example");
        } else if (key == SettingKey.AUDIT_CHECKPOINT_MAIL || key.key().startsWith("mail.")) {
            Map<SettingKey, String> all = Map.of(
                    SettingKey.AUDIT_CHECKPOINT_MAIL, "to@b.example",
                    SettingKey.MAIL_SERVER, "smtp://m.example",
                    SettingKey.MAIL_FROM, "from@b.example",
                    SettingKey.MAIL_USER, "user",
                    SettingKey.MAIL_PASSWORD_FILE,
                            given.secret("password", "fromfile\n").toString());
            all.forEach((each, value) -> {
                if (each != key) {
                    given.variable(each.variable(), value);
                }
            });
        }
        if (key == SettingKey.TLS_CERTIFICATE) {
            given.variable("FETTLE_TLS_KEY", "/k");
        } else if (key == SettingKey.TLS_KEY) {
            given.variable("FETTLE_TLS_CERTIFICATE", "/c");
        } else if (key.key().startsWith("oidc.")) {
            Map<SettingKey, String> others = Map.of(
                    SettingKey.OIDC_ISSUER, "https://a.example",
                    SettingKey.OIDC_CLIENT_ID, "fettle",
                    SettingKey.OIDC_ROLES, "staff=viewer",
                    SettingKey.PUBLIC_URL, "https://f.example");
            others.forEach((other, value) -> {
                if (other != key) {
                    given.variable(other.variable(), value);
                }
            });
        } else if (key.key().startsWith("database.") && key != SettingKey.DATABASE_URL) {
            given.variable("FETTLE_DATABASE_URL", "postgresql://owner@db/f");
            if (key == SettingKey.DATABASE_SERVER_PASSWORD_FILE) {
                given.variable("FETTLE_DATABASE_SERVER_URL", "postgresql://server@db/f");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_key_can_be_set_by_its_variable(SettingKey key) throws IOException {
        Sample sample = samples().get(key);
        giveWhatItNeeds(key);
        given.options.remove(key.key());
        given.variable(key.variable(), sample.text());
        assertThat(sample.part().apply(given.settings())).isEqualTo(sample.expected());
    }

    @ParameterizedTest
    @EnumSource
    void every_key_but_those_with_passwords_can_be_set_by_its_option(SettingKey key) throws IOException {
        Sample sample = samples().get(key);
        giveWhatItNeeds(key);
        given.variable(key.variable(), key.asOption() ? "rubbish that is not looked at" : "");
        given.option(key.key(), sample.text());
        if (key.asOption()) {
            assertThat(sample.part().apply(given.settings())).isEqualTo(sample.expected());
        } else {
            assertThat(given.faults())
                    .anyMatch(fault -> fault.contains("is no option") && fault.contains(key.variable()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_key_but_the_folder_can_be_set_in_the_file(SettingKey key) throws IOException {
        Sample sample = samples().get(key);
        giveWhatItNeeds(key);
        given.file(key.key() + " = " + sample.toml());
        if (key.inFile()) {
            assertThat(sample.part().apply(given.settings())).isEqualTo(sample.expected());
        } else {
            assertThat(given.fault()).contains("fettle.toml:1: data cannot be set in the file", "FETTLE_DATA");
        }
    }
}
