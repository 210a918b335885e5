package dev.fettle.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.audit.AuditChain;
import dev.fettle.core.audit.AuditEntry;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.ChainPart;
import dev.fettle.core.audit.ChainVerdict;
import dev.fettle.core.audit.ChainVerifier;
import dev.fettle.core.audit.Checkpoint;
import dev.fettle.core.audit.Deed;
import dev.fettle.core.audit.Tampering;
import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import dev.fettle.server.SetClock;
import dev.fettle.server.TestServerDatabase;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.SigningKey;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tampers with the stored trail as the owner of the database can: some hundred times in SQL, taken back after each time,
 * and the rest of 10,000 times on the rows as they were read, which goes faster.
 */
final class TamperedTrailTest {
    private static final int TAMPERINGS = Integer.getInteger("fettle.tamperings", 10_000);
    private static final int IN_SQL = Math.min(400, TAMPERINGS);
    private static final long SEED = Long.getLong("fettle.tampering.seed", 20261120);
    private static final int ENTRIES = 80;
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    Path data;

    private final Random random = new Random(SEED);
    private final TestServerDatabase database = TestServerDatabase.fresh();
    private final SingleConnectionDataSource owner = new SingleConnectionDataSource(
            database.owner().url() + "?currentSchema=fettle",
            database.owner().user(),
            database.owner().password(),
            true);
    private final JdbcClient sql = JdbcClient.create(owner);
    private final JdbcTransactionManager transactions = new JdbcTransactionManager(owner);
    private final TransactionTemplate transaction = new TransactionTemplate(transactions);
    private final ChainStore chain = new ChainStore(sql);
    private final Map<String, Integer> found = new TreeMap<>();
    private VerificationKey key;
    private List<Checkpoint> known;

    @BeforeEach
    void write() throws Exception {
        SetClock clock = new SetClock(NOON);
        Audit audit = TestAudit.in(database, clock);
        try (DataFolder opened = DataFolder.open(data)) {
            KeyFolder folder = KeyFolder.of(opened);
            Sealer sealer = new Sealer(new ChainStore(database.jdbc()), audit, folder, database.transactions(), clock);
            SigningKey signing = sealer.takeOver();
            key = signing.open();
            TransactionTemplate server = new TransactionTemplate(database.transactions());
            for (int number = 2; number <= ENTRIES; number++) {
                String host = "host-" + number;
                server.executeWithoutResult(_ -> audit.append(
                        TestAudit.SOMEBODY,
                        new Deed(
                                "host.described",
                                new AuditSubject("host", host, host),
                                Map.of("owner", "a"),
                                Map.of("owner", "b", "environment", "production"),
                                "because")));
                clock.set(NOON.plusSeconds(number));
                if (number % 20 == 0) {
                    sealer.seal();
                    sealer.checkpoint(signing, true);
                }
            }
            known = folder.lastKept().stream().toList();
        }
        sql.sql("alter table audit_seal drop constraint audit_seal_entry_id_fkey")
                .update();
        assertThat(verify().proven()).isTrue();
        assertThat(verify().last()).isEqualTo(ENTRIES);
    }

    @AfterEach
    void close() throws SQLException {
        owner.destroy();
        database.close();
    }

    private ChainVerdict verify() {
        return new StoredTrail(new TrailStore(sql, chain), transactions).verify(List.of(key), known, _ -> {});
    }

    private void expect(String what, ChainVerdict verdict, long from, long to) {
        assertThat(verdict.tampering()).as("%s at %d to %d", what, from, to).isPresent();
        Tampering first = verdict.tampering().get();
        assertThat(first.from() <= to && first.to() >= from)
                .as("%s at %d to %d was told as: %s", what, from, to, first)
                .isTrue();
        found.merge(what, 1, Integer::sum);
    }

    @Test
    void every_tampering_as_the_owner_of_the_database_is_found() {
        System.out.println("Tampered trail: seed " + SEED + ", " + TAMPERINGS + " tamperings, " + IN_SQL + " in SQL");
        for (int round = 0; round < IN_SQL; round++) {
            transaction.executeWithoutResult(status -> {
                inSql();
                status.setRollbackOnly();
            });
        }
        assertThat(verify().proven()).isTrue();
        List<ChainPart> parts = new ArrayList<>();
        transaction.executeWithoutResult(_ ->
                new TrailStore(sql, chain).walk(1, Long.MAX_VALUE, new Selection.Everything(), new Collecting(parts)));
        for (int round = IN_SQL; round < TAMPERINGS; round++) {
            inMemory(parts);
        }
        System.out.println("All found: " + found);
    }

    private void inSql() {
        long number = 1L + random.nextInt(ENTRIES);
        String entry = "id = (select entry_id from audit_seal where number = " + number + ")";
        switch (random.nextInt(9)) {
            case 0, 1, 2 -> {
                List<String> sets = List.of(
                        "at = at + interval '1 microsecond'",
                        "actor_kind = case actor_kind when 'person' then 'token' else 'person' end",
                        "actor_name = actor_name || 'x'",
                        "actor_role = 'viewer'",
                        "actor_from = '198.51.100.1'",
                        "request = request || '0'",
                        "kind = 'host.changed'",
                        "subject_type = 'hosts'",
                        "subject_id = subject_id || '0'",
                        "subject_name = upper(subject_name) || ' '",
                        "before = before || array['z', '']",
                        "before = array['odd']",
                        "after = array['key', 'other']",
                        "after = array[null, 'b']",
                        "why = why || '.'",
                        "salt = '\\x00112233445566778899aabbccddeeff'");
                String set = sets.get(random.nextInt(sets.size()));
                sql.sql("update audit_entry set " + set + " where " + entry).update();
                expect("SQL: changed", verify(), number, number);
            }
            case 3 -> {
                sql.sql("delete from audit_entry where " + entry).update();
                expect("SQL: entry deleted", verify(), number, number);
            }
            case 4 -> {
                sql.sql("delete from audit_entry where " + entry).update();
                sql.sql("delete from audit_seal where number = ?").param(number).update();
                expect("SQL: entry and seal deleted", verify(), number, ENTRIES);
            }
            case 5 -> {
                sql.sql("delete from audit_checkpoint where number >= ?")
                        .param(number)
                        .update();
                sql.sql("delete from audit_entry where id in (select entry_id from audit_seal where number >= ?)")
                        .param(number)
                        .update();
                sql.sql("delete from audit_seal where number >= ?")
                        .param(number)
                        .update();
                expect("SQL: cut off", verify(), number, ENTRIES);
            }
            case 6 -> {
                long other = 1L + random.nextInt(ENTRIES - 1);
                other = other >= number ? other + 1 : other;
                long one = number;
                long two = other;
                sql.sql("alter table audit_seal drop constraint audit_seal_entry_id_key")
                        .update();
                sql.sql("""
                                update audit_seal s set entry_id = o.entry_id from audit_seal o
                                where (s.number = ? and o.number = ?) or (s.number = ? and o.number = ?)""").params(one, two, two, one).update();
                expect("SQL: swapped", verify(), Math.min(one, two), Math.min(one, two));
            }
            case 7 -> {
                sql.sql("""
                                insert into audit_entry (at, actor_kind, actor_name, actor_role, actor_from, request, kind,
                                    subject_type, subject_id, subject_name, before, after, why, salt)
                                select at, actor_kind, actor_name, actor_role, actor_from, request, kind, subject_type,
                                    subject_id, subject_name, before, after, 'put in', salt
                                from audit_entry where
""" + entry).update();
                expect("SQL: put in beside the chain", verify(), ENTRIES + 1, ENTRIES + 1);
            }
            default -> {
                String set = random.nextBoolean() ? "signature = sha512(signature)" : "hash = sha256(hash)";
                int changed = sql.sql("update audit_checkpoint set " + set + " where number = (select min(number)"
                                + " from audit_checkpoint where number >= ?)")
                        .param(number)
                        .update();
                assertThat(changed).isEqualTo(1);
                long covered = (number + 19) / 20 * 20;
                expect("SQL: checkpoint changed", verify(), covered, covered);
            }
        }
    }

    /** Rows as they are in the database, changed, removed, moved, put in or cut off; hashes as they were or anew. */
    private void inMemory(List<ChainPart> parts) {
        List<ChainPart> all = new ArrayList<>(parts);
        int at = random.nextInt(parts.size());
        while (!(parts.get(at) instanceof ChainPart.Told)) {
            at = random.nextInt(parts.size());
        }
        ChainPart.Told told = (ChainPart.Told) parts.get(at);
        long number = told.entry().number();
        switch (random.nextInt(6)) {
            case 0 -> {
                all.set(at, new ChainPart.Told(changed(told.entry()), told.digest(), told.hash()));
                expect("row changed", follow(all), number, number);
            }
            case 1 -> {
                int until = Math.min(parts.size(), at + 1 + random.nextInt(5));
                all.subList(at, until).clear();
                expect("rows removed", follow(all), number, number + 5);
            }
            case 2 -> {
                int other = random.nextInt(parts.size());
                if (other == at || parts.get(other) instanceof ChainPart.Signed) {
                    other = at == 0 ? 1 : 0;
                }
                Collections.swap(all, at, other);
                long first = Math.min(
                        number, ((ChainPart.Told) parts.get(other)).entry().number());
                expect("rows swapped", follow(all), first, first);
            }
            case 3 -> expect("hashes anew", follow(anew(parts, number)), number, number);
            case 4 -> {
                all.add(random.nextInt(parts.size() + 1), told);
                expect("row put in", follow(all), 1, ENTRIES + 1);
            }
            default -> expect("cut off", follow(parts.subList(0, at)), number, ENTRIES);
        }
    }

    private ChainVerdict follow(List<ChainPart> parts) {
        ChainVerifier verifier = ChainVerifier.begin(List.of(key), known, 1, AuditChain.START);
        for (ChainPart part : parts) {
            verifier = verifier.next(part);
        }
        return verifier.end();
    }

    private AuditEntry changed(AuditEntry entry) {
        Deed deed = entry.deed();
        AuditSubject other =
                new AuditSubject(deed.subject().type(), deed.subject().id() + "0", "");
        return switch (random.nextInt(4)) {
            case 0 -> new AuditEntry(entry.number(), entry.at().plusNanos(1), entry.actor(), deed, entry.salt());
            case 1 -> new AuditEntry(entry.number(), entry.at(), entry.actor(), deed.because("forged"), entry.salt());
            case 2 ->
                new AuditEntry(
                        entry.number(),
                        entry.at(),
                        entry.actor(),
                        new Deed(deed.kind(), other, deed.before(), deed.after(), deed.why()),
                        entry.salt());
            default ->
                new AuditEntry(
                        entry.number(),
                        entry.at(),
                        entry.actor(),
                        new Deed(deed.kind(), deed.subject(), deed.after(), deed.before(), "swapped"),
                        entry.salt());
        };
    }

    /** By somebody who has the database, but not the key. */
    private List<ChainPart> anew(List<ChainPart> parts, long from) {
        List<ChainPart> other = new ArrayList<>();
        Octets hash = AuditChain.START;
        for (ChainPart part : parts) {
            if (part instanceof ChainPart.Told told) {
                AuditEntry entry = told.entry().number() == from ? changed(told.entry()) : told.entry();
                hash = AuditChain.next(hash, entry.digest());
                other.add(new ChainPart.Told(entry, entry.digest(), hash));
            } else {
                other.add(part);
            }
        }
        return other;
    }

    private record Collecting(List<ChainPart> parts) implements TrailStore.Walker {
        @Override
        public boolean part(ChainPart part) {
            return parts.add(part);
        }

        @Override
        public void unreadable(long number, String why) {
            throw new AssertionError(why);
        }

        @Override
        public boolean absent(long number, Octets digest) {
            throw new AssertionError("Entry " + number + " is absent.");
        }
    }
}
