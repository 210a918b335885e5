package dev.fettle.server.people;

import dev.fettle.server.database.Storable;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** How often somebody has tried, for all servers of the database. */
@Component
final class BrakeStore {
    private final JdbcClient jdbc;

    BrakeStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What is counted for one key. */
    record Tries(int number, Instant last) {}

    /** The counts of keys, held until the transaction ends; those that are new have no tries yet. In one order for all. */
    Map<String, Tries> hold(Collection<byte[]> keys, Instant now) {
        SqlArrayValue sorted = bytes(keys);
        jdbc.sql("insert into sign_in_brake (key, tries, last_at) select key, 0, ? from unnest(?) key order by key"
                        + " on conflict do nothing")
                .params(Timestamp.from(now), sorted)
                .update();
        Map<String, Tries> held = new TreeMap<>();
        jdbc.sql("select key, tries, last_at from sign_in_brake where key = any(?) order by key for update")
                .param(sorted)
                .query((row, _) -> held.put(
                        HexFormat.of().formatHex(row.getBytes("key")),
                        new Tries(
                                row.getInt("tries"), row.getTimestamp("last_at").toInstant())))
                .list();
        return held;
    }

    void note(byte[] key, Tries tries) {
        jdbc.sql("update sign_in_brake set tries = ?, last_at = ? where key = ?")
                .params(tries.number(), Timestamp.from(tries.last()), key)
                .update();
    }

    void forget(Collection<byte[]> keys) {
        jdbc.sql("delete from sign_in_brake where key = any(?)")
                .param(bytes(keys))
                .update();
    }

    /** Drops what was last tried before a time. */
    void forgetBefore(Instant time) {
        jdbc.sql("delete from sign_in_brake where last_at < ?")
                .param(Timestamp.from(time))
                .update();
    }

    /** As above, of the keys that begin with a letter. */
    void forgetBefore(char letter, Instant time) {
        jdbc.sql("delete from sign_in_brake where get_byte(key, 0) = ? and last_at < ?")
                .params((int) letter, Timestamp.from(time))
                .update();
    }

    /** Notes that a person signs in from a browser. */
    void know(byte[] browser, String person, Instant now) {
        jdbc.sql("""
                        insert into known_browser (digest, person_id, last_used_at)
                        select ?, id, ? from person where name = ?
                        on conflict (digest) do update set person_id = excluded.person_id, last_used_at = excluded.last_used_at""")
                .params(browser, Timestamp.from(now), Storable.text(person))
                .update();
    }

    boolean knows(byte[] browser, Instant since) {
        return jdbc.sql("select exists (select from known_browser where digest = ? and last_used_at > ?) as known")
                .params(browser, Timestamp.from(since))
                .query((row, _) -> row.getBoolean("known"))
                .single();
    }

    boolean knows(byte[] browser, String person, Instant since) {
        return jdbc.sql("""
                        select exists (select from known_browser join person on person.id = person_id
                        where digest = ? and lower(name) = lower(?) and last_used_at > ?) as known""")
                .params(browser, Storable.text(person), Timestamp.from(since))
                .query((row, _) -> row.getBoolean("known"))
                .single();
    }

    void forgetBrowsersBefore(Instant time) {
        jdbc.sql("delete from known_browser where last_used_at < ?")
                .param(Timestamp.from(time))
                .update();
    }

    private static SqlArrayValue bytes(Collection<byte[]> keys) {
        return new SqlArrayValue("bytea", (Object[]) keys.toArray(new byte[0][]));
    }
}
