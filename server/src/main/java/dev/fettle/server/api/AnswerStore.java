package dev.fettle.server.api;

import dev.fettle.server.database.Storable;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Answers to requests that are not to be carried out twice. */
@Component
final class AnswerStore {
    private final JdbcClient jdbc;

    AnswerStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param body null if it held a secret */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Kept(
            byte[] fingerprint,
            int status,
            @Nullable String type,
            @Nullable String location,
            @Nullable String etag,
            byte @Nullable [] body) {}

    /** Whether nobody else carries out a request of this key right now; until the transaction ends, nobody else can. */
    boolean lock(String person, String key) {
        return jdbc.sql("select pg_try_advisory_xact_lock(hashtextextended(?, 4711)) as got")
                .param(Storable.text(person + "\n" + key))
                .query((row, _) -> row.getBoolean("got"))
                .single();
    }

    Optional<Kept> find(String person, String key, Instant since) {
        return jdbc.sql("""
                        select fingerprint, status, type, location, etag, body from idempotency
                        where person = ? and key = ? and at > ?""")
                .params(Storable.text(person), key, Timestamp.from(since))
                .query((row, _) -> new Kept(
                        row.getBytes("fingerprint"),
                        row.getInt("status"),
                        row.getString("type"),
                        row.getString("location"),
                        row.getString("etag"),
                        row.getBytes("body")))
                .optional();
    }

    void put(String person, String key, Kept kept, Instant now) {
        jdbc.sql("""
                        insert into idempotency (person, key, fingerprint, status, type, location, etag, body, at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (person, key) do update set
                            fingerprint = excluded.fingerprint, status = excluded.status, type = excluded.type,
                            location = excluded.location, etag = excluded.etag, body = excluded.body,
                            at = excluded.at""")
                .params(
                        Storable.text(person),
                        key,
                        kept.fingerprint(),
                        kept.status(),
                        Storable.nullable(kept.type()),
                        Storable.nullable(kept.location()),
                        Storable.nullable(kept.etag()),
                        new SqlParameterValue(Types.BINARY, kept.body()),
                        Timestamp.from(now))
                .update();
    }

    void forget(Instant until) {
        jdbc.sql("delete from idempotency where at <= ?")
                .param(Timestamp.from(until))
                .update();
    }
}
