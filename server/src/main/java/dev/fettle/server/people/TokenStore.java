package dev.fettle.server.people;

import dev.fettle.server.database.Storable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** API tokens. */
@Component
final class TokenStore {
    private static final String TOKENS = """
            select api_token.id, person_id, person.name as owner, api_token.name, hint, made_at, expires_at,
                revoked_at, last_used_at, last_used_from
            from api_token join person on person.id = person_id""";

    /** A token and all that come from it. */
    private static final String LINE = """
            with recursive line as (
                select id from api_token where id = ?
                union all
                select t.id from api_token t join line on t.made_with = line.id)""";

    private final JdbcClient jdbc;

    TokenStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty if the person has a token of this name already. */
    Optional<Long> add(long person, String name, TokenText token, Instant now, Instant until, Optional<Long> madeWith) {
        return jdbc.sql("""
                        insert into api_token (person_id, name, digest, hint, made_at, expires_at, made_with)
                        values (?, ?, ?, ?, ?, ?, ?) on conflict (person_id, name) do nothing returning id""")
                .params(
                        person,
                        Storable.text(name),
                        token.digest(),
                        token.hint(),
                        Timestamp.from(now),
                        Timestamp.from(until),
                        new SqlParameterValue(Types.BIGINT, madeWith.orElse(null)))
                .query((row, _) -> row.getLong("id"))
                .optional();
    }

    /** A token that works now, of somebody who may sign in. */
    Optional<ApiTokens.Row> good(byte[] digest, Instant now) {
        return jdbc.sql(TOKENS + " where digest = ? and revoked_at is null and expires_at > ? and disabled_at is null")
                .params(digest, Timestamp.from(now))
                .query((row, _) -> row(row))
                .optional();
    }

    Optional<ApiTokens.Row> find(long id) {
        return jdbc.sql(TOKENS + " where api_token.id = ?")
                .param(id)
                .query((row, _) -> row(row))
                .optional();
    }

    List<ApiTokens.Row> of(long person) {
        return jdbc.sql(TOKENS + " where person_id = ? order by made_at desc, api_token.id")
                .param(person)
                .query((row, _) -> row(row))
                .list();
    }

    /** By owner, the newest first. */
    List<ApiTokens.Row> all() {
        return jdbc.sql(TOKENS + " order by lower(person.name), made_at desc, api_token.id")
                .query((row, _) -> row(row))
                .list();
    }

    private static ApiTokens.Row row(ResultSet row) throws SQLException {
        return new ApiTokens.Row(
                row.getLong("id"),
                row.getLong("person_id"),
                row.getString("owner"),
                row.getString("name"),
                row.getString("hint"),
                row.getTimestamp("made_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                time(row.getTimestamp("revoked_at")),
                time(row.getTimestamp("last_used_at")),
                Optional.ofNullable(row.getString("last_used_from")).orElse(""));
    }

    private static Optional<Instant> time(@Nullable Timestamp time) {
        return Optional.ofNullable(time).map(Timestamp::toInstant);
    }

    void used(long id, Instant at, String from) {
        jdbc.sql("update api_token set last_used_at = ?, last_used_from = ? where id = ?")
                .params(Timestamp.from(at), from, id)
                .update();
    }

    /** Whether a token was made with another, or with one that was made with it, and so on. */
    boolean comesFrom(long id, long other) {
        return jdbc.sql(LINE + " select exists (select from line where id = ?) as comes")
                .params(other, id)
                .query((row, _) -> row.getBoolean("comes"))
                .single();
    }

    /** Revokes it and all that were made with it; how many that were. */
    int revoke(long id, Instant at) {
        return jdbc.sql(
                        LINE
                                + " update api_token set revoked_at = ? where id in (select id from line) and revoked_at is null")
                .params(id, Timestamp.from(at))
                .update();
    }

    /** Revokes all of a person's; how many that were. */
    int revokeAll(long person, Instant at) {
        return jdbc.sql("update api_token set revoked_at = ? where person_id = ? and revoked_at is null")
                .params(Timestamp.from(at), person)
                .update();
    }
}
