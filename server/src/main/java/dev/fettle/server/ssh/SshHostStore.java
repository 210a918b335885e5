package dev.fettle.server.ssh;

import dev.fettle.server.database.Storable;
import dev.fettle.server.hosts.HostId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The hosts that are looked at over SSH. */
@Component
final class SshHostStore {
    private static final String ALL = """
            select id, address, port, login, jump_id, keys, host_id, added_at, due_at, tried_at, looked_at, failure
            from ssh_host""";

    private final JdbcClient jdbc;

    SshHostStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** By address. */
    List<SshHost> all() {
        return jdbc.sql(ALL + " order by address, port")
                .query((row, _) -> read(row))
                .list();
    }

    Optional<SshHost> find(long id) {
        return jdbc.sql(ALL + " where id = ?")
                .param(id)
                .query((row, _) -> read(row))
                .optional();
    }

    /** As a host is reached; locked until the transaction ends. */
    List<SshHost> of(HostId host) {
        return jdbc.sql(ALL + " where host_id = ? order by id for update")
                .param(host.value())
                .query((row, _) -> read(row))
                .list();
    }

    /** Whether it is still there; locked until the transaction ends. */
    boolean lock(long id) {
        return jdbc.sql("select id from ssh_host where id = ? for update")
                .param(id)
                .query((row, _) -> row.getLong("id"))
                .optional()
                .isPresent();
    }

    List<SshHost> due(Instant now) {
        return jdbc.sql(ALL + " where due_at <= ? order by due_at")
                .param(Timestamp.from(now))
                .query((row, _) -> read(row))
                .list();
    }

    /** Empty if the address is there already. */
    Optional<Long> add(String address, int port, String login, @Nullable Long jump, List<String> keys, Instant now) {
        return jdbc.sql("""
                        insert into ssh_host (address, port, login, jump_id, keys, added_at, due_at)
                        values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning id""")
                .param(Storable.text(address))
                .param(port)
                .param(Storable.text(login))
                .param(jump)
                .param(keys.toArray(new String[0]))
                .param(Timestamp.from(now))
                .param(Timestamp.from(now))
                .query(Long.class)
                .optional();
    }

    boolean isJump(long id) {
        return jdbc.sql("select exists (select from ssh_host where jump_id = ?)")
                .param(id)
                .query(Boolean.class)
                .single();
    }

    void remove(long id) {
        jdbc.sql("delete from ssh_host where id = ?").param(id).update();
    }

    void dueAt(long id, Instant at) {
        jdbc.sql("update ssh_host set due_at = ? where id = ?")
                .params(Timestamp.from(at), id)
                .update();
    }

    /** @param seen as it was when the look began; if it was made due since, it stays so */
    void looked(SshHost seen, HostId host, Instant at, Instant next) {
        jdbc.sql("""
                        update ssh_host set host_id = ?, tried_at = ?, looked_at = ?, failure = '',
                            due_at = case when due_at = ? then ? else due_at end
                        where id = ?""")
                .params(
                        host.value(),
                        Timestamp.from(at),
                        Timestamp.from(at),
                        Timestamp.from(seen.dueAt()),
                        Timestamp.from(next),
                        seen.id())
                .update();
    }

    /** @param seen as for {@link #looked} */
    void failed(SshHost seen, String why, Instant at, Instant next) {
        jdbc.sql("""
                        update ssh_host set tried_at = ?, failure = ?, due_at = case when due_at = ? then ? else due_at end
                        where id = ?""")
                .params(
                        Timestamp.from(at),
                        Storable.text(why),
                        Timestamp.from(seen.dueAt()),
                        Timestamp.from(next),
                        seen.id())
                .update();
    }

    /** The first that was found to be this host. */
    Optional<SshHost> firstOf(HostId host) {
        return jdbc.sql(ALL + " where host_id = ? order by id limit 1")
                .param(host.value())
                .query((row, _) -> read(row))
                .optional();
    }

    private static SshHost read(ResultSet row) throws SQLException {
        long jump = row.getLong("jump_id");
        boolean direct = row.wasNull();
        long host = row.getLong("host_id");
        boolean unknown = row.wasNull();
        return new SshHost(
                row.getLong("id"),
                row.getString("address"),
                row.getInt("port"),
                row.getString("login"),
                direct ? null : jump,
                keys(row.getArray("keys")),
                unknown ? null : new HostId(host),
                row.getTimestamp("added_at").toInstant(),
                row.getTimestamp("due_at").toInstant(),
                instant(row.getTimestamp("tried_at")),
                instant(row.getTimestamp("looked_at")),
                row.getString("failure"));
    }

    private static List<String> keys(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    private static @Nullable Instant instant(@Nullable Timestamp at) {
        return at == null ? null : at.toInstant();
    }
}
