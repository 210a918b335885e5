package dev.fettle.server.rollouts;

import dev.fettle.core.access.Scope;
import dev.fettle.core.plan.ChangeContent;
import dev.fettle.core.plan.WindowOverride;
import dev.fettle.core.rollout.Rollout;
import dev.fettle.core.rollout.Stage;
import dev.fettle.core.rollout.Standing;
import dev.fettle.core.rollout.Tally;
import dev.fettle.core.rollout.Tolerance;
import dev.fettle.core.signing.Octets;
import dev.fettle.server.api.lists.Condition;
import dev.fettle.server.changes.ChangeRuns;
import dev.fettle.server.database.Storable;
import dev.fettle.server.hosts.ScopeFilter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of roll-outs. */
@Component
final class RolloutStore {
    private static final String COLUMNS = """
            r.number, r.change_number, r.title, r.plan_hash, r.start_at, r.back_any_time, r.window_override, r.override_why, r.started_by, r.started_at,
            r.stage_form, r.counts, r.tolerances, r.next_begin, r.heard_since, r.ticked_at, r.version, r.ended_at""";

    /** Who does not see all of its hosts does not see it. */
    private static final String SEEN =
            " from rollout r where " + ScopeFilter.all("rollout_host", "h.rollout = r.number");

    private static final int STANDINGS = Standing.values().length;
    private static final int OF_TOLERANCE = 3;

    private final JdbcClient sql;

    RolloutStore(JdbcClient sql) {
        this.sql = sql;
    }

    private static List<Object> seen(Scope scope) {
        return ScopeFilter.of(scope).parametersOfAll();
    }

    Optional<RolloutHead> find(long number, Scope scope) {
        return sql.sql("select " + COLUMNS + SEEN + " and r.number = ?")
                .params(seen(scope))
                .param(number)
                .query((row, _) -> head(row))
                .optional();
    }

    List<RolloutHead> part(Condition condition, Scope scope) {
        return sql.sql("select " + COLUMNS + SEEN + " and " + condition.sql() + " order by " + condition.order()
                        + " limit ?")
                .params(condition.parametersAfter(seen(scope)))
                .param(condition.limit())
                .query((row, _) -> head(row))
                .list();
    }

    /** The newest first, with numbers below one. */
    List<RolloutHead> newest(RolloutFilter filter, Scope scope, int limit) {
        List<Object> values = seen(scope);
        StringBuilder where = new StringBuilder();
        if (filter.change() > 0) {
            where.append(" and r.change_number = ?");
            values.add(filter.change());
        }
        if (filter.stage().equals(RolloutFilter.OPEN)) {
            where.append(" and r.ended_at is null");
        } else if (!filter.stage().isEmpty()) {
            where.append(" and r.stage = ?");
            values.add(Storable.text(filter.stage()));
        }
        if (filter.before() > 0) {
            where.append(" and r.number < ?");
            values.add(filter.before());
        }
        return sql.sql("select " + COLUMNS + SEEN + where + " order by r.number desc limit ?")
                .params(values)
                .param(limit)
                .query((row, _) -> head(row))
                .list();
    }

    /** Those that have ended since with hosts that are not done, the newest first. */
    List<RolloutHead> endedPartly(Instant since, Scope scope, int limit) {
        return sql.sql("select " + COLUMNS + SEEN
                        + " and r.ended_at > ? and r.stage in ('partly', 'aborted') order by r.number desc limit ?")
                .params(seen(scope))
                .param(Timestamp.from(since))
                .param(limit)
                .query((row, _) -> head(row))
                .list();
    }

    /** The numbers of those that have not ended. */
    List<Long> open() {
        return sql.sql("select number from rollout where ended_at is null order by number")
                .query((row, _) -> row.getLong("number"))
                .list();
    }

    /** Locked until the transaction ends; empty if it has ended, or if another transaction is at it. */
    Optional<RolloutHead> lockIfFree(long number) {
        return sql.sql("select " + COLUMNS
                        + " from rollout r where r.number = ? and r.ended_at is null for update skip locked")
                .param(number)
                .query((row, _) -> head(row))
                .optional();
    }

    /** Locked until the transaction ends. */
    Optional<RolloutHead> lock(long number, Scope scope) {
        sql.sql("select from rollout where number = ? for update")
                .param(number)
                .query((_, _) -> number)
                .list();
        return find(number, scope);
    }

    /** What is rolled out; empty if the database was tampered with. */
    Optional<ChangeContent> content(RolloutHead head) {
        return sql.sql("select plan from rollout where number = ?")
                .param(head.number())
                .query((row, _) -> row.getBytes("plan"))
                .optional()
                .flatMap(bytes -> ChangeContent.of(bytes, head.content()));
    }

    /** What those carry out, or carried out, that go on or were started since; of the newest first. */
    List<ChangeRuns.RunContent> contents(Instant since) {
        return sql.sql("""
                        select plan_hash, max(number) as number, bool_or(ended_at is null) as open from rollout
                        where ended_at is null or started_at > ? group by plan_hash order by number desc""")
                .param(Timestamp.from(since))
                .query((row, _) -> new ChangeRuns.RunContent(
                        row.getLong("number"), new Octets(row.getString("plan_hash")), row.getBoolean("open")))
                .list();
    }

    /** What is known of a new one. */
    record New(
            long change,
            ChangeContent content,
            Instant startAt,
            boolean backAnyTime,
            WindowOverride override,
            String overrideWhy,
            String person,
            Rollout beginning) {}

    /** @throws org.springframework.dao.DuplicateKeyException if another roll-out of the change has not ended */
    long add(New made, Instant now) {
        byte[] plan = made.content().bytes();
        return sql.sql("""
                        insert into rollout (change_number, title, plan, plan_hash, start_at, back_any_time,
                            window_override, override_why, started_by, started_at, stage, stage_form, counts, tolerances, next_begin, heard_since, ticked_at, touched_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning number""")
                .params(
                        made.change(),
                        made.content().wish().title(),
                        plan,
                        Octets.sha256(plan).hex(),
                        Timestamp.from(made.startAt()),
                        made.backAnyTime(),
                        made.override().word(),
                        Storable.text(made.overrideWhy()),
                        Storable.text(made.person()),
                        Timestamp.from(now),
                        made.beginning().stage().word(),
                        StageForm.text(made.beginning().stage()),
                        counts(made.beginning().tallies()),
                        tolerances(made.beginning().tolerances()),
                        Timestamp.from(made.beginning().nextBegin()),
                        Timestamp.from(now),
                        Timestamp.from(now),
                        Timestamp.from(now))
                .query((row, _) -> row.getLong("number"))
                .single();
    }

    /** Takes over the state of a roll-out, but not of its hosts. */
    void move(long number, long version, Rollout rollout, Instant now) {
        boolean ended = rollout.stage() instanceof Stage.Ended;
        sql.sql("""
                        update rollout set stage = ?, stage_form = ?, counts = ?, tolerances = ?, next_begin = ?,
                            version = ?, ended_at = ?, touched_at = ?
                        where number = ?""")
                .params(
                        rollout.stage().word(),
                        StageForm.text(rollout.stage()),
                        counts(rollout.tallies()),
                        tolerances(rollout.tolerances()),
                        Timestamp.from(rollout.nextBegin()),
                        version,
                        Storable.nullable(ended ? now : null),
                        Timestamp.from(now),
                        number)
                .update();
    }

    /** A server has looked at it. */
    void ticked(long number, Instant heardSince, Instant now) {
        sql.sql("update rollout set heard_since = ?, ticked_at = ? where number = ?")
                .params(Timestamp.from(heardSince), Timestamp.from(now), number)
                .update();
    }

    /** Equal as long as nothing has happened to any. */
    String mark() {
        return sql.sql("select concat_ws(' ', (select max(number) from rollout), (select max(touched_at) from rollout),"
                        + " (select sum(version) from rollout)) as mark")
                .query((row, _) -> row.getString("mark"))
                .single();
    }

    private static Object counts(List<Tally> tallies) {
        int[] counts = new int[tallies.size() * STANDINGS];
        int at = 0;
        for (Tally tally : tallies) {
            for (Standing each : Standing.values()) {
                counts[at++] = tally.count(each);
            }
        }
        return Storable.integers(counts);
    }

    private static Object tolerances(List<Tolerance> all) {
        return Storable.integers(all.stream()
                .flatMapToInt(each -> IntStream.of(each.accepted(), each.waivedFailed(), each.waivedDone()))
                .toArray());
    }

    private static RolloutHead head(ResultSet row) throws SQLException {
        return new RolloutHead(
                row.getLong("number"),
                row.getLong("change_number"),
                row.getString("title"),
                new Octets(row.getString("plan_hash")),
                instant(row, "start_at"),
                row.getBoolean("back_any_time"),
                WindowOverride.of(row.getString("window_override")).orElseThrow(),
                row.getString("override_why"),
                row.getString("started_by"),
                instant(row, "started_at"),
                StageForm.read(row.getString("stage_form")),
                tallies(Storable.integers(row.getArray("counts"))),
                tolerances(Storable.integers(row.getArray("tolerances"))),
                instant(row, "next_begin"),
                instant(row, "heard_since"),
                instant(row, "ticked_at"),
                row.getLong("version"),
                row.getTimestamp("ended_at") == null ? null : instant(row, "ended_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getTimestamp(column).toInstant();
    }

    private static List<Tally> tallies(int[] counts) {
        List<Tally> tallies = new ArrayList<>();
        for (int at = 0; at < counts.length; at += STANDINGS) {
            Map<Standing, Integer> tally = new EnumMap<>(Standing.class);
            int number = at;
            for (Standing each : Standing.values()) {
                tally.put(each, counts[number++]);
            }
            tallies.add(Tally.of(tally));
        }
        return tallies;
    }

    private static List<Tolerance> tolerances(int[] numbers) {
        List<Tolerance> all = new ArrayList<>();
        for (int at = 0; at < numbers.length; at += OF_TOLERANCE) {
            all.add(new Tolerance(numbers[at], numbers[at + 1], numbers[at + 2]));
        }
        return all;
    }
}
