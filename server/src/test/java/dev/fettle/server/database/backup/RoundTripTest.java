package dev.fettle.server.database.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.server.TestDatabase;
import dev.fettle.server.database.DatabaseException;
import dev.fettle.server.database.Schema;
import dev.fettle.server.hosts.MadeUpFleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RoundTripTest {
    @TempDir
    Path folder;

    @AfterEach
    void drop() throws Exception {
        Filled.dropAll();
    }

    private Path backUp(TestDatabase database, String name) throws BackupException, DatabaseException {
        Path file = folder.resolve(name);
        Backup.Done _ = new Backup(Filled.schema(database), folder.resolve("feeds"), "9.9-test", InstantSource.system())
                .write(file, new Stop(), _ -> {});
        return file;
    }

    private void restore(Path file, TestDatabase database) throws BackupException, DatabaseException {
        try (Restore restore = Restore.open(file, new Stop(), _ -> {})) {
            restore.into(Filled.schema(database), folder.resolve("restored"), folder, true);
        }
    }

    private Set<String> namesInFolder() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new HashSet<>(
                    files.map(each -> each.getFileName().toString()).toList());
        }
    }

    @Test
    void every_table_comes_back_as_it_was() throws Exception {
        TestDatabase before = Filled.some(12);
        Path file = backUp(before, "b.zip");
        TestDatabase after = Filled.none();
        restore(file, after);

        Map<String, String> rows = Filled.rows(before);
        assertThat(rows.values()).as("the test has rows for every table").noneMatch(String::isEmpty);
        assertThat(Filled.rows(after)).isEqualTo(rows);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(namesInFolder()).contains("b.zip").doesNotContain("b.zip.part");
    }

    @Test
    void what_is_of_the_moment_stays_behind() throws Exception {
        TestDatabase after = Filled.none();
        restore(backUp(Filled.some(1), "b.zip"), after);
        try (Connection connection = after.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select (select count(*) from fettle.spring_session)"
                        + " + (select count(*) from fettle.first_sign_in)"
                        + " + (select count(*) from fettle.scheduled_tasks)")) {
            row.next();
            assertThat(row.getInt(1)).isZero();
        }
    }

    @Test
    void numbers_go_on_behind_the_highest() throws Exception {
        TestDatabase before = Filled.some(3);
        TestDatabase after = Filled.none();
        restore(backUp(before, "b.zip"), after);
        try (Connection connection = after.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        with h as (insert into fettle.host (machine, name, added_at) values ('new', 'new', now())
                                returning id),
                            p as (insert into fettle.person (name, password_hash, added_at) values ('new', '', now())
                                returning id)
                        select h.id = (select max(id) + 1 from fettle.host),
                            p.id = (select max(id) + 1 from fettle.person) from h, p""")) {
            row.next();
            assertThat(row.getBoolean(1)).isTrue();
            assertThat(row.getBoolean(2)).isTrue();
        }
        Filled.fleet(after).look(1000, 0);
    }

    @Test
    void an_empty_table_starts_at_one_again() throws Exception {
        TestDatabase before = Filled.none();
        Filled.schema(before).prepare(Filled.SERVER_PASSWORD);
        TestDatabase after = Filled.none();
        restore(backUp(before, "b.zip"), after);
        Filled.fleet(after).look(1, 0);
        assertThat(Filled.rows(after).get("host")).startsWith("1\t");
    }

    @Test
    void the_server_gets_its_rights_after_a_restore() throws Exception {
        TestDatabase after = Filled.none();
        restore(backUp(Filled.some(1), "b.zip"), after);
        assertThat(Filled.schema(after).prepare(Filled.SERVER_PASSWORD).user()).endsWith("_server");
    }

    @Test
    void a_backup_while_others_write_is_the_picture_of_one_moment() throws Exception {
        TestDatabase before = Filled.some(20);
        AtomicBoolean enough = new AtomicBoolean();
        CountDownLatch writing = new CountDownLatch(3);
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<Integer> writer = threads.submit(() -> {
                MadeUpFleet fleet = Filled.fleet(before);
                int round = 2;
                for (; !enough.get(); round++) {
                    for (int host = 0; host < 25; host++) {
                        fleet.look(host, round);
                    }
                    writing.countDown();
                }
                return round;
            });
            try {
                writing.await();
                for (int i = 0; i < 4; i++) {
                    TestDatabase after = Filled.none();
                    restore(backUp(before, i + ".zip"), after);
                    assertInventoriesAreTheSumOfTheirDeltas(after);
                }
            } finally {
                enough.set(true);
            }
            assertThat(writer.get()).isGreaterThan(4);
        }
    }

    private static void assertInventoriesAreTheSumOfTheirDeltas(TestDatabase database) throws Exception {
        try (Connection connection = database.connect();
                Statement hosts = connection.createStatement();
                ResultSet host = hosts.executeQuery("select host_id, builds from fettle.inventory")) {
            int seen = 0;
            while (host.next()) {
                Set<Integer> sum = new TreeSet<>();
                try (Statement deltas = connection.createStatement();
                        ResultSet delta = deltas.executeQuery("select added, removed from fettle.delta where host_id = "
                                + host.getLong(1) + " and subject = 'build' order by revision")) {
                    while (delta.next()) {
                        sum.addAll(Set.of((Integer[]) delta.getArray(1).getArray()));
                        sum.removeAll(Set.of((Integer[]) delta.getArray(2).getArray()));
                    }
                }
                assertThat((Integer[]) host.getArray(2).getArray()).containsExactlyElementsOf(sum);
                seen++;
            }
            assertThat(seen).isGreaterThanOrEqualTo(20);
        }
    }

    @Test
    void every_table_is_either_kept_or_left_out_by_name() throws Exception {
        TestDatabase database = Filled.none();
        Filled.schema(database).prepare(Filled.SERVER_PASSWORD);
        Set<String> all = new TreeSet<>();
        try (Connection connection = database.connect();
                ResultSet tables = connection
                        .getMetaData()
                        .getTables(null, Schema.NAME, "%", new String[] {"TABLE", "PARTITIONED TABLE"})) {
            while (tables.next()) {
                all.add(tables.getString("TABLE_NAME"));
            }
        }
        Set<String> kept = Filled.rows(database).keySet();
        assertThat(all).containsAll(TableCopies.LEFT_OUT);
        all.removeAll(TableCopies.LEFT_OUT);
        // A new table belongs into Filled.FULL and here, or into TableCopies.LEFT_OUT.
        assertThat(kept)
                .isEqualTo(all)
                .containsExactlyInAnyOrder(
                        "agent",
                        "api_token",
                        "api_token_grant",
                        "audit_checkpoint",
                        "audit_delivery",
                        "audit_entry",
                        "audit_key",
                        "audit_seal",
                        "audit_settings",
                        "audit_unsealed",
                        "change",
                        "change_approval",
                        "change_alert",
                        "change_fact",
                        "change_freeze",
                        "change_host",
                        "changelog_claim",
                        "delta",
                        "demo",
                        "effect_build",
                        "feed",
                        "host",
                        "host_group",
                        "host_order",
                        "host_rule",
                        "host_told_apart",
                        "incident",
                        "inventory",
                        "last_alive",
                        "maintenance_window",
                        "origins",
                        "passkey",
                        "patch",
                        "pending",
                        "person",
                        "person_grant",
                        "recovery_code",
                        "rollout",
                        "rollout_host",
                        "rollout_order",
                        "rollout_watch",
                        "run",
                        "ssh_host",
                        "totp",
                        "webhook");
    }

    @Test
    void feeds_in_force_come_back_and_others_stay_behind() throws Exception {
        String content = "ab".repeat(32);
        Path feeds = folder.resolve("feeds");
        Files.createDirectories(feeds.resolve("tables"));
        Files.createDirectories(feeds.resolve("sources"));
        Files.writeString(feeds.resolve("sources/0011aabb-9.source"), "location=x\ncontent=" + content + "\n");
        Files.writeString(feeds.resolve("tables/" + content + ".v3.table"), "compiled");
        Files.writeString(feeds.resolve("tables/" + "cd".repeat(32) + ".v3.table"), "of yesterday");
        restore(backUp(Filled.some(1), "b.zip"), Filled.none());

        Path restored = folder.resolve("restored");
        assertThat(restored.resolve("sources/0011aabb-9.source"))
                .hasSameBinaryContentAs(feeds.resolve("sources/0011aabb-9.source"));
        assertThat(restored.resolve("tables/" + content + ".v3.table")).hasContent("compiled");
        try (Stream<Path> tables = Files.list(restored.resolve("tables"))) {
            assertThat(tables).hasSize(1);
        }
        try (Stream<Path> left = Files.list(restored.resolve("tmp"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void a_file_that_is_there_is_never_overwritten() throws Exception {
        Path file = Files.writeString(folder.resolve("mine.zip"), "mine");
        TestDatabase database = Filled.some(1);
        assertThatThrownBy(() -> backUp(database, "mine.zip"))
                .isInstanceOf(BackupException.class)
                .hasMessage(file + " is there already, and a backup never overwrites anything. Name another file.");
        assertThat(file).hasContent("mine");
    }

    @Test
    void a_database_with_rows_is_never_restored_into() throws Exception {
        Path file = backUp(Filled.some(1), "b.zip");
        TestDatabase mine = Filled.some(2);
        Map<String, String> rows = Filled.rows(mine);
        assertThatThrownBy(() -> restore(file, mine))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("already holds something")
                .hasMessageContaining("--data");
        assertThat(Filled.rows(mine)).isEqualTo(rows);
    }

    @Test
    void a_database_that_fettle_never_used_has_nothing_to_back_up() throws Exception {
        TestDatabase database = Filled.none();
        assertThatThrownBy(() -> backUp(database, "b.zip")).hasMessageStartingWith("There is nothing to back up");
        assertThat(namesInFolder()).isEmpty();
    }

    @Test
    void a_stopped_backup_leaves_nothing_behind() throws Exception {
        TestDatabase database = Filled.some(5);
        for (int looks = 1; looks <= 12; looks++) {
            Stop stop = new Stop();
            int at = looks;
            int[] told = {0};
            Backup backup = new Backup(Filled.schema(database), folder.resolve("feeds"), "t", InstantSource.system());
            assertThatThrownBy(() -> backup.write(folder.resolve("b.zip"), stop, _ -> {
                        if (++told[0] == at) {
                            stop.request();
                        }
                    }))
                    .hasMessage("The backup was stopped, and nothing of it was kept.");
            assertThat(namesInFolder()).isEmpty();
        }
    }

    @Test
    void a_stopped_restore_leaves_the_database_empty_for_the_next() throws Exception {
        TestDatabase before = Filled.some(5);
        Path file = backUp(before, "b.zip");
        TestDatabase after = Filled.none();
        Stop stop = new Stop();
        try (Restore restore = Restore.open(file, stop, line -> {
            if (line.startsWith("inventory:")) {
                stop.request();
            }
        })) {
            assertThatThrownBy(() -> restore.into(Filled.schema(after), folder.resolve("r"), folder, true))
                    .hasMessageStartingWith("The restore was stopped.");
        }
        assertThat(Filled.isEmpty(after)).isTrue();
        restore(file, after);
        assertThat(Filled.rows(after)).isEqualTo(Filled.rows(before));
    }

    @Test
    void a_wrong_password_is_told_in_a_sentence() {
        TestDatabase database = Filled.none();
        TestDatabase wrong = new TestDatabase(database.url(), database.user(), "wrong");
        assertThatThrownBy(() -> backUp(wrong, "b.zip")).hasMessageContaining("refuses the password");
    }
}
