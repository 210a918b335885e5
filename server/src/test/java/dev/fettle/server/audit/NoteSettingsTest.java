package dev.fettle.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.server.TestServerDatabase;
import dev.fettle.server.digest.KeyedSum;
import dev.fettle.server.settings.SettingKey;
import dev.fettle.server.settings.Settings;
import dev.fettle.server.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each setting, noted when it changes; no secret, noted ever. */
final class NoteSettingsTest {
    private static final String KEY = "c29tZSBrZXkgb2YgdGhpcnR5LXR3byBieXRlcyBoZXJl";

    @TempDir
    private Path folder;

    private final SettingsInForce told = new SettingsInForce(new KeyedSum(KEY));

    private String file(String name, String line) throws IOException {
        Path file = folder.resolve(name);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, line + "\n").toString();
    }

    /** Two values for each setting. What must not be told has "hidden" in it. */
    private Map<SettingKey, List<String>> values() throws IOException {
        Map<SettingKey, List<String>> values = new EnumMap<>(SettingKey.class);
        for (SettingKey key : SettingKey.values()) {
            values.put(key, ofShape(key));
        }
        values.put(SettingKey.LISTEN, List.of("0.0.0.0:1", "0.0.0.0:2"));
        values.put(SettingKey.AGENTS_LISTEN, List.of("0.0.0.0:3", "0.0.0.0:4"));
        values.put(SettingKey.API_RATE, List.of("100", "200"));
        values.put(SettingKey.OIDC_ROLES, List.of("hidden-no=viewer", "staff=viewer"));
        return values;
    }

    private List<String> ofShape(SettingKey key) throws IOException {
        String name = key.key().replace('.', '-');
        return switch (key.shape()) {
            case FOLDER ->
                List.of(
                        folder.resolve("one").toString(),
                        folder.resolve("other").toString());
            case FILE -> {
                boolean secret = key.sentence().startsWith("A file whose only line");
                boolean webhook = key == SettingKey.AUDIT_CHECKPOINT_WEBHOOK_SECRET_FILE;
                yield secret
                        ? List.of(
                                file(name + "-1", webhook ? "whsec_aGlkZGVuMQ==" : "hidden-1"),
                                file(name + "-2", webhook ? "whsec_aGlkZGVuMg==" : "hidden-2"))
                        : List.of("/a/" + name, "/b/" + name);
            }
            case ADDRESS -> List.of();
            case WEB_ADDRESS ->
                key == SettingKey.PUBLIC_URL || key == SettingKey.AGENTS_URL
                        ? List.of("https://a.example", "https://b.example")
                        : List.of("https://a.example/hidden1", "https://a.example/hidden2");
            case MAIL_ADDRESS -> List.of("a@example.org", "b@example.org");
            case MAIL_SERVER -> List.of("smtp://a.example", "smtps://a.example:4650");
            case DATABASE ->
                List.of("postgresql://me@db/f?sslpassword=hidden1", "postgresql://me@db/f?sslpassword=hidden2");
            case SOURCES -> List.of("https://a.example/x?hidden=1", "https://a.example/x?hidden=2");
            case DURATION -> List.of("2m", "3m");
            case SWITCH -> List.of("true", "false");
            case COUNT -> List.of("100", "200");
            case LEVEL -> List.of("info", "debug");
            case FORMAT -> List.of("json", "text");
            case SECOND_FACTOR -> List.of("optional", "required");
            case ISSUER -> List.of("https://a.example/r", "https://b.example/r");
            case TEXT, WORDS -> List.of("one", "other");
            case SECRET -> List.of("hidden-1", "hidden-2");
        };
    }

    private Map<String, String> told(Map<SettingKey, String> given) {
        Map<String, String> variables = new HashMap<>();
        given.forEach((key, value) -> variables.put(key.variable(), value));
        return told.told(settings(variables));
    }

    private Settings settings(Map<String, String> variables) {
        SettingsReader.Outcome outcome = new SettingsReader(folder, folder, false).read(Map.of(), variables);
        if (outcome instanceof SettingsReader.Outcome.Read(Settings settings)) {
            return settings;
        }
        throw new AssertionError(outcome.toString());
    }

    @ParameterizedTest
    @EnumSource
    void a_change_of_each_setting_is_seen_and_no_secret_is(SettingKey key) throws IOException {
        Map<SettingKey, List<String>> values = values();
        Map<SettingKey, String> given = new EnumMap<>(SettingKey.class);
        values.forEach((each, both) -> given.put(each, both.getFirst()));
        if (key == SettingKey.TLS_GENERATE) {
            given.keySet().removeAll(List.of(SettingKey.TLS_CERTIFICATE, SettingKey.TLS_KEY));
            given.put(SettingKey.LISTEN, "127.0.0.1:1"); // elsewhere it has to be on
        } else {
            given.remove(SettingKey.TLS_GENERATE); // goes with no certificate
        }
        boolean ofFile = key == SettingKey.OIDC_CLIENT_SECRET_FILE;
        given.remove(ofFile ? SettingKey.OIDC_CLIENT_SECRET : SettingKey.OIDC_CLIENT_SECRET_FILE);

        Map<String, String> before = told(given);
        given.put(key, values.get(key).getLast());
        Map<String, String> after = told(given);

        String name = ofFile ? SettingKey.OIDC_CLIENT_SECRET.key() : key.key();
        assertThat(before).containsKey(name);
        assertThat(after.get(name)).isNotEqualTo(before.get(name));
        before.remove(name);
        after.remove(name);
        assertThat(after).as("nothing else has changed").isEqualTo(before);
        before.remove(SettingKey.OIDC_ROLES.key());
        assertThat(before.values()).noneMatch(value -> value.contains("hidden") || value.contains("aGlkZGVu"));
    }

    @Test
    void a_sum_tells_nothing_without_its_key() {
        assertThat(new KeyedSum(KEY).of("secret")).isEqualTo(new KeyedSum(KEY).of("secret"));
        assertThat(new KeyedSum(KEY).of("secret"))
                .hasSize(16)
                .isNotEqualTo(new KeyedSum(KEY).of("Secret"))
                .isNotEqualTo(new KeyedSum(KEY.replace('c', 'd')).of("secret"));
    }

    @Test
    void what_differs_from_the_last_start_is_noted_once() throws IOException {
        TestServerDatabase database = TestServerDatabase.fresh();
        Map<String, String> variables =
                new HashMap<>(Map.of("FETTLE_DATA", folder.toString(), "FETTLE_API_RATE", "100"));
        note(database, variables);
        note(database, variables);
        assertThat(TestAudit.kinds(database)).containsExactly("settings.changed");

        variables.put("FETTLE_API_RATE", "200");
        note(database, variables);

        assertThat(TestAudit.kinds(database)).hasSize(2);
        assertThat(database.jdbc()
                        .sql("select before::text || ' to ' || after::text as changed from audit_entry order by id desc"
                                + " limit 1")
                        .query((row, _) -> row.getString("changed"))
                        .single())
                .isEqualTo("{api.rate,100} to {api.rate,200}");
    }

    private void note(TestServerDatabase database, Map<String, String> variables) {
        new NoteSettings(
                        settings(variables),
                        told,
                        new SettingsStore(database.jdbc()),
                        TestAudit.in(database),
                        database.transactions())
                .note();
    }
}
