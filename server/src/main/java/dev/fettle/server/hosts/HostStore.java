package dev.fettle.server.hosts;

import dev.fettle.core.access.HostLabels;
import dev.fettle.core.access.Scope;
import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.inventory.Exposure;
import dev.fettle.server.database.Storable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** The hosts by name. */
@Component
final class HostStore {
    private static final String COLUMNS =
            "id, machine, name, added_at, tags, owner, environment, criticality, exposure, version";

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
                row.getLong("version"));
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

    /** The host of a machine, added or renamed where needed, and locked until the transaction ends. */
    Locked lock(MachineId machine, String name, Instant now) {
        return jdbc.sql("""
                        insert into host (machine, name, added_at) values (?, ?, ?)
                        on conflict (machine) do update set name = excluded.name, changed = pg_current_xact_id()
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

    /** Those of them that are there, by name. */
    List<Host> find(Set<HostId> ids, Scope scope) {
        return jdbc.sql("select " + COLUMNS + " from host where id = any (?) and " + ScopeFilter.CONDITION
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

    long count() {
        return jdbc.sql("select count(*) as hosts from host")
                .query((row, _) -> row.getLong("hosts"))
                .single();
    }
}
