package dev.fettle.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.server.database.Login;
import dev.fettle.server.database.Schema;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.postgres.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class BackupCommandsTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** JUnit's folders are closed; where nothing may be mounted, root's PostgreSQL could not pass. */
    @BeforeEach
    void open() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }

    private int run(String... args) {
        out.reset();
        err.reset();
        Speech speech = new Speech(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
        return new ServerCommands(speech, Map.of(), Clock.systemUTC()).run(args);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String error() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_folder_is_backed_up_stopped_or_running_and_restored_into_another() throws Exception {
        Path mine = folder.resolve("mine");
        Path stopped = folder.resolve("stopped.zip");
        Path running = folder.resolve("running.zip");
        Path other = folder.resolve("other");
        try (DataFolder data = DataFolder.open(mine);
                EmbeddedPostgres postgres = EmbeddedPostgres.start(data.path(), _ -> {})) {
            Schema schema = new Schema(new Login(postgres.jdbcUrl(), postgres.ownerUser(), postgres.ownerPassword()));
            Login server = schema.prepare(data.secret("database-server.password"));
            try (Connection connection =
                            DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                    Statement statement = connection.createStatement()) {
                statement.execute(
                        "insert into fettle.person (name, password_hash, added_at) values ('ann', 'x', now())");
                statement.execute("insert into fettle.enrolment_token (digest, note, uses, uses_left, made_by, made_at,"
                        + " expires_at) values ('x', '', 1, 1, 'ann', now(), now() + interval '1 day')");
            }
            assertThat(run("backup", running.toString(), "--data", mine.toString()))
                    .as(error())
                    .isEqualTo(ServerCommands.DONE);
        }
        assertThat(run("backup", stopped.toString(), "--data", mine.toString())).isEqualTo(ServerCommands.DONE);
        assertThat(said()).contains("person: 1 rows").contains("Written and verified: " + stopped);

        assertThat(run("restore", stopped.toString(), "--data", other.toString()))
                .as(error())
                .isEqualTo(ServerCommands.DONE);
        assertThat(said()).contains("fettle up --data " + other);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(other, _ -> {})) {
            String password =
                    Files.readString(other.resolve("database-server.password")).strip();
            try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl(), "fettle_server", password);
                    Statement statement = connection.createStatement()) {
                assertThat(statement.executeUpdate("update fettle.person set name = 'bob'"))
                        .isEqualTo(1);
                assertThat(statement.executeUpdate("delete from fettle.enrolment_token"))
                        .as("tokens that would enrol hosts again")
                        .isZero();
            }
        }
        assertThat(run("restore", stopped.toString(), "--data", other.toString()))
                .isEqualTo(ServerCommands.FAILED);
        assertThat(error()).contains("already holds something");
    }

    @Test
    void a_restore_keeps_away_from_a_folder_that_a_server_has() throws Exception {
        Path mine = folder.resolve("mine");
        Path file = folder.resolve("b.zip");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(mine, _ -> {})) {
            Login _ = new Schema(new Login(postgres.jdbcUrl(), postgres.ownerUser(), postgres.ownerPassword()))
                    .prepare("a-password-of-the-tests");
            assertThat(run("backup", file.toString(), "--data", mine.toString()))
                    .as(error())
                    .isEqualTo(ServerCommands.DONE);
        }
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HoldFolderMain.class.getName(),
                        mine.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader held = server.inputReader(StandardCharsets.UTF_8)) {
            assertThat(held.readLine()).isEqualTo("held");
            assertThat(run("restore", file.toString(), "--data", mine.toString()))
                    .isEqualTo(ServerCommands.FAILED);
            assertThat(error()).contains("Another Fettle server (process " + server.pid() + ") works in " + mine);
            assertThat(run("backup", folder.resolve("c.zip").toString(), "--data", mine.toString()))
                    .isEqualTo(ServerCommands.FAILED);
            assertThat(error()).contains("starting or stopping");
        } finally {
            server.destroyForcibly();
            assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void what_cannot_be_is_said_in_a_sentence() throws Exception {
        String none = folder.resolve("none").toString();
        assertThat(run("backup", folder.resolve("b.zip").toString(), "--data", none))
                .isEqualTo(ServerCommands.FAILED);
        assertThat(error()).contains("There is nothing to back up in " + none);
        assertThat(run("restore", folder.resolve("b.zip").toString(), "--data", none))
                .isEqualTo(ServerCommands.FAILED);
        assertThat(error()).contains("There is no file " + folder.resolve("b.zip"));
        assertThat(run("backup")).isEqualTo(ServerCommands.USAGE);
        assertThat(run("restore", "a", "b")).isEqualTo(ServerCommands.USAGE);
        assertThat(run("backup", "a\0b", "--data", none)).isEqualTo(ServerCommands.USAGE);
        assertThat(run("backup", "--help")).isEqualTo(ServerCommands.DONE);
        assertThat(said()).contains("password hashes").contains("--data");
        assertThat(Path.of(none)).doesNotExist();
    }
}
