package dev.fettle.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Disks that are full or may not be written. */
@Timeout(120)
class DiskTest {
    @TempDir
    Path disk;

    private EmbeddedPostgres start() throws PostgresException {
        return EmbeddedPostgres.start(disk.resolve("data"), line -> {});
    }

    @ParameterizedTest
    @CsvSource({"20m, Unpacking PostgreSQL", "80m, Making the database"})
    void too_small_a_disk_is_told_and_leaves_nothing_that_a_larger_one_trips_over(String size, String doing)
            throws Exception {
        try (RamDisk small = RamDisk.mount(disk, size)) {
            assertThat(small).isNotNull();
            assertThatThrownBy(this::start)
                    .isInstanceOf(PostgresException.class)
                    .hasMessage(doing + " in " + disk.resolve("data/postgres")
                            + " failed, because the disk is full. Free some space there and start again; nothing that"
                            + " was stored is lost.");
            assertThat(PostgresProcess.on(Home.in(disk.resolve("data")).unfinishedCluster()))
                    .isEmpty();
            assertThat(new ProcessBuilder("mount", "-o", "remount,size=400m", disk.toString())
                            .start()
                            .waitFor())
                    .isZero();
            try (EmbeddedPostgres postgres = start()) {
                assertThat(Sql.ask(postgres, "SELECT 'works'")).isEqualTo("works");
            }
        }
    }

    @Test
    void a_disk_that_fills_up_ends_or_fails_it_with_that_reason_and_keeps_every_row() throws Exception {
        try (RamDisk small = RamDisk.mount(disk, "200m")) {
            assertThat(small).isNotNull();
            try (EmbeddedPostgres postgres = start()) {
                Sql.execute(postgres, "CREATE TABLE t AS SELECT generate_series(1, 1000) AS v");
            }
            Path filler = disk.resolve("filler");
            List<String> said = new ArrayList<>();
            try (var output = Files.newOutputStream(filler)) {
                while (true) {
                    output.write(new byte[4096]);
                }
            } catch (java.io.IOException full) {
                said.add(full.getMessage());
            }
            assertThat(said).containsExactly("No space left on device");
            assertThatThrownBy(this::start)
                    .isInstanceOf(PostgresException.class)
                    .hasMessageContaining("because the disk is full");
            Files.delete(filler);
            try (EmbeddedPostgres postgres = start()) {
                assertThat(Sql.ask(postgres, "SELECT count(*) FROM t")).isEqualTo("1000");
            }
        }
    }

    @Test
    void a_disk_that_fills_up_while_the_server_runs_is_the_reason_it_gives() throws Exception {
        try (RamDisk small = RamDisk.mount(disk, "200m")) {
            assertThat(small).isNotNull();
            EmbeddedPostgres.Ended ended;
            try (EmbeddedPostgres postgres = start()) {
                Sql.execute(postgres, "CREATE TABLE t (v text)");
                assertThatThrownBy(() -> Sql.execute(
                                postgres, "INSERT INTO t SELECT repeat('x', 1000) FROM generate_series(1, 1000000)"))
                        .hasMessageContaining("No space left on device");
                Programs.signal("KILL", postgres.pid());
                ended = postgres.ended().toCompletableFuture().get(20, TimeUnit.SECONDS);
            }
            assertThat(ended.sentence()).contains("because the disk is full");
        }
    }

    @Test
    void a_read_only_disk_is_told() throws Exception {
        try (RamDisk small = RamDisk.mount(disk, "300m")) {
            try (EmbeddedPostgres postgres = start()) {
                assertThat(Sql.ask(postgres, "SELECT 'works'")).isEqualTo("works");
            }
            small.makeReadOnly();
            assertThatThrownBy(this::start)
                    .isInstanceOf(PostgresException.class)
                    .hasMessageContaining("this user cannot write there")
                    .hasMessageContaining("Make the folder writable");
        }
    }

    @Test
    void a_folder_that_this_user_may_not_write_is_told() throws Exception {
        Files.setPosixFilePermissions(disk, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeTrue(!Files.isWritable(disk), "root may write everywhere");
            assertThatThrownBy(this::start)
                    .isInstanceOf(PostgresException.class)
                    .hasMessageContaining("this user cannot write there");
        } finally {
            Files.setPosixFilePermissions(disk, PosixFilePermissions.fromString("rwx------"));
        }
    }
}
