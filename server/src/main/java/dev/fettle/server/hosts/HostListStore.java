package dev.fettle.server.hosts;

import dev.fettle.core.access.Scope;
import dev.fettle.server.api.lists.Condition;
import dev.fettle.server.api.lists.Where;
import dev.fettle.server.database.Storable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Hosts that were looked at, as lists show them. */
@Component
final class HostListStore {
    /** What the columns of {@link HostFields#RULES} stand for. */
    static final String FROM = " from inventory i join host on host.id = i.host_id"
            + " left join agent a on a.host_id = host.id and a.state <> 'revoked'";

    /** What those of {@link HostFields#HOSTS} stand for besides, after {@link #FROM}; takes {@link #late}. */
    private static final String LATE = " cross join (values (?::timestamptz, ?::timestamptz)) as late (agents, looks)";

    private static final String ROWS =
            "select host.*, i.pretty_name, i.taken_at, i.look, i.reboot, cardinality(i.stale) > 0 as runs_replaced, "
                    + HostFields.SILENT + " as silent" + FROM + LATE
                    + " where host.removed_at is null and " + ScopeFilter.CONDITION;

    private final JdbcClient jdbc;
    private final PackageCounts counts;
    private final Presence presence;

    /** @param counts asked for only when there are lists, for it is made after the hosts; so is presence */
    HostListStore(JdbcClient jdbc, @Lazy PackageCounts counts, @Lazy Presence presence) {
        this.jdbc = jdbc;
        this.counts = counts;
        this.presence = presence;
    }

    int count(Scope scope) {
        return jdbc.sql("select count(*) as inventories from inventory join host on host.id = inventory.host_id"
                        + " where host.removed_at is null and " + ScopeFilter.CONDITION)
                .params(ScopeFilter.of(scope).parameters())
                .query((row, _) -> row.getInt("inventories"))
                .single();
    }

    /** By the hosts' names. */
    List<HostRow> list(int from, int count, Scope scope) {
        return counted(rows(" order by host.name, host.id offset ? limit ?")
                .params(ScopeFilter.of(scope).parameters())
                .params(from, count)
                .query((row, _) -> uncounted(row))
                .list());
    }

    Map<HostId, ZoneId> zones() {
        Map<HostId, ZoneId> zones = new HashMap<>();
        Map<String, Optional<ZoneId>> known = new HashMap<>();
        jdbc.sql(
                        "select id, substr(tag, 6) as zone from host, unnest(tags) tag where tag like 'zone:%' order by id, tag desc")
                .query(row -> {
                    HostId host = new HostId(row.getLong("id"));
                    known.computeIfAbsent(row.getString("zone"), HostListStore::zone)
                            .ifPresent(zone -> zones.put(host, zone));
                });
        return zones;
    }

    private static Optional<ZoneId> zone(String name) {
        return ZoneId.getAvailableZoneIds().contains(name) ? Optional.of(ZoneId.of(name)) : Optional.empty();
    }

    List<HostRow> part(Condition condition, Scope scope) {
        return counted(rows(" and " + condition.sql() + " order by " + condition.order() + " limit ?")
                .params(ScopeFilter.of(scope).parameters())
                .params(condition.parameters())
                .param(condition.limit())
                .query((row, _) -> uncounted(row))
                .list());
    }

    private JdbcClient.StatementSpec rows(String rest) {
        return jdbc.sql(ROWS + rest).params(late());
    }

    private List<Object> late() {
        Presence.Late late = presence.late();
        return List.of(late.agents().atOffset(ZoneOffset.UTC), late.looks().atOffset(ZoneOffset.UTC));
    }

    /** The numbers of those in scope for whom a filter holds. */
    List<HostId> numbers(Where where, Scope scope) {
        return jdbc.sql("select host.id" + FROM + LATE + " where host.removed_at is null and " + ScopeFilter.CONDITION
                        + " and " + where.sql())
                .params(late())
                .params(ScopeFilter.of(scope).parameters())
                .params(where.parameters())
                .query((row, _) -> new HostId(row.getLong("id")))
                .list();
    }

    /** Which of these filters each host fits, those left out that fit none; all in one pass. */
    Map<HostId, BitSet> fitting(List<Where> filters, @Nullable HostId only) {
        StringBuilder sql = new StringBuilder("select host.id");
        List<Object> parameters = new ArrayList<>();
        for (Where each : filters) {
            sql.append(", coalesce(").append(each.sql()).append(", false)");
            parameters.addAll(each.parameters());
        }
        sql.append(FROM).append(LATE).append(" where host.removed_at is null");
        parameters.addAll(late());
        if (only != null) {
            sql.append(" and host.id = ").append(only.value());
        }
        Map<HostId, BitSet> fitting = new HashMap<>();
        jdbc.sql(sql.toString()).params(parameters).query((ResultSet row) -> {
            BitSet fits = new BitSet();
            for (int i = 0; i < filters.size(); i++) {
                fits.set(i, row.getBoolean(i + 2));
            }
            if (!fits.isEmpty()) {
                fitting.put(new HostId(row.getLong(1)), fits);
            }
        });
        return fitting;
    }

    List<HostRow> part(Condition condition, Where within, Scope scope) {
        return counted(
                rows(" and " + within.sql() + " and " + condition.sql() + " order by " + condition.order() + " limit ?")
                        .params(ScopeFilter.of(scope).parameters())
                        .params(within.parameters())
                        .params(condition.parameters())
                        .param(condition.limit())
                        .query((row, _) -> uncounted(row))
                        .list());
    }

    /** A row, its packages not counted yet. */
    private record Uncounted(
            Host host,
            String platform,
            Instant takenAt,
            long look,
            HostRow.Reboot reboot,
            boolean runsReplaced,
            boolean silent) {
        HostRow with(int packages) {
            return new HostRow(host, platform, takenAt, packages, reboot, runsReplaced, silent);
        }
    }

    private static Uncounted uncounted(ResultSet row) throws SQLException {
        return new Uncounted(
                HostStore.host(row),
                row.getString("pretty_name"),
                row.getTimestamp("taken_at").toInstant(),
                row.getLong("look"),
                HostRow.Reboot.valueOf(row.getString("reboot").toUpperCase(Locale.ROOT)),
                row.getBoolean("runs_replaced"),
                row.getBoolean("silent"));
    }

    private List<HostRow> counted(List<Uncounted> rows) {
        Map<HostId, Integer> known = new HashMap<>();
        for (Uncounted row : rows) {
            OptionalInt packages = counts.packages(row.host().id(), row.look());
            packages.ifPresent(each -> known.put(row.host().id(), each));
        }
        if (known.size() < rows.size()) {
            count(
                    rows.stream()
                            .map(row -> row.host().id())
                            .filter(id -> !known.containsKey(id))
                            .toList(),
                    known);
        }
        return rows.stream()
                .map(row -> row.with(known.getOrDefault(row.host().id(), 0)))
                .toList();
    }

    /** Of hosts whose newest look nobody knows by heart: all there is, less the few that only run. */
    private void count(List<HostId> hosts, Map<HostId, Integer> into) {
        int[] ids = hosts.stream().mapToInt(id -> Math.toIntExact(id.value())).toArray();
        jdbc.sql("""
                        select host_id, cardinality(builds) - (
                            select count(*) from unnest(array(select id from effect_build where effect = 'running')) as r (id)
                            where r.id = any (builds)) as packages
                        from inventory where host_id = any (?)""").param(Storable.integers(ids)).query(row -> {
            into.put(new HostId(row.getLong("host_id")), row.getInt("packages"));
        });
    }
}
