package dev.fettle.server.rollouts;

import dev.fettle.core.access.Scope;
import dev.fettle.core.plan.PackageSet;
import dev.fettle.server.api.lists.Condition;
import dev.fettle.server.database.Storable;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.ScopeFilter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** The table of what became of hosts. Rows are only added, and go to the host that one turns out to be. */
@Component
final class FactStore {
    private static final String COLUMNS = """
            f.id, f.rollout, f.place, f.change_number, f.host_id, f.host_name, f.outcome, f.why, f.packages, f.bytes, f.reboot,
            f.released_at, f.detected_at, f.approved_at, f.started_at, f.asked_at, f.begun_at, f.installed_at, f.ended_at,
            f.install_seconds, f.down_seconds, f.verify_seconds""";

    private final JdbcClient sql;

    FactStore(JdbcClient sql) {
        this.sql = sql;
    }

    /**
     * What hosts get alike, as far as facts tell it.
     *
     * @param set see {@link dev.fettle.core.plan.PackageSet}
     */
    record Kind(
            String set,
            int packages,
            long bytes,
            @Nullable Instant released,
            @Nullable Instant detected) {}

    /** A host that has come to an end. */
    record Ended(int place, String outcome, String why, Instant at, Kind kind) {}

    /** When its orders were given, taken and answered is taken from where they stand. */
    void add(long rollout, List<Ended> all) {
        sql.sql("""
                        insert into change_fact (rollout, place, change_number, host_id, host_name, outcome, why, package_set,
                            packages, bytes, reboot, released_at, detected_at, approved_at, started_at, asked_at, begun_at,
                            installed_at, ended_at, install_seconds, down_seconds, verify_seconds)
                        select r.number, e.place, r.change_number, h.host_id, coalesce(host.name, ''), e.outcome, e.why, e.package_set,
                            e.packages, e.bytes, coalesce(o.reboot, false), nullif(e.released, '')::timestamptz,
                            nullif(e.detected, '')::timestamptz, (select max(a.at) from change_approval a
                                where a.change_number = r.change_number and a.content = r.plan_hash),
                            r.started_at, o.asked_at, o.begun_at, o.installed_at, e.ended::timestamptz, o.install, o.down, o.verify
                        from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)
                            as e (place, outcome, why, ended, package_set, packages, bytes, released, detected)
                        join rollout r on r.number = ?
                        join rollout_host h on h.rollout = r.number and h.place = e.place
                        left join host on host.id = h.host_id
                        left join lateral (
                            select bool_or(g.deed = 'reboot') as reboot,
                                min(i.issued_at) filter (where g.deed = 'install') as asked_at,
                                min(i.taken_at) filter (where g.deed = 'install') as begun_at,
                                max(i.ended_at) filter (where g.deed = 'install' and i.state = 'succeeded') as installed_at,
                                sum(extract(epoch from i.ended_at - i.taken_at))
                                    filter (where g.deed = 'install' and i.state = 'succeeded') as install,
                                sum(extract(epoch from i.ended_at - i.taken_at))
                                    filter (where g.deed in ('restart', 'reboot') and i.state = 'succeeded') as down,
                                sum(extract(epoch from i.ended_at - i.taken_at))
                                    filter (where g.deed = 'verify' and i.state = 'succeeded') as verify
                            from rollout_order g join host_order i on i.number = g.order_number
                            where g.rollout = r.number and g.place = e.place and g.seq >= coalesce((
                                select max(l.seq) from rollout_order l
                                where l.rollout = r.number and l.place = e.place and l.deed = 'install'), 0)) o on true
                        order by e.place""")
                .params(List.of(
                        column("integer", all, Ended::place),
                        column("text", all, Ended::outcome),
                        column("text", all, each -> Storable.text(each.why())),
                        column("text", all, each -> each.at().toString()),
                        column("text", all, each -> each.kind().set()),
                        column("integer", all, each -> each.kind().packages()),
                        column("bigint", all, each -> each.kind().bytes()),
                        column("text", all, each -> time(each.kind().released())),
                        column("text", all, each -> time(each.kind().detected()))))
                .param(rollout)
                .update();
    }

    private static SqlArrayValue column(String type, List<Ended> all, Function<Ended, Object> value) {
        return new SqlArrayValue(type, all.stream().map(value).toArray());
    }

    /** No time is an empty text. */
    private static Object time(@Nullable Instant at) {
        return at == null ? "" : at.toString();
    }

    /**
     * Where patches come from, and since when one of them is known.
     *
     * @param sources their source packages
     */
    record Origin(List<String> sources, @Nullable Instant detected) {}

    /** @param names of packages, and {@code versions} of them */
    Origin origin(String platform, List<String> names, List<String> versions) {
        return sql.sql("""
                        select coalesce(array_agg(distinct p.source) filter (where p.source is not null), '{}') as sources,
                            min(p.first_seen_at) as detected
                        from unnest(?, ?) as b (name, version)
                        join patch p on p.platform = ? and p.package = b.name and p.candidate = b.version""")
                .params(new SqlArrayValue("text", names.toArray()), new SqlArrayValue("text", versions.toArray()))
                .param(platform)
                .query((row, _) -> new Origin(Storable.texts(row.getArray("sources")), time(row, "detected")))
                .single();
    }

    /** Those of roll-outs of which all hosts are in scope. */
    List<ChangeFact> part(Condition condition, Scope scope) {
        List<Object> seen = ScopeFilter.of(scope).parametersOfAll();
        return sql.sql("select " + COLUMNS + " from change_fact f where "
                        + ScopeFilter.all("rollout_host", "h.rollout = f.rollout") + " and " + condition.sql()
                        + " order by " + condition.order() + " limit ?")
                .params(condition.parametersAfter(seen))
                .param(condition.limit())
                .query((row, _) -> fact(row))
                .list();
    }

    /** The last of some hosts, by their places. */
    Map<Integer, ChangeFact> last(long rollout, Collection<Integer> places) {
        Map<Integer, ChangeFact> last = new HashMap<>();
        sql.sql("select " + COLUMNS + " from change_fact f where f.rollout = ? and f.place = any(?) order by f.id")
                .params(rollout, new SqlArrayValue("integer", places.toArray()))
                .query((row, _) -> fact(row))
                .list()
                .forEach(each -> last.put(each.place(), each));
        return last;
    }

    /** How long hosts took that are done with some packages, the last ones first. */
    List<Duration> took(PackageSet set, int limit) {
        return sql.sql("""
                        select install_seconds + coalesce(down_seconds, 0) + coalesce(verify_seconds, 0) as took
                        from change_fact where package_set = ? and outcome = 'done' and install_seconds is not null
                        order by id desc limit ?""")
                .params(set.digest(), limit)
                .query((row, _) -> Duration.ofMillis(Math.max(0, Math.round(row.getDouble("took") * 1_000))))
                .list();
    }

    /** What became of a host is another's. */
    void pass(HostId from, HostId into) {
        sql.sql("update change_fact set host_id = ? where host_id = ?")
                .params(into.value(), from.value())
                .update();
    }

    private static ChangeFact fact(ResultSet row) throws SQLException {
        return new ChangeFact(
                row.getLong("id"),
                row.getLong("rollout"),
                row.getInt("place"),
                row.getLong("change_number"),
                new HostId(row.getLong("host_id")),
                row.getString("host_name"),
                row.getString("outcome"),
                row.getString("why"),
                row.getInt("packages"),
                row.getLong("bytes"),
                row.getBoolean("reboot"),
                time(row, "released_at"),
                time(row, "detected_at"),
                time(row, "approved_at"),
                row.getTimestamp("started_at").toInstant(),
                time(row, "asked_at"),
                time(row, "begun_at"),
                time(row, "installed_at"),
                row.getTimestamp("ended_at").toInstant(),
                seconds(row, "install_seconds"),
                seconds(row, "down_seconds"),
                seconds(row, "verify_seconds"));
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column))
                .map(Timestamp::toInstant)
                .orElse(null);
    }

    private static @Nullable Double seconds(ResultSet row, String column) throws SQLException {
        double seconds = row.getDouble(column);
        return row.wasNull() ? null : Double.valueOf(seconds);
    }
}
