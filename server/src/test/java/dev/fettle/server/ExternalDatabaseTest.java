package dev.fettle.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.server.settings.Settings;
import dev.fettle.server.settings.SettingsReader;
import dev.fettle.server.web.Notices;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A PostgreSQL that somebody else runs: it works, and whatever is wrong with it is told. */
@Timeout(120)
final class ExternalDatabaseTest {
    private static final int BEFORE_HOST = "jdbc:postgresql://".length();

    @TempDir
    Path temporary;

    private final TestDatabase database = TestDatabase.fresh();

    private String url(String user, String password) {
        return "postgresql://" + user + ":" + password + "@" + database.url().substring(BEFORE_HOST);
    }

    private CommandLine up(Map<String, String> environment) {
        CommandLine refused = CommandLine.run(
                environment, "up", "--data", temporary.resolve("data").toString(), "--listen", "127.0.0.1:0");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).startsWith("fettle: ").hasLineCount(1).doesNotContain(database.password());
        assertThat(refused.out()).doesNotContain(database.password());
        return refused;
    }

    private CommandLine up(String url) {
        return up(Map.of("FETTLE_DATABASE_URL", url));
    }

    private void asOwner(String sql) throws Exception {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Server start(Clock clock) throws StartException {
        Map<String, String> options = new HashMap<>(Map.of(
                "data",
                temporary.resolve("data").toString(),
                "listen",
                "127.0.0.1:0",
                "feeds.sources",
                temporary.toString(),
                "scan.this-machine",
                "false"));
        Map<String, String> environment = Map.of("FETTLE_DATABASE_URL", url(database.user(), database.password()));
        if (SettingsReader.ofThisProcess().read(options, environment)
                instanceof SettingsReader.Outcome.Read(Settings settings)) {
            return Server.start(settings, clock, _ -> {});
        }
        throw new AssertionError("These settings are right.");
    }

    private static HttpResponse<String> get(String address) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void the_server_works_on_it_and_brings_none_of_its_own() throws Exception {
        try (Server server = start(Clock.systemUTC())) {
            assertThat(get(server.address() + "/health/readiness").statusCode()).isEqualTo(200);
        }
        assertThat(temporary.resolve("data/postgres")).doesNotExist();
        assertThat(Files.readString(temporary.resolve("data/log/fettle.log"))).doesNotContain(database.password());
    }

    @Test
    void a_clock_that_was_set_back_is_told_and_no_task_waits_for_the_old_time() throws Exception {
        Instant now = Instant.now();
        try (Server server = start(Clock.systemUTC())) {
            assertThat(isNoted(server, now)).isTrue();
        }
        asOwner("update fettle.last_alive set at = at + interval '3 days'");
        asOwner("update fettle.scheduled_tasks set execution_time = execution_time + interval '3 days'");
        try (Server server = start(Clock.systemUTC())) {
            assertThat(Until.holds(() -> server.beans().getBeansOfType(Notices.class).values().stream()
                            .flatMap(each -> each.notices().stream())
                            .anyMatch(notice -> notice.startsWith("The clock was set back: it shows "))))
                    .isTrue();
            assertThat(due(server)).isBefore(now.plus(Duration.ofHours(25)));
            assertThat(isNoted(server, now.plus(Duration.ofDays(2)))).isTrue();
        }
    }

    private static boolean isNoted(Server server, Instant atLeast) {
        JdbcClient jdbc = server.beans().getBean(JdbcClient.class);
        return Until.holds(() -> jdbc.sql("select at from last_alive")
                .query((row, _) -> row.getTimestamp("at").toInstant())
                .optional()
                .filter(at -> !at.isBefore(atLeast))
                .isPresent());
    }

    private static Instant due(Server server) {
        return server.beans()
                .getBean(JdbcClient.class)
                .sql("select max(execution_time) as due from scheduled_tasks")
                .query((row, _) -> row.getTimestamp("due").toInstant())
                .single();
    }

    @Test
    void a_wrong_password_is_told() {
        assertThat(up(url(database.user(), "wrong")).err())
                .contains("refuses the password of " + database.user(), "FETTLE_DATABASE_URL")
                .doesNotContain("wrong");
    }

    @Test
    void no_password_is_told() {
        assertThat(up(url(database.user(), "").replace(":@", "@")).err()).contains("no password");
    }

    @Test
    void a_database_that_is_not_there_is_told() {
        assertThat(up(url(database.user(), database.password()).replaceFirst("/test\\d+$", "/nowhere"))
                        .err())
                .contains("has no such database", "create database");
    }

    @Test
    void a_server_that_does_not_answer_is_told() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            free = socket.getLocalPort();
        }
        assertThat(up("postgresql://fettle:secret@127.0.0.1:" + free + "/fettle")
                        .err())
                .contains("does not answer", "See that PostgreSQL runs there")
                .doesNotContain("secret");
    }

    @Test
    void a_role_that_may_not_make_roles_is_told() throws Exception {
        String role = database.url().substring(database.url().lastIndexOf('/') + 1) + "_plain";
        asOwner("create role " + role + " login password 'plain'");
        asOwner("grant create, connect on database " + role.replace("_plain", "") + " to " + role);
        assertThat(up(url(role, "plain")).err()).contains("lacks a right", "createrole");
    }

    @Test
    void a_role_for_the_server_that_owns_the_schema_is_told() {
        String url = url(database.user(), database.password());
        assertThat(up(Map.of("FETTLE_DATABASE_URL", url, "FETTLE_DATABASE_SERVER_URL", url))
                        .err())
                .contains("Name a role that owns nothing");
    }

    @Test
    void a_database_of_a_newer_fettle_is_refused_and_stays_as_it_is() throws Exception {
        try (Server server = start(Clock.systemUTC())) {
            assertThat(server.address()).isNotEmpty();
        }
        asOwner(
                "insert into fettle.flyway_schema_history select installed_rank + 1000, '999', description, type, script,"
                        + " checksum, installed_by, installed_on, execution_time, success from fettle.flyway_schema_history"
                        + " where version = '1'");
        assertThat(up(url(database.user(), database.password())).err())
                .contains("last used by a newer Fettle (schema 999", "restore a backup");
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from fettle.scheduled_tasks")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getInt(1)).isPositive();
        }
    }
}
