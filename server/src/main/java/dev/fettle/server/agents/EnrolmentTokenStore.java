package dev.fettle.server.agents;

import dev.fettle.core.signing.Octets;
import dev.fettle.server.database.Storable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tokens with which hosts are enrolled; of their secrets only digests. */
@Component
final class EnrolmentTokenStore {
    private final JdbcClient sql;

    EnrolmentTokenStore(JdbcClient sql) {
        this.sql = sql;
    }

    /** A token that was used. */
    record Used(long id, String madeBy) {}

    /** Takes one use of a token that is good; of two at once for the last use one gets it. */
    Optional<Used> use(Octets digest, Instant now) {
        return sql.sql("""
                        update enrolment_token set uses_left = uses_left - 1
                        where digest = ? and uses_left > 0 and expires_at > ? returning id, made_by""")
                .params(digest.bytes(), time(now))
                .query((row, _) -> new Used(row.getLong("id"), row.getString("made_by")))
                .optional();
    }

    long add(Octets digest, String note, int uses, String madeBy, Instant now, Instant until) {
        return sql.sql("""
                        insert into enrolment_token (digest, note, uses, uses_left, made_by, made_at, expires_at)
                        values (?, ?, ?, ?, ?, ?, ?) returning id""")
                .params(digest.bytes(), Storable.text(note), uses, uses, madeBy, time(now), time(until))
                .query((row, _) -> row.getLong("id"))
                .single();
    }

    /** Those that are good, the newest first. */
    List<EnrolmentTokens.Row> good(Instant now) {
        return sql.sql("""
                        select id, note, uses, uses_left, made_by, made_at, expires_at from enrolment_token
                        where uses_left > 0 and expires_at > ? order by id desc""").param(time(now)).query((row, _) -> row(row)).list();
    }

    Optional<EnrolmentTokens.Row> remove(long id) {
        return sql.sql("""
                        delete from enrolment_token where id = ?
                        returning id, note, uses, uses_left, made_by, made_at, expires_at""").param(id).query((row, _) -> row(row)).optional();
    }

    void forget(Instant expiredBefore) {
        sql.sql("delete from enrolment_token where expires_at < ?")
                .param(time(expiredBefore))
                .update();
    }

    private static EnrolmentTokens.Row row(ResultSet row) throws SQLException {
        return new EnrolmentTokens.Row(
                row.getLong("id"),
                row.getString("note"),
                row.getInt("uses"),
                row.getInt("uses_left"),
                row.getString("made_by"),
                row.getObject("made_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant());
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
