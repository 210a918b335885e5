package dev.fettle.server.audit;

import dev.fettle.core.audit.AuditChain;
import dev.fettle.core.audit.AuditEntry;
import dev.fettle.core.audit.Checkpoint;
import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import dev.fettle.server.database.Storable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** The chain: which entry has which number and hash, and what was signed of it. */
@Component
final class ChainStore {
    /** The number of the sealers' lock; "fettle-a" in ASCII. */
    private static final long LOCK = 0x666574746c652d61L;

    private final JdbcClient jdbc;

    ChainStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param number 0 for an empty chain */
    record End(long number, Octets hash) {}

    /** An entry that waits for a number. */
    record Waiting(long id, AuditEntry asFirst) {
        AuditEntry numbered(long number) {
            return new AuditEntry(number, asFirst.at(), asFirst.actor(), asFirst.deed(), asFirst.salt());
        }
    }

    record Seal(long number, long entryId, Octets digest, Octets hash) {}

    /** @param since when the first of them was written */
    record Backlog(long entries, Instant since) {}

    /** Whether anything waits. */
    boolean isBehind() {
        return jdbc.sql("select exists (select from audit_unsealed) as behind")
                .query((row, _) -> row.getBoolean("behind"))
                .single();
    }

    /** What waits; empty if nothing does. */
    Optional<Backlog> backlog() {
        return jdbc.sql("""
                        select count(*) as entries, min(e.at) as since
                        from audit_unsealed u join audit_entry e on e.id = u.entry_id having count(*) > 0""")
                .query((row, _) -> new Backlog(
                        row.getLong("entries"), row.getTimestamp("since").toInstant()))
                .optional();
    }

    /** Whether this transaction is the one that may seal, until it ends. */
    boolean lock() {
        return jdbc.sql("select pg_try_advisory_xact_lock(?) as mine")
                .param(LOCK)
                .query((row, _) -> row.getBoolean("mine"))
                .single();
    }

    /** Committed entries without a number, the oldest first; one that is committed late comes late. */
    List<Waiting> waiting(int limit) {
        return jdbc.sql("select e.id, " + EntryTable.COLUMNS
                        + " from audit_unsealed u join audit_entry e on e.id = u.entry_id order by u.entry_id limit ?")
                .param(limit)
                .query((row, _) -> new Waiting(row.getLong("id"), EntryTable.entry(1, row)))
                .list();
    }

    End end() {
        return jdbc.sql("select number, hash from audit_seal order by number desc limit 1")
                .query((row, _) -> new End(row.getLong("number"), Octets.of(row.getBytes("hash"))))
                .optional()
                .orElse(new End(0, AuditChain.START));
    }

    void seal(List<Seal> seals) {
        Object[] ids = seals.stream().map(Seal::entryId).toArray();
        jdbc.sql("""
                        insert into audit_seal (number, entry_id, digest, hash)
                        select number, entry_id, decode(digest, 'hex'), decode(hash, 'hex')
                        from unnest(?, ?, ?, ?) as seal (number, entry_id, digest, hash)""")
                .params(
                        new SqlArrayValue(
                                "bigint", seals.stream().map(Seal::number).toArray()),
                        new SqlArrayValue("bigint", ids),
                        Storable.texts(
                                seals.stream().map(seal -> seal.digest().hex()).toList()),
                        Storable.texts(
                                seals.stream().map(seal -> seal.hash().hex()).toList()))
                .update();
        jdbc.sql("delete from audit_unsealed where entry_id = any (?)")
                .param(new SqlArrayValue("bigint", ids))
                .update();
    }

    List<VerificationKey> keys() {
        return jdbc.sql("select public_key from audit_key order by made_at, key_id")
                .query((row, _) -> VerificationKey.ofDer(Octets.of(row.getBytes("public_key"))))
                .list();
    }

    void addKey(VerificationKey key, Instant now) {
        jdbc.sql("insert into audit_key (key_id, public_key, made_at) values (?, ?, ?)")
                .params(key.id().bytes(), key.der().bytes(), Timestamp.from(now))
                .update();
    }

    Optional<Checkpoint> lastCheckpoint() {
        return jdbc.sql("select number, hash, at, key_id, signature from audit_checkpoint order by number desc, at desc"
                        + " limit 1")
                .query((row, _) -> checkpoint(row))
                .optional();
    }

    /** The newest checkpoint of the key; empty if it has signed none. */
    Optional<Checkpoint> lastCheckpoint(Octets keyId) {
        return jdbc.sql("select number, hash, at, key_id, signature from audit_checkpoint where key_id = ?"
                        + " order by number desc limit 1")
                .param(keyId.bytes())
                .query((row, _) -> checkpoint(row))
                .optional();
    }

    /** Checkpoints that cover more than an entry, in order. */
    List<Checkpoint> checkpointsAfter(long number, int limit) {
        return jdbc.sql("select number, hash, at, key_id, signature from audit_checkpoint where number > ?"
                        + " order by number fetch first ? rows with ties")
                .params(number, limit)
                .query((row, _) -> checkpoint(row))
                .list();
    }

    void addCheckpoint(Checkpoint checkpoint) {
        jdbc.sql("insert into audit_checkpoint (number, hash, at, key_id, signature) values (?, ?, ?, ?, ?)")
                .params(
                        checkpoint.number(),
                        checkpoint.hash().bytes(),
                        Timestamp.from(checkpoint.at()),
                        checkpoint.keyId().bytes(),
                        checkpoint.signature().bytes())
                .update();
    }

    /** The chain's hash at an entry; empty if there is no such entry. */
    Optional<Octets> hash(long number) {
        return number == 0
                ? Optional.of(AuditChain.START)
                : jdbc.sql("select hash from audit_seal where number = ?")
                        .param(number)
                        .query((row, _) -> Octets.of(row.getBytes("hash")))
                        .optional();
    }

    private static Checkpoint checkpoint(ResultSet row) throws SQLException {
        return new Checkpoint(
                row.getLong("number"),
                Octets.of(row.getBytes("hash")),
                row.getTimestamp("at").toInstant(),
                Octets.of(row.getBytes("key_id")),
                Octets.of(row.getBytes("signature")));
    }
}
