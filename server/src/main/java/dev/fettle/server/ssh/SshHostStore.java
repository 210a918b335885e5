package dev.fettle.server.ssh;

import dev.fettle.server.database.Storable;
import dev.fettle.server.hosts.HostId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The hosts that are looked at over SSH. */
@Component
final class SshHostStore {
    private static final String ALL = """
            select id, address, port, login, jump_id, keys, host_id, added_at, due_at, tried_at, looked_at, failure,
                orders_as, visit_at, visit_failures, visit_failure
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

    /** The id by which orders name a host, if it may be changed. */
    Optional<UUID> addressee(HostId host) {
        return jdbc.sql(
                        "select orders_as from ssh_host where host_id = ? and orders_as is not null order by id limit 1")
                .param(host.value())
                .query((row, _) -> row.getObject("orders_as", UUID.class))
                .optional();
    }

    /** Allows changes, or ends that. */
    void ordersAs(long id, @Nullable UUID addressee) {
        jdbc.sql(
                        "update ssh_host set orders_as = ?, visit_at = now(), visit_failures = 0, visit_failure = '' where id = ?")
                .params(new SqlParameterValue(Types.OTHER, addressee), id)
                .update();
    }

    List<SshHost> toVisit(Instant now) {
        return jdbc.sql(ALL + " where orders_as is not null and visit_at <= ? order by visit_at")
                .param(Timestamp.from(now))
                .query((row, _) -> read(row))
                .list();
    }

    void visitNow(UUID addressee, Instant now) {
        jdbc.sql("update ssh_host set visit_at = ? where orders_as = ?")
                .params(Timestamp.from(now), addressee)
                .update();
    }

    /** @param seen as it was when the visit began; if it was to be visited anew since, it stays so */
    void visited(SshHost seen, Instant next) {
        visited(seen, next, "visit_failures = 0, visit_failure = ''", List.of());
    }

    /** @param seen as for {@link #visited} */
    void visitFailed(SshHost seen, String why, Instant next) {
        visited(seen, next, "visit_failures = visit_failures + 1, visit_failure = ?", List.of(Storable.text(why)));
    }

    private void visited(SshHost seen, Instant next, String outcome, List<Object> values) {
        SshHost.Changes changes = seen.changes();
        if (changes != null) {
            jdbc.sql("update ssh_host set " + outcome
                            + ", visit_at = case when visit_at = ? then ? else visit_at end where orders_as = ?")
                    .params(values)
                    .param(Timestamp.from(changes.visitAt()))
                    .param(Timestamp.from(next))
                    .param(changes.ordersAs())
                    .update();
        }
    }

    private static SshHost read(ResultSet row) throws SQLException {
        long jump = row.getLong("jump_id");
        boolean direct = row.wasNull();
        long host = row.getLong("host_id");
        boolean unknown = row.wasNull();
        UUID ordersAs = row.getObject("orders_as", UUID.class);
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
                row.getString("failure"),
                ordersAs == null
                        ? null
                        : new SshHost.Changes(
                                ordersAs,
                                row.getTimestamp("visit_at").toInstant(),
                                row.getInt("visit_failures"),
                                row.getString("visit_failure")));
    }

    private static List<String> keys(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    private static @Nullable Instant instant(@Nullable Timestamp at) {
        return at == null ? null : at.toInstant();
    }
}
