package dev.fettle.server.people;

import dev.fettle.server.database.Storable;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The people who may sign in, and the code for the first of them. */
@Component
final class PersonStore {
    private final JdbcClient jdbc;

    PersonStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Person(String name, String passwordHash) {}

    Optional<Person> find(String name) {
        return jdbc.sql("select name, password_hash from person where name = ?")
                .param(Storable.text(name))
                .query((row, _) -> new Person(row.getString("name"), row.getString("password_hash")))
                .optional();
    }

    boolean isEmpty() {
        return jdbc.sql("select not exists (select from person) as empty")
                .query((row, _) -> row.getBoolean("empty"))
                .single();
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

    /** Whether this was the first; nobody is added otherwise. */
    boolean addFirst(String name, String passwordHash, Instant now) {
        return jdbc.sql("""
                                insert into person (name, password_hash, added_at)
                                select ?, ?, ? where not exists (select from person)""").params(name, passwordHash, Timestamp.from(now)).update() == 1;
    }
}
