package dev.fettle.server.rollouts;

import dev.fettle.core.rollout.Deed;
import dev.fettle.core.rollout.HostCourse;
import dev.fettle.server.database.Storable;
import dev.fettle.server.hosts.HostId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** The tables of what becomes of the hosts of roll-outs. */
@Component
final class RolloutHostStore {
    /** The number of the lock of whoever takes hosts into a roll-out; "fettle-r" in ASCII. */
    private static final long TAKING = 0x666574746c652d72L;

    private final JdbcClient sql;

    RolloutHostStore(JdbcClient sql) {
        this.sql = sql;
    }

    /**
     * A host of a roll-out.
     *
     * @param place in the plan, from 0
     * @param order the number of the order that it was given last, and what of it was taken in; null if it was given none
     */
    record Kept(
            int place,
            HostId host,
            HostCourse course,
            @Nullable Last order) {}

    /**
     * The order that a host was given last.
     *
     * @param version of it that was taken in
     */
    record Last(long number, long version) {}

    /** @param hosts by their numbers, in the order of the plan */
    void add(long rollout, List<Long> hosts) {
        sql.sql("""
                        insert into rollout_host (rollout, place, host_id)
                        select ?, h.ordinality - 1, h.host_id from unnest(?::bigint[]) with ordinality h (host_id)""")
                .params(rollout, new SqlArrayValue("bigint", hosts.toArray()))
                .update();
    }

    /** Those that have changed since a version, in the order of the plan; all of them since -1. */
    List<Kept> since(long rollout, long version) {
        return sql.sql("""
                        select place, host_id, state, back, step, tries, missed, asked_since, at, flag, why, orders, touched_by,
                            order_number, order_version
                        from rollout_host where rollout = ? and version > ? order by place""")
                .params(rollout, version)
                .query((row, _) -> kept(row))
                .list();
    }

    void save(long rollout, long version, List<Kept> all) {
        if (all.isEmpty()) {
            return;
        }
        Rows rows = new Rows(all);
        sql.sql("""
                        update rollout_host h set state = n.state, back = n.back, step = n.step, tries = n.tries,
                            missed = n.missed, asked_since = nullif(n.asked_since, '')::timestamptz,
                            at = nullif(n.at, '')::timestamptz, flag = n.flag, why = n.why,
                            orders = n.orders, touched_by = n.touched_by, order_number = coalesce(nullif(n.order_number, 0), h.order_number),
                            order_version = case when n.order_number = 0 then h.order_version else n.order_version end,
                            version = ?
                        from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as n (place, state, back, step, tries, missed,
                            asked_since, at, flag, why, orders, touched_by, order_number, order_version)
                        where h.rollout = ? and h.place = n.place""").param(version).params(rows.arrays()).param(rollout).update();
    }

    /** The columns of rows that are written together. */
    private record Rows(List<Kept> all, List<HostForm> forms) {
        Rows(List<Kept> all) {
            this(all, all.stream().map(each -> HostForm.of(each.course())).toList());
        }

        private interface Cell {
            /** Never null: no time is an empty text, no order is 0. */
            Object of(Kept kept, HostForm form);
        }

        private SqlArrayValue column(String type, Cell cell) {
            Object[] values = new Object[all.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = cell.of(all.get(i), forms.get(i));
            }
            return new SqlArrayValue(type, values);
        }

        List<Object> arrays() {
            List<Object> arrays = new ArrayList<>();
            arrays.add(column("integer", (kept, _) -> kept.place()));
            arrays.add(column("text", (_, form) -> form.state()));
            arrays.add(column("boolean", (_, form) -> form.back()));
            arrays.add(column("integer", (_, form) -> form.step()));
            arrays.add(column("integer", (_, form) -> form.tries()));
            arrays.add(column("integer", (_, form) -> form.missed()));
            arrays.add(column("text", (_, form) -> time(form.askedSince())));
            arrays.add(column("text", (_, form) -> time(form.at())));
            arrays.add(column("boolean", (_, form) -> form.flag()));
            arrays.add(column("text", (_, form) -> Storable.text(form.why())));
            arrays.add(column("integer", (_, form) -> form.orders()));
            arrays.add(column("integer", (_, form) -> form.touchedBy()));
            arrays.add(column("bigint", (kept, _) -> {
                Last last = kept.order();
                return last == null ? 0L : last.number();
            }));
            arrays.add(column("bigint", (kept, _) -> {
                Last last = kept.order();
                return last == null ? 0L : last.version();
            }));
            return arrays;
        }

        private static Object time(@Nullable Instant at) {
            return at == null ? "" : at.toString();
        }
    }

    /** An order that a host was given by a roll-out. */
    record Given(int place, int seq, Deed deed, long order) {}

    void give(long rollout, List<Given> all) {
        sql.sql("""
                        insert into rollout_order (rollout, place, seq, deed, order_number)
                        select ?, g.place, g.seq, g.deed, g.order_number
                        from unnest(?, ?, ?, ?) as g (place, seq, deed, order_number)""")
                .params(
                        rollout,
                        new SqlArrayValue(
                                "integer", all.stream().map(Given::place).toArray()),
                        new SqlArrayValue(
                                "integer", all.stream().map(Given::seq).toArray()),
                        new SqlArrayValue(
                                "text",
                                all.stream().map(each -> each.deed().word()).toArray()),
                        new SqlArrayValue(
                                "bigint", all.stream().map(Given::order).toArray()))
                .update();
    }

    /** What some hosts were given so far, each in its order. */
    Map<Integer, List<Given>> given(long rollout, Collection<Integer> places) {
        Map<Integer, List<Given>> given = new HashMap<>();
        sql.sql("select place, seq, deed, order_number from rollout_order where rollout = ? and place = any(?)"
                        + " order by place, seq")
                .params(rollout, new SqlArrayValue("integer", places.toArray()))
                .query(row -> {
                    given.computeIfAbsent(row.getInt("place"), _ -> new ArrayList<>())
                            .add(new Given(
                                    row.getInt("place"),
                                    row.getInt("seq"),
                                    deed(row.getString("deed")),
                                    row.getLong("order_number")));
                });
        return given;
    }

    boolean has(long rollout, HostId host) {
        return sql.sql("select exists (select from rollout_host where rollout = ? and host_id = ?) as there")
                .params(rollout, host.value())
                .query((row, _) -> row.getBoolean("there"))
                .single();
    }

    /** A host as lists show it. */
    record Row(Kept kept, String name) {}

    /**
     * Some hosts in the order of the plan.
     *
     * @param state as {@link HostForm#state}; empty for all
     * @param name a part of it, in any case; empty for all
     * @param from the first place, and {@code to} the one after the last
     */
    List<Row> list(long rollout, String state, String name, int from, int to, int limit) {
        return sql.sql("""
                        select h.place, h.host_id, h.state, h.back, h.step, h.tries, h.missed, h.asked_since, h.at, h.flag, h.why,
                            h.orders, h.touched_by, h.order_number, h.order_version, coalesce(host.name, '') as host_name
                        from rollout_host h left join host on host.id = h.host_id
                        where h.rollout = ? and h.place >= ? and h.place < ? and (? = '' or h.state = ?)
                            and (? = '' or strpos(lower(host.name), lower(?)) > 0)
                        order by h.place limit ?""")
                .params(
                        rollout,
                        from,
                        to,
                        Storable.text(state),
                        Storable.text(state),
                        Storable.text(name),
                        Storable.text(name),
                        limit)
                .query((row, _) -> new Row(kept(row), row.getString("host_name")))
                .list();
    }

    /** The hosts that are not done, by their numbers, in the order of the plan, without those that were removed. */
    List<Long> left(long rollout) {
        return sql.sql("""
                        select h.host_id from rollout_host h join host on host.id = h.host_id
                        where h.rollout = ? and h.state <> 'done' and host.removed_at is null order by h.place""")
                .param(rollout)
                .query((row, _) -> row.getLong("host_id"))
                .list();
    }

    /**
     * Of some roll-outs that have ended: how many of the hosts that are left over or have failed are in no later roll-out, nor
     * in a change that was planned since and is not given up. Those that have none are not in it.
     */
    Map<Long, Integer> unattended(Collection<Long> rollouts) {
        Map<Long, Integer> unattended = new HashMap<>();
        sql.sql("""
                        select h.rollout, count(*) as n from rollout_host h join rollout r on r.number = h.rollout
                        join host on host.id = h.host_id
                        where h.rollout = any(?) and h.state in ('left-over', 'failed', 'lost', 'back', 'stuck')
                            and host.removed_at is null
                            and not exists (select from rollout_host l where l.host_id = h.host_id and l.rollout > h.rollout)
                            and not exists (select from change_host p join change c on c.number = p.change_number
                                where p.host_id = h.host_id and c.planned_at >= r.ended_at
                                    and c.state in ('draft', 'proposed', 'approved'))
                        group by h.rollout""").param(new SqlArrayValue("bigint", rollouts.toArray())).query(row -> {
            unattended.put(row.getLong("rollout"), row.getInt("n"));
        });
        return unattended;
    }

    /** Hosts that another roll-out may still do something to. */
    record Busy(long rollout, int hosts) {}

    /** @param tag of a cluster of which members are in that roll-out */
    record BusyCluster(long rollout, String tag) {}

    /**
     * How many of some hosts are in another roll-out, the first of them: those that are done there may yet be taken back. Nobody
     * else takes hosts into a roll-out until this transaction has ended.
     */
    Optional<Busy> busy(List<Long> all) {
        sql.sql("select pg_advisory_xact_lock(?)").param(TAKING).query(_ -> {});
        return sql.sql("""
                        select h.rollout, count(*) as n from rollout_host h join rollout r on r.number = h.rollout
                        where r.ended_at is null and h.host_id = any(?)
                            and h.state <> 'skipped'
                        group by h.rollout order by h.rollout limit 1""")
                .param(new SqlArrayValue("bigint", all.toArray()))
                .query((row, _) -> new Busy(row.getLong("rollout"), row.getInt("n")))
                .optional();
    }

    /**
     * The first open roll-out of other hosts that are members of some clusters now; to be asked after {@link #busy}, whose lock it
     * needs.
     *
     * @param tags of the clusters
     */
    Optional<BusyCluster> busyCluster(List<String> tags, List<Long> all) {
        return sql.sql("""
                        select h.rollout, t.tag from rollout_host h join rollout r on r.number = h.rollout
                            join host on host.id = h.host_id cross join unnest(host.tags) t(tag)
                        where r.ended_at is null and h.state <> 'skipped' and t.tag = any(?) and h.host_id <> all(?)
                        order by h.rollout, t.tag limit 1""")
                .param(new SqlArrayValue("text", tags.toArray()))
                .param(new SqlArrayValue("bigint", all.toArray()))
                .query((row, _) -> new BusyCluster(row.getLong("rollout"), row.getString("tag")))
                .optional();
    }

    /** What a roll-out has to do with a host is another's, and its servers notice. */
    void pass(HostId from, HostId into) {
        sql.sql("update rollout set version = version + 1 where number in"
                        + " (select rollout from rollout_host where host_id = ?)")
                .param(from.value())
                .update();
        sql.sql("""
                        update rollout_host h set host_id = ?, version = r.version
                        from rollout r where r.number = h.rollout and h.host_id = ?""").params(into.value(), from.value()).update();
    }

    private static Deed deed(String word) {
        return Deed.of(word)
                .orElseThrow(() -> new IllegalStateException("A host was asked for a deed that nobody knows: " + word));
    }

    private static Kept kept(ResultSet row) throws SQLException {
        long number = row.getLong("order_number");
        Last last = row.wasNull() ? null : new Last(number, row.getLong("order_version"));
        HostForm form = new HostForm(
                row.getString("state"),
                row.getBoolean("back"),
                row.getInt("step"),
                row.getInt("tries"),
                row.getInt("missed"),
                time(row, "asked_since"),
                time(row, "at"),
                row.getBoolean("flag"),
                row.getString("why"),
                row.getInt("orders"),
                row.getInt("touched_by"));
        return new Kept(row.getInt("place"), new HostId(row.getLong("host_id")), form.course(), last);
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
