package dev.fettle.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A start after each way in which an earlier one may have ended. */
@Timeout(120)
class LeftoversTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path temporary;

    private Path data;
    private Home home;
    private final List<String> progress = new ArrayList<>();

    @BeforeEach
    void share_the_programs() throws Exception {
        data = temporary.resolve("data");
        home = Home.in(data);
        UnpackedOnce.into(data);
    }

    @AfterEach
    void nothing_is_left_running() throws Exception {
        assertThat(PostgresProcess.on(home.cluster())).isEmpty();
    }

    private EmbeddedPostgres start() throws PostgresException {
        return EmbeddedPostgres.start(data, progress::add);
    }

    private void stays_usable() throws Exception {
        try (EmbeddedPostgres postgres = start()) {
            assertThat(Sql.ask(postgres, "SELECT 'works'")).isEqualTo("works");
        }
    }

    /** Inserts one row at a time until it cannot any more; tells the last one that was acknowledged. */
    private static Thread insert(String url, String password, AtomicLong acknowledged) {
        return Thread.ofPlatform().start(() -> {
            try (Connection connection = DriverManager.getConnection(url, "fettle_owner", password);
                    PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?)")) {
                while (true) {
                    insert.setLong(1, acknowledged.get() + 1);
                    insert.executeUpdate();
                    acknowledged.incrementAndGet();
                }
            } catch (SQLException killed) {
                return;
            }
        });
    }

    private static void assertAllThere(EmbeddedPostgres postgres, long acknowledged) throws SQLException {
        assertThat(acknowledged).isPositive();
        assertThat(Sql.ask(postgres, "SELECT count(*) FROM t WHERE v <= " + acknowledged))
                .isEqualTo(Long.toString(acknowledged));
        assertThat(Long.parseLong(Sql.ask(postgres, "SELECT max(v) FROM t"))).isLessThanOrEqualTo(acknowledged + 1);
    }

    @Test
    void rows_acknowledged_before_a_kill_of_the_server_are_all_there() throws Exception {
        AtomicLong acknowledged = new AtomicLong();
        try (EmbeddedPostgres postgres = start()) {
            Sql.execute(postgres, "CREATE TABLE t (v bigint)");
        }
        for (int round = 1; round <= 3; round++) {
            long before = acknowledged.get();
            try (EmbeddedPostgres postgres = start()) {
                Thread writer = insert(postgres.jdbcUrl(), postgres.ownerPassword(), acknowledged);
                assertThat(Waiting.until(() -> acknowledged.get() > before + 200, SOON))
                        .isTrue();
                Programs.signal("KILL", postgres.pid());
                writer.join();
            }
            try (EmbeddedPostgres postgres = start()) {
                assertAllThere(postgres, acknowledged.get());
            }
        }
    }

    @Test
    void a_killed_jvm_takes_its_database_with_it_and_loses_nothing_acknowledged() throws Exception {
        AtomicLong acknowledged = new AtomicLong();
        try (PostgresChild child = PostgresChild.start(data)) {
            Sql.execute(child.jdbcUrl(), child.password(), "CREATE TABLE t (v bigint)");
            Thread writer = insert(child.jdbcUrl(), child.password(), acknowledged);
            assertThat(Waiting.until(() -> acknowledged.get() > 200, SOON)).isTrue();
            child.kill();
            writer.join();
            PostgresProcess orphan = new PostgresProcess(child.postgres());
            assertThat(Waiting.until(orphan::hasEnded, SOON)).isTrue();
        }
        try (EmbeddedPostgres postgres = start()) {
            assertAllThere(postgres, acknowledged.get());
            assertThat(Files.readString(home.log())).doesNotContain("not properly shut down");
        }
    }

    @Test
    void a_start_at_once_after_a_kill_of_the_jvm_waits_for_the_database_that_still_ends() throws Exception {
        for (int round = 1; round <= 3; round++) {
            try (PostgresChild child = PostgresChild.start(data)) {
                assertThat(child.last()).startsWith("up ");
                child.kill();
                stays_usable();
            }
        }
    }

    @Test
    void a_server_of_an_earlier_start_that_does_not_end_is_made_to() throws Exception {
        try (PostgresChild child = PostgresChild.start(data)) {
            Programs.signal("STOP", child.postgres());
            child.kill();
            assertThat(new PostgresProcess(child.postgres()).worksOn(home.cluster()))
                    .isTrue();
            stays_usable();
            assertThat(progress).anyMatch(line -> line.contains("still runs (process " + child.postgres() + ")"));
        }
    }

    @Test
    void children_of_a_killed_server_that_do_not_end_are_made_to() throws Exception {
        try (EmbeddedPostgres postgres = start()) {
            List<PostgresProcess> all = PostgresProcess.on(home.cluster());
            assertThat(all.getFirst().pid()).isEqualTo(postgres.pid());
            assumeTrue(all.size() > 1, "this user may not see what the processes of PostgreSQL's user run");
            // The last may be one that comes and goes.
            Programs.signal("STOP", all.get(1).pid());
            Programs.signal("KILL", postgres.pid());
            postgres.ended().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
        stays_usable();
        assertThat(progress).anyMatch(line -> line.contains("its rest is given time to end"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "SELF", "-1", "99999999", "", "rubbish", "0"})
    void a_pid_file_that_names_a_stranger_or_nobody_is_no_obstacle_and_no_harm(String pid) throws Exception {
        String written = "";
        try (EmbeddedPostgres postgres = start()) {
            written = Files.readString(PidFile.of(home.cluster()));
            assertThat(written).startsWith(postgres.pid() + "\n");
        }
        String self = Long.toString(ProcessHandle.current().pid());
        Files.writeString(
                PidFile.of(home.cluster()),
                pid.isEmpty() ? "" : written.replaceFirst("\\d+", pid.equals("SELF") ? self : pid));
        stays_usable();
        assertThat(PidFile.of(home.cluster())).doesNotExist();
    }

    @Test
    void a_living_stranger_named_by_the_pid_file_lives_on() throws Exception {
        String written = "";
        try (EmbeddedPostgres postgres = start()) {
            assertThat(postgres.pid()).isPositive();
            written = Files.readString(PidFile.of(home.cluster()));
        }
        Process stranger = new ProcessBuilder("sleep", "300").start();
        try {
            Files.writeString(PidFile.of(home.cluster()), written.replaceFirst("\\d+", "" + stranger.pid()));
            stays_usable();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void a_kill_in_the_middle_of_initdb_or_unpacking_is_no_obstacle() throws Exception {
        for (String until : List.of("Making the database", "Making the role")) {
            try (PostgresChild child =
                    PostgresChild.start(List.of(), System.getProperty("java.class.path"), data, until)) {
                assertThat(child.last()).startsWith(until);
                if (until.endsWith("database")) {
                    assertThat(Waiting.until(
                                    () -> Files.exists(home.unfinishedCluster().resolve("base")), SOON))
                            .isTrue();
                }
                child.kill();
            }
            assertThat(Files.exists(home.cluster())).isEqualTo(until.endsWith("role"));
        }
        stays_usable();
    }

    @Test
    void what_was_never_finished_is_not_taken_for_whole() throws Exception {
        Path half = home.folder().resolve(home.programs().getFileName() + ".part");
        Files.createDirectories(half.resolve("bin"));
        Files.createDirectories(home.folder().resolve("bin-17.0.0/lib"));
        Files.createDirectories(home.unfinishedCluster().resolve("base"));
        Files.writeString(home.unfinishedCluster().resolve("PG_VERSION"), "18\n");
        Files.writeString(home.passwordForInitdb(), "left over");
        stays_usable();
        assertThat(List.of(
                        half, home.folder().resolve("bin-17.0.0"), home.unfinishedCluster(), home.passwordForInitdb()))
                .noneMatch(Files::exists);
    }

    @Test
    void a_cluster_of_another_version_is_refused_untouched() throws Exception {
        stays_usable();
        Path version = home.cluster().resolve("PG_VERSION");
        Files.writeString(version, "17\n");
        assertThatThrownBy(this::start)
                .isInstanceOf(PostgresException.class)
                .hasMessage(home.cluster() + " was made by PostgreSQL 17, but this Fettle brings PostgreSQL 18, which"
                        + " cannot read it. Make a backup with the version of Fettle that ran here before, and"
                        + " restore it with this one into an empty data folder.");
        Files.writeString(version, "18\n");
        stays_usable();
    }
}
