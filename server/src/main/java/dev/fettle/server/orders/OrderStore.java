package dev.fettle.server.orders;

import dev.fettle.core.access.Scope;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.OrderKind;
import dev.fettle.core.order.OrderState;
import dev.fettle.core.order.Outcome;
import dev.fettle.server.api.lists.Condition;
import dev.fettle.server.database.Storable;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.ScopeFilter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** The table of orders. */
@Component
final class OrderStore {
    private static final String COLUMNS = """
            o.number, o.id, o.host_id, host.name as host_name, o.agent_id, o.kind, o.changing, o.about, o.follows, o.asked_by,
            o.reason, o.issued_at, o.expires_at, o.seconds, o.state, o.handed_out_at, o.taken_at, o.ended_at, o.failure,
            o.message, o.version""";
    private static final String FROM = " from host_order o join host on host.id = o.host_id where ";
    private static final String IN_SCOPE = "select " + COLUMNS + FROM + ScopeFilter.CONDITION;

    /** A report that has not come after so long comes no more. */
    private static final Duration AWAITED = Duration.ofDays(30);

    private final JdbcClient sql;

    OrderStore(JdbcClient sql) {
        this.sql = sql;
    }

    /** A new order. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record New(
            Envelope envelope,
            HostId host,
            String about,
            @Nullable Long follows,
            String askedBy,
            String reason,
            byte[] signed) {}

    /** @return their numbers, in the same order */
    List<Long> add(List<New> all) {
        Map<UUID, Long> numbers = new HashMap<>();
        sql.sql("""
                        insert into host_order (id, host_id, agent_id, kind, changing, about, signed, follows, asked_by,
                            reason, issued_at, expires_at, seconds, state, touched_at)
                        select n.id, n.host_id, n.agent_id, n.kind, n.changing, n.about, n.signed, nullif(n.follows, 0),
                            n.asked_by, n.reason, n.issued_at::timestamptz, n.expires_at::timestamptz, n.seconds, 'waiting',
                            n.issued_at::timestamptz
                        from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) with ordinality
                            as n (id, host_id, agent_id, kind, changing, about, signed, follows, asked_by, reason, issued_at,
                                expires_at, seconds, n)
                        order by n.n
                        returning number, id""")
                .params(
                        column("uuid", all, each -> each.envelope().id()),
                        column("bigint", all, each -> each.host().value()),
                        column("uuid", all, each -> each.envelope().host()),
                        column(
                                "text",
                                all,
                                each -> OrderKind.of(each.envelope().order()).word()),
                        column("boolean", all, each -> each.envelope().order().changesHost()),
                        column("text", all, each -> Storable.text(each.about())),
                        new SqlArrayValue("bytea", (Object[])
                                all.stream().map(New::signed).toArray(byte[][]::new)),
                        column("bigint", all, each -> {
                            Long follows = each.follows();
                            return follows == null ? 0L : follows;
                        }),
                        column("text", all, each -> Storable.text(each.askedBy())),
                        column("text", all, each -> Storable.text(each.reason())),
                        column("text", all, each -> each.envelope().issuedAt().toString()),
                        column("text", all, each -> each.envelope().expiresAt().toString()),
                        column(
                                "integer",
                                all,
                                each -> Math.toIntExact(
                                        each.envelope().timeLimit().toSeconds())))
                .query(row -> {
                    numbers.put(row.getObject("id", UUID.class), row.getLong("number"));
                });
        return all.stream()
                .map(each -> Objects.requireNonNull(numbers.get(each.envelope().id()), "An order was stored."))
                .toList();
    }

    private static SqlArrayValue column(String type, List<New> all, Function<New, Object> of) {
        return new SqlArrayValue(type, all.stream().map(of).toArray());
    }

    /** How many orders of an agent wait. */
    int waiting(UUID agent, Instant now) {
        return sql.sql("""
                        select count(*) as n from host_order
                        where agent_id = ? and state = 'waiting' and expires_at > ?""")
                .params(agent, Timestamp.from(now))
                .query((row, _) -> row.getInt("n"))
                .single();
    }

    Set<HostId> atWork(Collection<HostId> hosts) {
        return sql.sql("select distinct host_id from host_order where host_id = any(?) and state = 'taken'")
                .param(new SqlArrayValue(
                        "bigint", hosts.stream().map(HostId::value).toArray()))
                .query((row, _) -> new HostId(row.getLong("host_id")))
                .set();
    }

    /**
     * Those of these agents to whom an order can be handed out now.
     *
     * @param but numbers of orders that are not handed out, whatever they wait for
     */
    Set<UUID> awaited(Collection<UUID> agents, Collection<Long> but, Instant now) {
        return Set.copyOf(sql.sql("""
                        select distinct o.agent_id from host_order o
                        where o.state = 'waiting' and o.expires_at > ? and o.agent_id = any(?) and o.number <> all(?)
                            and not (o.changing and exists (select from host_order t
                                where t.agent_id = o.agent_id and t.state = 'taken' and t.changing))""")
                .params(
                        Timestamp.from(now),
                        new SqlArrayValue("uuid", agents.toArray()),
                        new SqlArrayValue("bigint", but.toArray()))
                .query((row, _) -> row.getObject("agent_id", UUID.class))
                .list());
    }

    /** Those of these addressees for whom an order waits, or of whom a report may still come. */
    Set<UUID> unfinished(Collection<UUID> addressees, Instant now) {
        return Set.copyOf(sql.sql("""
                        select agent_id from host_order
                        where agent_id = any(:addressees) and state in ('waiting', 'taken', 'overdue')
                            and (expires_at > :now or taken_at > :since)
                        union
                        select agent_id from host_order
                        where agent_id = any(:addressees) and state in ('expired', 'withdrawn')
                            and handed_out_at is not null
                            and expires_at + make_interval(secs => seconds + :grace) > :now""")
                .param("addressees", new SqlArrayValue("uuid", addressees.toArray()))
                .param("now", Timestamp.from(now))
                .param("since", Timestamp.from(now.minus(AWAITED)))
                .param("grace", OrderState.GRACE.toSeconds())
                .query((row, _) -> row.getObject("agent_id", UUID.class))
                .list());
    }

    /** An order with what was signed. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sendable(HostOrder order, byte[] signed) {}

    /** Locked until the transaction ends, the oldest first. */
    List<Sendable> lockWaiting(UUID agent, Instant now) {
        return sql.sql(
                        "select " + COLUMNS + ", o.signed" + FROM
                                + "o.agent_id = ? and o.state = 'waiting' and o.expires_at > ? order by o.number for update of o")
                .params(agent, Timestamp.from(now))
                .query((row, _) -> new Sendable(order(row), row.getBytes("signed")))
                .list();
    }

    /** Whether the host is at an order that changes it. */
    boolean isChanging(UUID agent) {
        return sql.sql(
                        "select exists(select from host_order where agent_id = ? and state = 'taken' and changing) as it")
                .param(agent)
                .query((row, _) -> row.getBoolean("it"))
                .single();
    }

    /** Those of them that the agent was not yet known to have. */
    List<UUID> notTaken(UUID agent, Collection<UUID> orders) {
        return sql.sql("""
                        select id from host_order where agent_id = ? and id = any(?)
                            and state in ('waiting', 'expired', 'withdrawn') order by number""")
                .params(agent, new SqlArrayValue("uuid", orders.toArray()))
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    /** What was signed of the last orders of a host to install something, the newest first. */
    List<byte[]> installations(HostId host, int limit) {
        return sql.sql(
                        "select signed from host_order where host_id = ? and kind = 'install' order by number desc limit ?")
                .params(host.value(), limit)
                .query((row, _) -> row.getBytes("signed"))
                .list();
    }

    Optional<Sendable> find(UUID agent, UUID id) {
        return one(agent, id, "");
    }

    /** Locked until the transaction ends. */
    Optional<Sendable> lock(UUID agent, UUID id) {
        return one(agent, id, " for update of o");
    }

    private Optional<Sendable> one(UUID agent, UUID id, String lock) {
        return sql.sql("select " + COLUMNS + ", o.signed" + FROM + "o.agent_id = ? and o.id = ?" + lock)
                .params(agent, id)
                .query((row, _) -> new Sendable(order(row), row.getBytes("signed")))
                .optional();
    }

    Optional<HostOrder> lock(long number, Scope scope) {
        return sql.sql(IN_SCOPE + " and o.number = ? for update of o")
                .params(ScopeFilter.of(scope).parameters())
                .param(number)
                .query((row, _) -> order(row))
                .optional();
    }

    /** Those for which time has changed something; locked, and without those that somebody else is at. */
    List<HostOrder> lockDue(Instant now, int limit) {
        return sql.sql("select " + COLUMNS + FROM + """
                        ((o.state = 'waiting' and o.expires_at <= ?)
                            or (o.state = 'taken' and o.taken_at + make_interval(secs => o.seconds + ?) <= ?))
                        order by o.number limit ? for update of o skip locked""")
                .params(Timestamp.from(now), OrderState.GRACE.toSeconds(), Timestamp.from(now), limit)
                .query((row, _) -> order(row))
                .list();
    }

    /** Moves an order that is locked to its next state. */
    void move(HostOrder order, OrderState next, Instant now) {
        Outcome.@Nullable Failed failed = next instanceof OrderState.Ended(Outcome.Failed failure) ? failure : null;
        HostOrder after = order.with(next, now);
        sql.sql("""
                        update host_order set state = ?, handed_out_at = ?, taken_at = ?, ended_at = ?, failure = ?,
                            message = ?, version = version + 1, touched_at = ? where number = ?""")
                .params(
                        after.stateWord(),
                        Storable.nullable(after.handedOutAt()),
                        Storable.nullable(after.takenAt()),
                        Storable.nullable(after.endedAt()),
                        Storable.nullable(
                                failed == null ? null : failed.kind().name().toLowerCase(Locale.ROOT)),
                        Storable.text(after.message()),
                        Timestamp.from(now),
                        order.number())
                .update();
    }

    /** All orders of a host become another's. */
    void pass(HostId from, HostId into) {
        sql.sql("update host_order set host_id = ? where host_id = ?")
                .params(into.value(), from.value())
                .update();
    }

    void keepReport(HostOrder order, byte[] report) {
        sql.sql("update host_order set report = ? where number = ?")
                .params(report, order.number())
                .update();
    }

    Optional<HostOrder> find(long number, Scope scope) {
        return sql.sql(IN_SCOPE + " and o.number = ?")
                .params(ScopeFilter.of(scope).parameters())
                .param(number)
                .query((row, _) -> order(row))
                .optional();
    }

    /** Locked until the transaction ends, the oldest first. */
    List<HostOrder> lock(Collection<Long> numbers) {
        return sql.sql("select " + COLUMNS + FROM + "o.number = any(?) order by o.number for update of o")
                .param(new SqlArrayValue("bigint", numbers.toArray()))
                .query((row, _) -> order(row))
                .list();
    }

    /** Those to which something has happened: of which another version is there than the one that is known. */
    List<HostOrder> moved(Map<Long, Long> known) {
        return sql.sql("select " + COLUMNS + FROM + """
                        o.number in (select m.number from unnest(?, ?) as k (number, version)
                            join host_order m on m.number = k.number where m.version <> k.version) order by o.number""")
                .param(new SqlArrayValue("bigint", known.keySet().toArray()))
                .param(new SqlArrayValue("bigint", known.values().toArray()))
                .query((row, _) -> order(row))
                .list();
    }

    /** What hosts have told of some orders, as {@link Content#report}; those that have told nothing are not in it. */
    Map<Long, byte[]> reports(Collection<Long> numbers) {
        Map<Long, byte[]> reports = new HashMap<>();
        sql.sql("select number, report from host_order where number = any(?) and report is not null")
                .param(new SqlArrayValue("bigint", numbers.toArray()))
                .query(row -> {
                    reports.put(row.getLong("number"), row.getBytes("report"));
                });
        return reports;
    }

    /** Bytes of an order that was found in scope. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Content(byte[] signed, byte @Nullable [] report) {}

    Content content(HostOrder order) {
        return sql.sql("select signed, report from host_order where number = ?")
                .param(order.number())
                .query((row, _) -> new Content(row.getBytes("signed"), row.getBytes("report")))
                .single();
    }

    List<HostOrder> part(Condition condition, Scope scope, @Nullable HostId host) {
        String only = host == null ? "" : " and o.host_id = " + host.value();
        return sql.sql(IN_SCOPE + only + " and " + condition.sql() + " order by " + condition.order() + " limit ?")
                .params(condition.parametersAfter(ScopeFilter.of(scope).parameters()))
                .param(condition.limit())
                .query((row, _) -> order(row))
                .list();
    }

    /** The newest first, with numbers below one. */
    List<HostOrder> newest(OrderFilter filter, Scope scope, int limit) {
        List<Object> values = new ArrayList<>(ScopeFilter.of(scope).parameters());
        StringBuilder where = new StringBuilder();
        if (filter.host() != null) {
            where.append(" and o.host_id = ?");
            values.add(filter.host().value());
        }
        if (!filter.name().isEmpty()) {
            where.append(" and strpos(lower(host.name), lower(?)) > 0");
            values.add(Storable.text(filter.name()));
        }
        if (!filter.state().isEmpty()) {
            where.append(" and o.state = ?");
            values.add(Storable.text(filter.state()));
        }
        if (!filter.kind().isEmpty()) {
            where.append(" and o.kind = ?");
            values.add(Storable.text(filter.kind()));
        }
        if (filter.before() > 0) {
            where.append(" and o.number < ?");
            values.add(filter.before());
        }
        return sql.sql(IN_SCOPE + where + " order by o.number desc limit ?")
                .params(values)
                .param(limit)
                .query((row, _) -> order(row))
                .list();
    }

    /** Equal as long as no order has come or changed its state. */
    String mark() {
        return sql.sql("""
                        select concat_ws(' ', (select max(number) from host_order), (select max(touched_at) from host_order),
                            (select count(*) from host_order where state in ('waiting', 'taken', 'overdue'))) as mark""").query((row, _) -> row.getString("mark")).single();
    }

    private static HostOrder order(ResultSet row) throws SQLException {
        long follows = row.getLong("follows");
        boolean none = row.wasNull();
        return new HostOrder(
                row.getLong("number"),
                row.getObject("id", UUID.class),
                new HostId(row.getLong("host_id")),
                row.getString("host_name"),
                row.getObject("agent_id", UUID.class),
                OrderKind.of(row.getString("kind"))
                        .orElseThrow(() -> new IllegalStateException("An order is of a kind that nobody knows.")),
                row.getBoolean("changing"),
                row.getString("about"),
                none ? null : follows,
                row.getString("asked_by"),
                row.getString("reason"),
                row.getTimestamp("issued_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                Duration.ofSeconds(row.getInt("seconds")),
                state(row),
                instant(row, "handed_out_at"),
                instant(row, "taken_at"),
                instant(row, "ended_at"),
                row.getLong("version"));
    }

    private static OrderState state(ResultSet row) throws SQLException {
        boolean handedOut = row.getTimestamp("handed_out_at") != null;
        Instant taken = instant(row, "taken_at");
        Instant takenAt = taken == null ? row.getTimestamp("issued_at").toInstant() : taken;
        String word = row.getString("state");
        return switch (word) {
            case "waiting" -> new OrderState.Waiting(handedOut);
            case "taken" -> new OrderState.Taken(takenAt);
            case "overdue" -> new OrderState.Overdue(takenAt);
            case "succeeded" -> new OrderState.Ended(new Outcome.Succeeded());
            case "failed" ->
                new OrderState.Ended(new Outcome.Failed(
                        FailureKind.valueOf(row.getString("failure").toUpperCase(Locale.ROOT)),
                        row.getString("message")));
            case "unknown" -> new OrderState.Ended(new Outcome.Unknown(row.getString("message")));
            case "expired" -> new OrderState.Expired(handedOut);
            case "withdrawn" -> new OrderState.Withdrawn(handedOut);
            default -> throw new IllegalStateException("An order is in a state that nobody knows: " + word);
        };
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
