package dev.fettle.server.people;

import dev.fettle.server.database.Storable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The people who may sign in, and the links with which they set a password. */
@Component
final class PersonStore {
    private static final String PEOPLE = """
            select id, name, password_hash, issuer, disabled_at, last_sign_in_at,
                greatest(signed_out_at, 'epoch') as signed_out_at, version,
                exists (select from totp where totp.person_id = person.id) as totp,
                (select count(*)::integer from passkey where passkey.person_id = person.id) as passkeys,
                (select count(*)::integer from recovery_code where recovery_code.person_id = person.id) as codes
            from person""";

    private final JdbcClient jdbc;

    PersonStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Person> find(String name) {
        return jdbc.sql(PEOPLE + " where name = ?")
                .param(Storable.text(name))
                .query((row, _) -> person(row))
                .optional();
    }

    Optional<Person> find(long id) {
        return jdbc.sql(PEOPLE + " where id = ?")
                .param(id)
                .query((row, _) -> person(row))
                .optional();
    }

    Optional<Person> find(String issuer, String subject) {
        return jdbc.sql(PEOPLE + " where issuer = ? and subject = ?")
                .params(Storable.text(issuer), Storable.text(subject))
                .query((row, _) -> person(row))
                .optional();
    }

    /** As {@link #find(long)}; until the transaction ends nobody else changes the row. */
    Optional<Person> hold(long id) {
        return jdbc.sql(PEOPLE + " where id = ? for update")
                .param(id)
                .query((row, _) -> person(row))
                .optional();
    }

    /** By name. */
    List<Person> all() {
        return jdbc.sql(PEOPLE + " order by lower(name), id")
                .query((row, _) -> person(row))
                .list();
    }

    private static Person person(ResultSet row) throws SQLException {
        return new Person(
                row.getLong("id"),
                row.getString("name"),
                Optional.ofNullable(row.getString("password_hash")),
                Optional.ofNullable(row.getString("issuer")),
                time(row, "disabled_at"),
                time(row, "last_sign_in_at"),
                row.getTimestamp("signed_out_at").toInstant(),
                row.getLong("version"),
                new Person.Factors(row.getBoolean("totp"), row.getInt("passkeys"), row.getInt("codes")));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }

    boolean isEmpty() {
        return jdbc.sql("select not exists (select from person) as empty")
                .query((row, _) -> row.getBoolean("empty"))
                .single();
    }

    /** Adds an account of this server that cannot sign in yet; empty if the name is taken, in whatever case. */
    Optional<Long> add(String name, Instant now) {
        return jdbc.sql("insert into person (name, added_at) values (?, ?) on conflict do nothing returning id")
                .params(Storable.text(name), Timestamp.from(now))
                .query((row, _) -> row.getLong("id"))
                .optional();
    }

    /** Adds somebody for whom a provider vouches; empty if the name is taken, in whatever case. */
    Optional<Long> add(String name, String issuer, String subject, Instant now) {
        return jdbc.sql("insert into person (name, issuer, subject, added_at) values (?, ?, ?, ?)"
                        + " on conflict do nothing returning id")
                .params(Storable.text(name), Storable.text(issuer), Storable.text(subject), Timestamp.from(now))
                .query((row, _) -> row.getLong("id"))
                .optional();
    }

    /** Takes the next version; whether the one that somebody has seen was still the newest. */
    boolean advance(long id, long seen) {
        return jdbc.sql("update person set version = version + 1 where id = ? and version = ?")
                        .params(id, seen)
                        .update()
                == 1;
    }

    /** @param at null for whoever may sign in again */
    void setDisabled(long id, @Nullable Instant at) {
        jdbc.sql("update person set disabled_at = ? where id = ?")
                .params(Storable.nullable(at), id)
                .update();
    }

    /** @param hash null for none */
    void setPassword(long id, @Nullable String hash) {
        jdbc.sql("update person set password_hash = ? where id = ?")
                .params(Storable.nullable(hash), id)
                .update();
    }

    void signedIn(String name, Instant at) {
        jdbc.sql("update person set last_sign_in_at = ? where name = ?")
                .params(Timestamp.from(at), Storable.text(name))
                .update();
    }

    void signedOut(long id, Instant at) {
        jdbc.sql("update person set signed_out_at = ? where id = ?")
                .params(Timestamp.from(at), id)
                .update();
    }

    void replaceCode(byte[] digest, Instant now, Instant until) {
        jdbc.sql("delete from first_sign_in").update();
        jdbc.sql("insert into first_sign_in (token_digest, made_at, expires_at) values (?, ?, ?)")
                .params(digest, Timestamp.from(now), Timestamp.from(until))
                .update();
    }

    boolean isCode(byte[] digest, Instant now) {
        return jdbc.sql("select exists (select from first_sign_in where token_digest = ? and expires_at > ?) as good")
                .params(digest, Timestamp.from(now))
                .query((row, _) -> row.getBoolean("good"))
                .single();
    }

    /** Whether the code was good; it is not any more. */
    boolean useCode(byte[] digest, Instant now) {
        return jdbc.sql("delete from first_sign_in where token_digest = ? and expires_at > ?")
                        .params(digest, Timestamp.from(now))
                        .update()
                == 1;
    }

    /** Empty unless this was the first; nobody is added otherwise. */
    Optional<Long> addFirst(String name, String passwordHash, Instant now) {
        return jdbc.sql("""
                        insert into person (name, password_hash, added_at)
                        select ?, ?, ? where not exists (select from person) returning id""")
                .params(name, passwordHash, Timestamp.from(now))
                .query((row, _) -> row.getLong("id"))
                .optional();
    }

    void replaceLink(long person, byte[] digest, Instant now, Instant until) {
        jdbc.sql("""
                        insert into one_time_link (person_id, digest, made_at, expires_at) values (?, ?, ?, ?)
                        on conflict (person_id) do update set digest = excluded.digest, made_at = excluded.made_at,
                            expires_at = excluded.expires_at""")
                .params(person, digest, Timestamp.from(now), Timestamp.from(until))
                .update();
    }

    /** Whose link it is, if it is still good. */
    Optional<Person> ofLink(byte[] digest, Instant now) {
        return jdbc.sql(PEOPLE + " where disabled_at is null"
                        + " and id = (select person_id from one_time_link where digest = ? and expires_at > ?)")
                .params(digest, Timestamp.from(now))
                .query((row, _) -> person(row))
                .optional();
    }

    /** Whether the link was good; it is not any more. */
    boolean useLink(byte[] digest, Instant now) {
        return jdbc.sql("delete from one_time_link where digest = ? and expires_at > ?")
                        .params(digest, Timestamp.from(now))
                        .update()
                == 1;
    }

    void dropLink(long person) {
        jdbc.sql("delete from one_time_link where person_id = ?").param(person).update();
    }
}
