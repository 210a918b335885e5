package dev.fettle.server.hosts;

import dev.fettle.core.access.HostLabels;
import dev.fettle.core.access.Scope;
import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.inventory.Exposure;
import dev.fettle.server.database.Storable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** The hosts by name. */
@Component
final class HostStore {
    private static final String COLUMNS =
            "id, machine, name, added_at, tags, owner, environment, criticality, exposure, version, removed_at,"
                    + " removed_by, removed_because, merged_into";

    private final JdbcClient jdbc;

    HostStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    static Host host(ResultSet row) throws SQLException {
        return new Host(
                new HostId(row.getLong("id")),
                new MachineId(row.getString("machine")),
                row.getString("name"),
                row.getTimestamp("added_at").toInstant(),
                described(row),
                row.getLong("version"),
                removal(row));
    }

    private static Host.@Nullable Removal removal(ResultSet row) throws SQLException {
        Timestamp at = row.getTimestamp("removed_at");
        long into = row.getLong("merged_into");
        boolean merged = !row.wasNull();
        return at == null
                ? null
                : new Host.Removal(
                        at.toInstant(),
                        row.getString("removed_by"),
                        row.getString("removed_because"),
                        merged ? new HostId(into) : null);
    }

    private static Host.Described described(ResultSet row) throws SQLException {
        HostLabels labels = new HostLabels(
                Set.copyOf(Storable.texts(row.getArray("tags"))), row.getString("owner"), row.getString("environment"));
        return new Host.Described(
                labels,
                Criticality.valueOf(row.getString("criticality").toUpperCase(Locale.ROOT)),
                Exposure.valueOf(row.getString("exposure").toUpperCase(Locale.ROOT)));
    }

    record Locked(HostId id, boolean added) {}

    /**
     * The host of a machine, added or renamed where needed, and locked until the transaction ends. One that was removed is
     * there again.
     */
    Locked lock(MachineId machine, String name, Instant now) {
        return jdbc.sql("""
                        insert into host (machine, name, added_at) values (?, ?, ?)
                        on conflict (machine) do update set name = excluded.name, changed = pg_current_xact_id(),
                            removed_at = null, removed_by = '', removed_because = '', merged_into = null
                        returning id, xmax = 0 as added""")
                .params(Storable.text(machine.value()), Storable.text(name), Timestamp.from(now))
                .query((row, _) -> new Locked(new HostId(row.getLong("id")), row.getBoolean("added")))
                .single();
    }

    Optional<Host> find(HostId id, Scope scope) {
        return jdbc.sql("select " + COLUMNS + " from host where id = ? and " + ScopeFilter.CONDITION)
                .param(id.value())
                .params(ScopeFilter.of(scope).parameters())
                .query((row, _) -> host(row))
                .optional();
    }

    /** Those of them that are there and not removed, by name. */
    List<Host> find(Set<HostId> ids, Scope scope) {
        return jdbc.sql("select " + COLUMNS + " from host where id = any (?) and removed_at is null and "
                        + ScopeFilter.CONDITION
                        + " order by name, id")
                .param(new SqlArrayValue(
                        "bigint", ids.stream().map(HostId::value).toArray()))
                .params(ScopeFilter.of(scope).parameters())
                .query((row, _) -> host(row))
                .list();
    }

    Optional<Host> find(MachineId machine) {
        return jdbc.sql("select " + COLUMNS + " from host where machine = ?")
                .param(Storable.text(machine.value()))
                .query((row, _) -> host(row))
                .optional();
    }

    /** Whether the description was still of this version, and so is replaced. */
    boolean describe(HostId id, long version, Host.Described wanted) {
        HostLabels labels = wanted.labels();
        return jdbc.sql("""
                                update host set tags = ?, owner = ?, environment = ?, criticality = ?, exposure = ?,
                                    version = version + 1, changed = pg_current_xact_id()
                                where id = ? and version = ?""")
                        .params(
                                Storable.texts(labels.tags().stream().sorted().toList()),
                                Storable.text(labels.owner()),
                                Storable.text(labels.environment()),
                                wanted.criticality().name().toLowerCase(Locale.ROOT),
                                wanted.exposure().name().toLowerCase(Locale.ROOT),
                                id.value(),
                                version)
                        .update()
                == 1;
    }

    /** Locked until the transaction ends, by their numbers. */
    List<Host> lock(Set<HostId> ids) {
        return jdbc.sql("select " + COLUMNS + " from host where id = any (?) order by id for update")
                .param(new SqlArrayValue(
                        "bigint", ids.stream().map(HostId::value).toArray()))
                .query((row, _) -> host(row))
                .list();
    }

    /** Takes one away that is locked. */
    void remove(HostId id, Host.Removal removal) {
        HostId into = removal.into();
        jdbc.sql("""
                        update host set removed_at = ?, removed_by = ?, removed_because = ?, merged_into = ?,
                            changed = pg_current_xact_id() where id = ?""")
                .params(
                        Timestamp.from(removal.at()),
                        Storable.text(removal.by()),
                        Storable.text(removal.because()),
                        new SqlParameterValue(Types.BIGINT, into == null ? null : into.value()),
                        id.value())
                .update();
    }

    /** Those that were taken away, the last first. */
    List<Host> removed() {
        return jdbc.sql("select " + COLUMNS
                        + " from host where removed_at is not null order by removed_at desc, id desc")
                .query((row, _) -> host(row))
                .list();
    }

    void known(HostId id, Instant since) {
        jdbc.sql("update host set added_at = ? where id = ?")
                .params(Timestamp.from(since), id.value())
                .update();
    }

    /** Two hosts swap the machines that they stand for. */
    void swapMachines(Host one, Host other) {
        machine(one.id(), "swapped " + one.id());
        machine(other.id(), one.machine().value());
        machine(one.id(), other.machine().value());
    }

    private void machine(HostId id, String machine) {
        jdbc.sql("update host set machine = ? where id = ?")
                .params(machine, id.value())
                .update();
    }

    /** How many there are, without those that were removed. */
    long count() {
        return jdbc.sql("select count(*) as hosts from host where removed_at is null")
                .query((row, _) -> row.getLong("hosts"))
                .single();
    }
}
