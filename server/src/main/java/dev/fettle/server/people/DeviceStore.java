package dev.fettle.server.people;

import dev.fettle.server.database.Storable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Programs that wait for somebody to approve their sign-in. */
@Component
final class DeviceStore {
    private final JdbcClient jdbc;

    DeviceStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    enum State {
        PENDING,
        APPROVED,
        DENIED
    }

    /** @param person 0 unless it was approved */
    record Waiting(
            long id,
            String userCode,
            String name,
            String address,
            Instant made,
            State state,
            long person,
            List<String> roles,
            int days) {}

    long count() {
        return jdbc.sql("select count(*) as waiting from device_authorization")
                .query((row, _) -> row.getLong("waiting"))
                .single();
    }

    void add(byte[] digest, String userCode, String name, String address, Instant now, Instant until) {
        jdbc.sql("""
                        insert into device_authorization
                            (device_digest, user_code, name, address, made_at, expires_at, state, roles, days)
                        values (?, ?, ?, ?, ?, ?, 'pending', '{}', 0)""")
                .params(
                        digest,
                        userCode,
                        Storable.text(name),
                        Storable.text(address),
                        Timestamp.from(now),
                        Timestamp.from(until))
                .update();
    }

    Optional<Waiting> byUserCode(String userCode, Instant now) {
        return jdbc.sql("""
                        select * from device_authorization
                        where user_code = ? and expires_at > ? and state = 'pending'""")
                .params(Storable.text(userCode), Timestamp.from(now))
                .query((row, _) -> waiting(row))
                .optional();
    }

    boolean knows(byte[] digest, Instant now) {
        return jdbc.sql("select exists (select from device_authorization"
                        + " where device_digest = ? and expires_at > ?) as known")
                .params(digest, Timestamp.from(now))
                .query((row, _) -> row.getBoolean("known"))
                .single();
    }

    /** Held until the transaction ends: it is answered once. */
    Optional<Waiting> holdByDevice(byte[] digest, Instant now) {
        return jdbc.sql("select * from device_authorization where device_digest = ? and expires_at > ? for update")
                .params(digest, Timestamp.from(now))
                .query((row, _) -> waiting(row))
                .optional();
    }

    private static Waiting waiting(ResultSet row) throws SQLException {
        return new Waiting(
                row.getLong("id"),
                row.getString("user_code"),
                row.getString("name"),
                row.getString("address"),
                row.getTimestamp("made_at").toInstant(),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getLong("person_id"),
                Storable.texts(row.getArray("roles")),
                row.getInt("days"));
    }

    /** Whether it was still waiting. */
    boolean approve(long id, long person, List<String> roles, int days) {
        return jdbc.sql("""
                                update device_authorization set state = 'approved', person_id = ?, roles = ?, days = ?
                                where id = ? and state = 'pending'""").params(person, Storable.texts(roles), days, id).update() == 1;
    }

    boolean deny(long id) {
        return jdbc.sql("update device_authorization set state = 'denied' where id = ? and state = 'pending'")
                        .param(id)
                        .update()
                == 1;
    }

    /** Takes back what somebody has approved and no program has fetched yet. */
    void deleteApprovedBy(long person) {
        jdbc.sql("delete from device_authorization where person_id = ?")
                .param(person)
                .update();
    }

    void delete(long id) {
        jdbc.sql("delete from device_authorization where id = ?").param(id).update();
    }

    void forget(Instant until) {
        jdbc.sql("delete from device_authorization where expires_at <= ?")
                .param(Timestamp.from(until))
                .update();
    }
}
