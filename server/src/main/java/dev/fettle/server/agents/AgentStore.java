package dev.fettle.server.agents;

import dev.fettle.core.signing.Octets;
import dev.fettle.server.database.Storable;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.MachineId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** The table of agents. What changes one but for when it was seen marks it, so that every server notices. */
@Component
final class AgentStore {
    private static final String COLUMNS =
            "id, host_id, machine, name, program, key_digest, next_key_digest, next_until,"
                    + " state, enrolled_at, certificate_until, last_seen_at, address, run, earlier_runs, cloned_from, twin,"
                    + " survey_digest";
    private static final String ROWS = "select " + COLUMNS + " from agent";
    private static final String MARK = "changed = pg_current_xact_id()";

    private final JdbcClient sql;

    AgentStore(JdbcClient sql) {
        this.sql = sql;
    }

    /** Until the transaction ends nobody else enrols, revokes or merges anything on this machine. */
    void lock(MachineId machine) {
        sql.sql("select pg_advisory_xact_lock(hashtextextended(?, 7))::text as locked")
                .param(machine.value())
                .query((row, _) -> row.getString("locked"))
                .optional();
    }

    void add(StoredAgent stored) {
        Agent agent = stored.agent();
        sql.sql("""
                        insert into agent (id, host_id, machine, name, program, key_digest, state, enrolled_at,
                            certificate_until, address, twin)
                        values (?, ?, ?, ?, ?, ?, 'active', ?, ?, ?, ?)""")
                .params(
                        agent.id(),
                        host(agent.host()),
                        stored.machine().value(),
                        Storable.text(agent.name()),
                        Storable.text(agent.program()),
                        stored.key().bytes(),
                        time(agent.enrolledAt()),
                        time(agent.certificateUntil()),
                        stored.address(),
                        uuid(stored.twin()))
                .update();
    }

    Optional<StoredAgent> find(UUID id) {
        return sql.sql(ROWS + " where id = ?")
                .param(id)
                .query((row, _) -> stored(row))
                .optional();
    }

    /** Locked until the transaction ends. */
    Optional<StoredAgent> lock(UUID id) {
        return sql.sql(ROWS + " where id = ? for update")
                .param(id)
                .query((row, _) -> stored(row))
                .optional();
    }

    /** By the key in force or the one that is to follow, whatever its state. */
    Optional<StoredAgent> byKey(Octets digest) {
        return sql.sql(ROWS + " where key_digest = ? union all " + ROWS + " where next_key_digest = ?")
                .params(digest.bytes(), digest.bytes())
                .query((row, _) -> stored(row))
                .optional();
    }

    /** The one of a machine that is not revoked. */
    Optional<StoredAgent> onMachine(MachineId machine) {
        return sql.sql(ROWS + " where machine = ? and state <> 'revoked' for update")
                .param(machine.value())
                .query((row, _) -> stored(row))
                .optional();
    }

    Optional<StoredAgent> of(HostId host) {
        return sql.sql(ROWS + " where host_id = ? and state <> 'revoked'")
                .param(host.value())
                .query((row, _) -> stored(row))
                .optional();
    }

    /** Those of some hosts that are not revoked. */
    List<StoredAgent> of(Collection<HostId> hosts) {
        return sql.sql(ROWS + " where host_id = any(?) and state <> 'revoked'")
                .param(new SqlArrayValue(
                        "bigint", hosts.stream().map(HostId::value).toArray()))
                .query((row, _) -> stored(row))
                .list();
    }

    /** As {@link #of}, locked until the transaction ends. */
    Optional<StoredAgent> lockOf(HostId host) {
        return sql.sql(ROWS + " where host_id = ? and state <> 'revoked' for update")
                .param(host.value())
                .query((row, _) -> stored(row))
                .optional();
    }

    void machine(UUID id, MachineId machine) {
        sql.sql("update agent set machine = ?, " + MARK + " where id = ?")
                .params(machine.value(), id)
                .update();
    }

    /** Those that are not revoked and were enrolled on another machine with the same machine-id, in either order. */
    List<StoredAgent> twins(StoredAgent of) {
        return sql.sql(ROWS + " where (twin = ? or id = ?) and state <> 'revoked' order by enrolled_at, id")
                .params(of.id(), uuid(of.twin()))
                .query((row, _) -> stored(row))
                .list();
    }

    /** All of them, the newest first. */
    List<StoredAgent> all() {
        return sql.sql(ROWS + " order by enrolled_at desc, id")
                .query((row, _) -> stored(row))
                .list();
    }

    /** Up to where changes are known. */
    String horizon() {
        return sql.sql("select pg_snapshot_xmin(pg_current_snapshot())::text as horizon")
                .query((row, _) -> row.getString("horizon"))
                .single();
    }

    void changed(String since, Consumer<StoredAgent> each) {
        sql.sql(ROWS + " where changed >= ?::xid8 and changed < pg_snapshot_xmax(pg_current_snapshot())")
                .withFetchSize(1_000)
                .param(since)
                .query((ResultSet row) -> each.accept(stored(row)));
    }

    /** When those were seen that any server saw since. */
    void seen(Instant since, java.util.function.BiConsumer<UUID, Instant> each) {
        sql.sql("select id, last_seen_at from agent where last_seen_at >= ? and state <> 'revoked'")
                .param(time(since))
                .query((ResultSet row) -> each.accept(
                        row.getObject("id", UUID.class),
                        row.getObject("last_seen_at", OffsetDateTime.class).toInstant()));
    }

    /** Notes when and from where several were seen; never an earlier time than is there. */
    void seen(Collection<Sighting> all) {
        List<Sighting> sorted = all.stream()
                .sorted(java.util.Comparator.comparing(Sighting::agent))
                .toList();
        sql.sql("""
                        update agent set last_seen_at = s.at, address = s.address, program = s.program, boot = s.boot
                        from (select * from unnest(?::uuid[], ?::timestamptz[], ?::text[], ?::text[], ?::uuid[]))
                            as s (id, at, address, program, boot)
                        where agent.id = s.id and (last_seen_at is null or last_seen_at < s.at)""")
                .params(
                        uuids(sorted.stream().map(Sighting::agent).toList()),
                        new SqlArrayValue(
                                "timestamptz",
                                sorted.stream()
                                        .map(each -> each.at().toString())
                                        .toArray()),
                        Storable.texts(sorted.stream().map(Sighting::address).toList()),
                        Storable.texts(sorted.stream().map(Sighting::program).toList()),
                        uuids(sorted.stream().map(Sighting::boot).toList()))
                .update();
    }

    void renew(UUID id, Octets nextKey, Instant until) {
        sql.sql("update agent set next_key_digest = ?, next_until = ?, " + MARK + " where id = ?")
                .params(nextKey.bytes(), time(until), id)
                .update();
    }

    /** The renewed key was used: it is the only one from now on. Whether it was still to follow. */
    boolean promote(UUID id, Octets nextKey) {
        return sql.sql("update agent set key_digest = next_key_digest, certificate_until = next_until,"
                                + " next_key_digest = null, next_until = null, " + MARK
                                + " where id = ? and next_key_digest = ?")
                        .params(id, nextKey.bytes())
                        .update()
                == 1;
    }

    void run(UUID id, UUID run, List<UUID> earlier) {
        sql.sql("update agent set run = ?, earlier_runs = ?, " + MARK + " where id = ?")
                .params(run, uuids(earlier), id)
                .update();
    }

    void cloned(UUID id, List<String> from) {
        sql.sql("update agent set state = 'cloned', cloned_from = ?, " + MARK + " where id = ?")
                .params(Storable.texts(from), id)
                .update();
    }

    void revoke(UUID id) {
        sql.sql("update agent set state = 'revoked', next_key_digest = null, next_until = null, " + MARK
                        + " where id = ?")
                .param(id)
                .update();
    }

    /** The lines of the last inventory, as they were given to {@link #survey(UUID, HostId, Octets, byte[])}. */
    Optional<byte[]> survey(UUID id) {
        return sql.sql("select survey from agent where id = ? and survey is not null")
                .param(id)
                .query((row, _) -> row.getBytes("survey"))
                .optional();
    }

    void survey(UUID id, HostId host, Octets digest, byte[] lines) {
        sql.sql("update agent set host_id = ?, survey_digest = ?, survey = ?, " + MARK + " where id = ?")
                .params(host.value(), digest.bytes(), lines, id)
                .update();
    }

    private static StoredAgent stored(ResultSet row) throws SQLException {
        long host = row.getLong("host_id");
        boolean unknown = row.wasNull();
        Agent agent = new Agent(
                row.getObject("id", UUID.class),
                unknown ? null : new HostId(host),
                row.getString("name"),
                row.getString("program"),
                Agent.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getObject("enrolled_at", OffsetDateTime.class).toInstant(),
                row.getObject("certificate_until", OffsetDateTime.class).toInstant(),
                instant(row, "last_seen_at"));
        return new StoredAgent(
                agent,
                new MachineId(row.getString("machine")),
                Octets.of(row.getBytes("key_digest")),
                octets(row, "next_key_digest"),
                instant(row, "next_until"),
                row.getString("address"),
                row.getObject("run", UUID.class),
                uuids(row.getArray("earlier_runs")),
                Storable.texts(row.getArray("cloned_from")),
                row.getObject("twin", UUID.class),
                octets(row, "survey_digest"));
    }

    private static @Nullable Octets octets(ResultSet row, String column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        return bytes == null ? null : Octets.of(bytes);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static List<UUID> uuids(Array column) throws SQLException {
        return List.of((UUID[]) column.getArray());
    }

    private static SqlArrayValue uuids(List<UUID> all) {
        return new SqlArrayValue("uuid", all.toArray());
    }

    private static SqlParameterValue uuid(@Nullable UUID id) {
        return new SqlParameterValue(Types.OTHER, id);
    }

    private static SqlParameterValue host(@Nullable HostId host) {
        return new SqlParameterValue(Types.BIGINT, host == null ? null : host.value());
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
