package dev.fettle.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.server.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SchemaTest {
    private final TestDatabase database = TestDatabase.fresh();
    private final Login owner = new Login(database.url(), database.user(), database.password());
    private final Schema schema = new Schema(owner);

    private void asOwner(String... statements) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static long hosts(Login server) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.properties());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from host")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void the_newest_migration_is_the_one_that_the_program_knows() throws URISyntaxException, IOException {
        URI folder = Objects.requireNonNull(Schema.class.getResource("/db/migration"))
                .toURI();
        try (Stream<Path> migrations = Files.list(Path.of(folder))) {
            int newest = migrations
                    .map(file -> file.getFileName().toString())
                    .mapToInt(name -> Integer.parseInt(name.substring(1, name.indexOf("__"))))
                    .max()
                    .orElseThrow();
            assertThat(Schema.NEWEST).isEqualTo(newest);
        }
    }

    @Test
    void the_server_works_in_a_role_of_its_own_also_at_the_second_start() throws Exception {
        Login first = schema.prepare("a password");
        Login second = schema.prepare("a password");

        assertThat(second).isEqualTo(first);
        assertThat(first.user()).isNotEqualTo(owner.user()).endsWith("_server");
        assertThat(hosts(second)).isZero();
        assertThat(first.toString()).doesNotContain("a password");
    }

    @Test
    void a_server_password_that_was_lost_is_replaced() throws Exception {
        schema.prepare("the lost one");

        assertThat(hosts(schema.prepare("the new one"))).isZero();
    }

    @Test
    void a_role_of_others_that_bears_the_name_by_chance_keeps_its_password() throws Exception {
        String role = database.url().replaceFirst(".*/", "") + "_server";
        asOwner("create role " + role + " login password 'its own'");

        assertThatThrownBy(() -> schema.prepare("a password"))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining(role)
                .hasMessageContaining("database.server-url");
    }

    @Test
    void rights_that_a_killed_start_did_not_give_are_given_at_the_next() throws Exception {
        Login server = schema.prepare("a password");
        asOwner("revoke usage on schema fettle from " + server.user());

        assertThat(hosts(schema.prepare("a password"))).isZero();
    }

    @Test
    void a_database_that_a_newer_program_used_is_refused_and_left_as_it_is() throws Exception {
        schema.prepare("a password");
        asOwner("""
                insert into fettle.flyway_schema_history (installed_rank, version, description, type, script,
                    installed_by, execution_time, success) values (999, '4711', 'later', 'SQL', 'V4711', 'x', 1, true)""");

        assertThatThrownBy(() -> schema.prepare("a password"))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("newer Fettle")
                .hasMessageContaining("4711");
    }

    @Test
    void somebodys_own_role_for_the_server_is_taken_if_it_owns_nothing() throws Exception {
        String role = "own_role_" + database.url().replaceFirst(".*/", "");
        asOwner("create role " + role + " login password 'its password'");
        Login own = new Login(database.url(), role, "its password");

        assertThat(hosts(schema.prepare(own))).isZero();

        assertThatThrownBy(() -> schema.prepare(new Login(database.url(), role, "wrong")))
                .hasMessageContaining("refuses the password of " + role)
                .hasMessageNotContaining("wrong");
        assertThatThrownBy(() -> schema.prepare(owner)).hasMessageContaining("owns the schema");
    }

    @Test
    void a_wrong_password_a_missing_database_and_silence_are_told_apart() {
        assertThatThrownBy(() -> new Schema(new Login(owner.jdbcUrl(), owner.user(), "wrong")).prepare("x"))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("refuses the password of " + owner.user())
                .hasMessageContaining("FETTLE_DATABASE_URL")
                .hasMessageNotContaining("wrong");
        assertThatThrownBy(() -> new Schema(new Login(owner.jdbcUrl() + "_missing", owner.user(), owner.password()))
                        .prepare("x"))
                .hasMessageContaining("no such database");
        assertThatThrownBy(() -> new Schema(new Login("jdbc:postgresql://127.0.0.1:1/fettle", "x", "y")).prepare("x"))
                .hasMessageContaining("does not answer");
    }

    @Test
    void an_owner_that_may_make_no_roles_is_told_how_to_get_that_right() throws Exception {
        String role = "plain_owner_" + database.url().replaceFirst(".*/", "");
        asOwner(
                "create role " + role + " login password 'its password'",
                "grant create on database " + database.url().replaceFirst(".*/", "") + " to " + role);

        assertThatThrownBy(() -> new Schema(new Login(database.url(), role, "its password")).prepare("x"))
                .hasMessageContaining("createrole");
    }
}
