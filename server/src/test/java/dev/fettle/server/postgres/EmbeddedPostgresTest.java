package dev.fettle.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedPostgresTest {
    @TempDir
    Path temporary;

    private Path data;
    private final List<String> progress = new ArrayList<>();

    @BeforeEach
    void share_the_programs() throws Exception {
        data = temporary.resolve("data");
        UnpackedOnce.into(data);
    }

    @AfterEach
    void nothing_is_left_running() throws Exception {
        assertThat(PostgresProcess.on(Home.in(data).cluster())).isEmpty();
    }

    private EmbeddedPostgres start() throws PostgresException {
        return EmbeddedPostgres.start(data, progress::add);
    }

    @Test
    void a_second_start_finds_what_the_first_one_stored_and_makes_nothing_again() throws Exception {
        String password;
        try (EmbeddedPostgres postgres = start()) {
            password = postgres.ownerPassword();
            Sql.execute(postgres, "CREATE TABLE t (v text)", "INSERT INTO t VALUES ('grüß')");
        }
        assertThat(progress).hasSize(2);
        progress.clear();
        try (EmbeddedPostgres postgres = start()) {
            assertThat(Sql.ask(postgres, "SELECT v FROM t")).isEqualTo("grüß");
            assertThat(postgres.ownerPassword()).isEqualTo(password).hasSizeGreaterThan(30);
            assertThat(progress).isEmpty();
        }
    }

    @Test
    void settings_are_durable_closed_and_of_the_version_bundled() throws Exception {
        try (EmbeddedPostgres postgres = start()) {
            List<String> shown = new ArrayList<>();
            for (String setting : List.of(
                    "fsync",
                    "full_page_writes",
                    "synchronous_commit",
                    "data_checksums",
                    "listen_addresses",
                    "password_encryption",
                    "max_connections",
                    "server_encoding",
                    "server_version")) {
                shown.add(Sql.ask(postgres, "SHOW " + setting));
            }
            assertThat(shown)
                    .containsExactly("on", "on", "on", "on", "127.0.0.1", "scram-sha-256", "60", "UTF8", "18.6");
            assertThat(Sql.ask(
                            postgres,
                            "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname='fettle'"))
                    .isEqualTo("bC.UTF-8");
            assertThat(Sql.ask(
                            postgres,
                            "SELECT rolcreaterole || '/' || rolsuper || '/' || rolcreatedb FROM pg_roles"
                                    + " WHERE rolname = current_user"))
                    .isEqualTo("true/false/false");
            assertThat(Bundle.VERSION).startsWith("18.6.");
        }
    }

    @Test
    void nobody_gets_in_without_the_password() throws Exception {
        try (EmbeddedPostgres postgres = start()) {
            for (String user : List.of("fettle_owner", "postgres")) {
                for (String password : List.of("", "wrong", postgres.ownerPassword() + "x")) {
                    assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), user, password))
                            .isInstanceOf(SQLException.class);
                }
            }
        }
    }

    @Test
    void secrets_are_for_the_owner_only_and_in_no_log() throws Exception {
        try (EmbeddedPostgres postgres = start()) {
            Home home = Home.in(data);
            assertThatThrownBy(() -> Sql.execute(postgres, "SELECT 'hush' FROM nowhere"))
                    .isInstanceOf(SQLException.class);
            String superuser = Files.readString(home.superuserPassword()).strip();
            assertThat(Files.readString(home.log()))
                    .contains("nowhere")
                    .doesNotContain("hush", superuser, postgres.ownerPassword());
            for (Path secret : List.of(home.superuserPassword(), home.ownerPassword(), home.log())) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                        .isEqualTo("rw-------");
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.cluster())))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.folder())))
                    .startsWith("rwx")
                    .endsWith("---");
            assertThat(home.passwordForInitdb()).doesNotExist();
            try (Stream<String> arguments = Stream.of(Files.readString(Path.of("/proc/" + postgres.pid() + "/cmdline"))
                    .split("\0", -1))) {
                assertThat(arguments).noneMatch(argument -> argument.contains(postgres.ownerPassword()));
            }
        }
    }

    @Test
    void a_second_server_on_the_folder_is_refused_and_the_first_works_on() throws Exception {
        try (EmbeddedPostgres postgres = start()) {
            assertThatThrownBy(this::start)
                    .isInstanceOf(PostgresException.class)
                    .hasMessage("Another Fettle server already runs on " + data
                            + ". Stop that one first, or give this one another data folder.");
            assertThat(Sql.ask(postgres, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void its_end_is_told_with_the_reason_and_it_can_be_started_again() throws Exception {
        EmbeddedPostgres.Ended ended;
        try (EmbeddedPostgres postgres = start()) {
            Sql.execute(postgres, "CREATE TABLE t AS SELECT generate_series(1, 1000) AS v");
            Programs.signal("KILL", postgres.pid());
            ended = postgres.ended().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
        assertThat(ended.asked()).isFalse();
        assertThat(ended.sentence())
                .startsWith("PostgreSQL ended by itself (status 137)")
                .contains("start Fettle again");
        CompletionStage<EmbeddedPostgres.Ended> stopped;
        try (EmbeddedPostgres postgres = start()) {
            assertThat(Sql.ask(postgres, "SELECT count(*) FROM t")).isEqualTo("1000");
            stopped = postgres.ended();
        }
        assertThat(stopped.toCompletableFuture().get(20, TimeUnit.SECONDS).asked())
                .isTrue();
    }

    @Test
    void what_a_running_cluster_needs_is_found_while_it_runs_and_never_after() throws Exception {
        assertThat(RunningCluster.find(data)).isEmpty();
        Home home = Home.in(data);
        String pidFile;
        try (EmbeddedPostgres postgres = start()) {
            RunningCluster found = RunningCluster.find(data).orElseThrow();
            assertThat(found)
                    .isEqualTo(new RunningCluster(postgres.jdbcUrl(), postgres.ownerUser(), postgres.ownerPassword()));
            assertThat(found.toString()).doesNotContain(found.password());
            pidFile = Files.readString(PidFile.of(home.cluster()));
        }
        assertThat(RunningCluster.find(data)).isEmpty();
        String stranger = pidFile.replaceFirst(
                "\\d+", Long.toString(ProcessHandle.current().pid()));
        Files.writeString(PidFile.of(home.cluster()), stranger);
        assertThat(RunningCluster.find(data)).isEmpty();
    }

    @Test
    void a_start_cut_short_between_initdb_and_the_database_is_completed_by_the_next() throws Exception {
        Home home = Home.in(data);
        try (EmbeddedPostgres postgres = start()) {
            String superuser = Files.readString(home.superuserPassword()).strip();
            String url = postgres.jdbcUrl().replace("/fettle", "/postgres");
            try (var connection = DriverManager.getConnection(url, "postgres", superuser);
                    var statement = connection.createStatement()) {
                statement.execute("DROP DATABASE fettle");
                statement.execute("ALTER ROLE fettle_owner NOLOGIN NOCREATEROLE PASSWORD NULL");
            }
        }
        Files.delete(home.ownerPassword());
        try (EmbeddedPostgres postgres = start()) {
            assertThat(Sql.ask(postgres, "SELECT rolcreaterole FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("t");
        }
    }

    @Test
    void the_log_is_set_aside_when_it_is_long() throws Exception {
        try (EmbeddedPostgres postgres = start()) {
            assertThat(Sql.ask(postgres, "SELECT 1")).isEqualTo("1");
        }
        Path log = Home.in(data).log();
        Files.write(log, new byte[5 << 20]);
        try (EmbeddedPostgres postgres = start()) {
            assertThat(Sql.ask(postgres, "SELECT 1")).isEqualTo("1");
        }
        assertThat(Files.size(log)).isLessThan(1 << 20);
        assertThat(Files.size(log.resolveSibling("postgres.log.1"))).isEqualTo(5 << 20);
        assertThat(Files.getPosixFilePermissions(log, LinkOption.NOFOLLOW_LINKS))
                .hasSize(2);
    }
}
