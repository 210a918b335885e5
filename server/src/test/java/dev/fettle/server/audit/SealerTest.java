package dev.fettle.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Checkpoint;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.SetClock;
import dev.fettle.server.TestServerDatabase;
import dev.fettle.server.database.Schema;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.support.TransactionTemplate;

final class SealerTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    Path folder;

    private final TestServerDatabase database = TestServerDatabase.fresh();
    private final SetClock clock = new SetClock(NOON);
    private final Audit audit = TestAudit.in(database, clock);
    private final ChainStore chain = new ChainStore(database.jdbc());
    private final TransactionTemplate transaction = new TransactionTemplate(database.transactions());

    @AfterEach
    void close() {
        database.close();
    }

    private Sealer sealer(Path data) throws Exception {
        try (DataFolder opened = DataFolder.open(data)) {
            return new Sealer(chain, audit, KeyFolder.of(opened), database.transactions(), clock);
        }
    }

    private void append(String name) {
        transaction.executeWithoutResult(_ -> audit.append(
                TestAudit.SOMEBODY, Deed.added("host.added", new AuditSubject("host", name, name), Map.of())));
    }

    private StoredTrail stored() {
        return new StoredTrail(new TrailStore(database.jdbc(), chain), database.transactions());
    }

    private List<String> sealed() {
        return database.jdbc()
                .sql("select subject_id from audit_seal s join audit_entry e on e.id = s.entry_id"
                        + " where kind = 'host.added' order by number")
                .query((row, _) -> row.getString(1))
                .list();
    }

    @Test
    void an_entry_without_a_transaction_is_refused_and_one_of_a_transaction_that_fails_never_was() {
        assertThatThrownBy(() ->
                        audit.append(TestAudit.SOMEBODY, Deed.of("scan.asked", new AuditSubject("machine", "1", ""))))
                .isInstanceOf(IllegalStateException.class);
        transaction.executeWithoutResult(status -> {
            audit.append(TestAudit.SOMEBODY, Deed.of("scan.asked", new AuditSubject("machine", "1", "")));
            status.setRollbackOnly();
        });

        assertThat(TestAudit.kinds(database)).isEmpty();
        assertThat(chain.isBehind()).isFalse();
    }

    @Test
    void entries_that_are_committed_late_come_later_and_are_never_left_out() throws Exception {
        Sealer sealer = sealer(folder);
        sealer.takeOver();
        TransactionTemplate another = new TransactionTemplate(database.transactions());
        transaction.executeWithoutResult(_ -> {
            audit.append(TestAudit.SOMEBODY, Deed.added("host.added", new AuditSubject("host", "late", ""), Map.of()));
            Thread other = Thread.ofPlatform()
                    .start(() -> another.executeWithoutResult(_ -> audit.append(
                            TestAudit.SOMEBODY,
                            Deed.added("host.added", new AuditSubject("host", "early", ""), Map.of()))));
            join(other);
            Thread sealing = Thread.ofPlatform().start(sealer::seal);
            join(sealing);
        });
        assertThat(sealed()).containsExactly("early");

        sealer.seal();
        assertThat(sealed()).containsExactly("early", "late");
        assertThat(chain.isBehind()).isFalse();
    }

    private static void join(Thread thread) {
        try {
            assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void several_sealers_at_once_make_one_chain() throws Exception {
        Sealer one = sealer(folder);
        one.takeOver();
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int number = 0; number < 300; number++) {
                append("h" + number);
            }
        });
        List<Thread> sealers = IntStream.range(0, 3)
                .mapToObj(_ -> Thread.ofPlatform().start(() -> {
                    while (writer.isAlive()) {
                        one.seal();
                    }
                }))
                .toList();
        join(writer);
        sealers.forEach(SealerTest::join);
        one.seal();

        assertThat(sealed()).hasSize(300).doesNotHaveDuplicates();
        assertThat(chain.end().number()).isEqualTo(301);
        assertThat(stored().verify(List.of(one.takeOver().open()), List.of(), _ -> {})
                        .tampering())
                .isEmpty();
    }

    @Test
    void checkpoints_come_each_minute_or_thousand_entries_if_anything_is_new() throws Exception {
        Sealer sealer = sealer(folder);
        SigningKey key = sealer.takeOver();
        sealer.seal();
        assertThat(sealer.checkpoint(key, false))
                .hasValueSatisfying(first -> assertThat(first.number()).isEqualTo(1));
        assertThat(sealer.checkpoint(key, true)).isEmpty();

        append("a");
        sealer.seal();
        assertThat(sealer.checkpoint(key, false)).isEmpty();
        clock.set(NOON.plusSeconds(61));
        Checkpoint second = sealer.checkpoint(key, false).orElseThrow();
        assertThat(second.number()).isEqualTo(2);
        assertThat(second.isSignedBy(key.open())).isTrue();
        assertThat(Files.readAllLines(folder.resolve("audit/checkpoints.jsonl")))
                .hasSize(2);

        transaction.executeWithoutResult(_ -> {
            for (int i = 0; i < Sealer.ENTRIES_PER_CHECKPOINT; i++) {
                audit.append(TestAudit.SOMEBODY, Deed.of("scan.asked", new AuditSubject("machine", "1", "")));
            }
        });
        assertThat(sealer.seal()).isEqualTo(Sealer.ENTRIES_PER_CHECKPOINT);
        assertThat(sealer.checkpoint(key, false)).isPresent();
        append("b");
        sealer.seal();
        assertThat(sealer.checkpoint(key, true)).isPresent();
    }

    @Test
    void a_folder_without_a_key_makes_one_and_the_chain_tells_that_and_still_verifies_with_both() throws Exception {
        Sealer first = sealer(folder.resolve("first"));
        SigningKey before = first.takeOver();
        append("a");
        first.seal();
        first.checkpoint(before, true);
        assertThat(first.takeOver().open().id()).isEqualTo(before.open().id());

        Path restored = folder.resolve("second");
        Sealer second = sealer(restored);
        SigningKey after = second.takeOver();
        second.seal();
        second.checkpoint(after, true);

        assertThat(after.open().id()).isNotEqualTo(before.open().id());
        assertThat(TestAudit.kinds(database)).containsExactly("audit.key-changed", "host.added", "audit.key-changed");
        try (DataFolder opened = DataFolder.open(restored)) {
            KeyFolder kept = KeyFolder.of(opened);
            assertThat(kept.trusted()).hasSize(2);
            assertThat(Files.getPosixFilePermissions(kept.path().resolve("signing-key.pem")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(kept.lastKept().orElseThrow().number()).isEqualTo(3);
            Files.writeString(
                    kept.path().resolve("checkpoints.jsonl"), "{\"checkpoint\":{\"num", StandardOpenOption.APPEND);
            assertThat(kept.lastKept().orElseThrow().number()).isEqualTo(3);
            append("b");
            second.seal();
            clock.set(NOON.plusSeconds(120));
            second.checkpoint(after, false);
            assertThat(kept.lastKept().orElseThrow().number()).isEqualTo(4);
            assertThat(stored().verify(kept.trusted(), kept.lastKept().stream().toList(), _ -> {})
                            .proven())
                    .isTrue();
        }
        assertThat(stored().verify(List.of(after.open()), List.of(), _ -> {}).tampering())
                .hasValueSatisfying(found -> assertThat(found.sentence()).contains("a key that was not given"));
    }

    @Test
    void long_texts_are_cut_with_a_mark_and_hostile_ones_can_be_stored() {
        String longest = "x".repeat(5000);
        transaction.executeWithoutResult(_ -> audit.append(
                TestAudit.SOMEBODY,
                new Deed(
                        "host.added",
                        new AuditSubject("host", longest, "\u0000\ud800\u202e"),
                        Map.of(),
                        Map.of("a", longest, "b\u0000", "\udfff"),
                        longest)));
        assertThat(chain.waiting(1)).singleElement().satisfies(each -> {
            Deed deed = each.asFirst().deed();
            assertThat(deed.subject().id()).hasSize(512).endsWith("\u2026 (cut, 5000 characters)");
            assertThat(deed.subject().name()).isEqualTo("\ufffd\ufffd\u202e");
            assertThat(deed.after().get("a")).hasSize(4096).endsWith("\u2026 (cut, 5000 characters)");
            assertThat(deed.why()).hasSize(4096);
            assertThat(deed.after()).containsEntry("b\ufffd", "\ufffd");
        });
    }

    /** As the server's own role, in a database that was made by older migrations too. */
    @Test
    void the_servers_role_can_neither_change_nor_delete_nor_truncate_what_was_noted() throws Exception {
        append("a");
        try (Connection connection = database.pool().getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : Schema.APPEND_ONLY) {
                String column = table.equals("audit_key") ? "made_at" : table.equals("audit_checkpoint") ? "at" : "";
                String set = column.isEmpty()
                        ? (table.equals("audit_entry") ? "why = ''" : "hash = hash")
                        : column + " = now()";
                for (String sql : List.of(
                        "update " + table + " set " + set,
                        "delete from " + table,
                        "truncate " + table,
                        "truncate " + table + " cascade",
                        "drop table " + table,
                        "alter table " + table + " disable trigger all",
                        "grant update on " + table + " to current_user; update " + table + " set " + set)) {
                    assertThatThrownBy(() -> statement.execute(sql))
                            .as(sql)
                            .hasMessageMatching("(?s).*(permission denied|must be owner).*");
                }
            }
        }
        assertThatThrownBy(() -> database.jdbc()
                        .sql("insert into audit_entry (id, at, actor_kind, actor_name, actor_role, actor_from, request,"
                                + " kind, subject_type, subject_id, subject_name, before, after, why, salt) overriding"
                                + " system value select id, at, actor_kind, actor_name, actor_role, actor_from, request,"
                                + " kind, subject_type, subject_id, subject_name, before, after, why, salt"
                                + " from audit_entry on conflict (id) do update set why = 'forged'")
                        .update())
                .isInstanceOf(DataAccessException.class)
                .rootCause()
                .hasMessageContaining("permission denied");
    }
}
