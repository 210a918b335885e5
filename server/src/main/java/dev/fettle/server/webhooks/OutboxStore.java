package dev.fettle.server.webhooks;

import dev.fettle.core.signing.Octets;
import dev.fettle.server.database.Storable;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** What webhooks are to be told, and what became of it. */
@Component
final class OutboxStore {
    private static final String COLUMNS =
            "number, webhook_id, message, event, made_at, state, attempts, due_at, tried_at, status, fault";
    private static final String ID = "'msg_' || replace(gen_random_uuid()::text, '-', '')";

    private final JdbcClient sql;

    OutboxStore(JdbcClient sql) {
        this.sql = sql;
    }

    /** For each webhook that is told of such events a message of its own. */
    void put(EventKind event, String body, Instant now) {
        sql.sql("insert into webhook_delivery (message, webhook_id, event, body, made_at, due_at) select " + ID
                        + ", id, ?, ?, ?, ? from webhook where ? = any(events) for key share")
                .params(event.word(), Storable.text(body), Timestamp.from(now), Timestamp.from(now), event.word())
                .update();
    }

    /** @return its number */
    long put(long webhook, String event, String body, Instant now) {
        return sql.sql("insert into webhook_delivery (message, webhook_id, event, body, made_at, due_at) values (" + ID
                        + ", ?, ?, ?, ?, ?) returning number")
                .params(webhook, event, Storable.text(body), Timestamp.from(now), Timestamp.from(now))
                .query((row, _) -> row.getLong("number"))
                .single();
    }

    /** The newest first. */
    List<Delivery> newest(long webhook, int limit) {
        return sql.sql("select " + COLUMNS + " from webhook_delivery where webhook_id = ? order by number desc limit ?")
                .params(webhook, limit)
                .query((row, _) -> delivery(row))
                .list();
    }

    Optional<Delivery> find(long webhook, long number) {
        return sql.sql("select " + COLUMNS + " from webhook_delivery where webhook_id = ? and number = ?")
                .params(webhook, number)
                .query((row, _) -> delivery(row))
                .optional();
    }

    /**
     * A message that is to be sent now.
     *
     * @param version with which its outcome is told
     */
    record Due(
            long number,
            String message,
            String body,
            int attempts,
            long version,
            long webhook,
            String name,
            URI address,
            Octets sealed) {}

    /**
     * Takes the message of each webhook that has waited longest, and counts the attempt. Nobody else takes it for so long.
     *
     * @param busy webhooks that are not asked for
     */
    List<Due> take(Collection<Long> busy, Duration lease, Instant now) {
        return sql.sql("""
                        with due as (
                            select d.number from webhook w cross join lateral (
                                select o.number from webhook_delivery o
                                where o.webhook_id = w.id and o.state = 'waiting' and o.due_at <= ?
                                order by o.due_at, o.number limit 1 for update skip locked) d
                            where not w.id = any(?))
                        update webhook_delivery t set attempts = t.attempts + 1, version = t.version + 1, tried_at = ?, due_at = ?
                        from due, webhook w where t.number = due.number and w.id = t.webhook_id
                        returning t.number, t.message, t.body, t.attempts, t.version, w.id, w.name, w.address, w.secret""")
                .params(
                        Timestamp.from(now),
                        new SqlArrayValue("bigint", busy.toArray()),
                        Timestamp.from(now),
                        Timestamp.from(now.plus(lease)))
                .query((row, _) -> new Due(
                        row.getLong("number"),
                        row.getString("message"),
                        row.getString("body"),
                        row.getInt("attempts"),
                        row.getLong("version"),
                        row.getLong("id"),
                        row.getString("name"),
                        URI.create(row.getString("address")),
                        Octets.of(row.getBytes("secret"))))
                .list();
    }

    /** What became of an attempt; nothing is done if somebody has decided otherwise meanwhile. */
    void tried(Due due, Delivery.State state, @Nullable Integer status, String fault, @Nullable Instant dueAt) {
        sql.sql("""
                        update webhook_delivery set state = ?, status = ?, fault = ?, due_at = coalesce(?, due_at)
                        where number = ? and version = ?""")
                .params(
                        state.word(),
                        new SqlParameterValue(Types.INTEGER, status),
                        Storable.text(fault),
                        Storable.nullable(dueAt),
                        due.number(),
                        due.version())
                .update();
    }

    /** It is tried at once, and as often as a new one. */
    void again(long number, Instant now) {
        sql.sql("""
                        update webhook_delivery set state = 'waiting', attempts = 0, due_at = ?, version = version + 1
                        where number = ?""").params(Timestamp.from(now), number).update();
    }

    /** How many were given up since then, by the names of their webhooks. */
    List<GivenUp> givenUp(Instant since) {
        return sql.sql("""
                        select w.name, count(*) as messages from webhook_delivery d join webhook w on w.id = d.webhook_id
                        where d.state = 'given-up' and d.tried_at >= ? group by w.name order by w.name""")
                .param(Timestamp.from(since))
                .query((row, _) -> new GivenUp(row.getString("name"), row.getLong("messages")))
                .list();
    }

    /** Messages to one webhook. */
    record GivenUp(String webhook, long messages) {}

    /** Those that do not wait any more. */
    void forget(Instant madeBefore) {
        sql.sql("delete from webhook_delivery where state <> 'waiting' and made_at < ?")
                .param(Timestamp.from(madeBefore))
                .update();
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        Timestamp tried = row.getTimestamp("tried_at");
        int status = row.getInt("status");
        @Nullable Integer answered = row.wasNull() ? null : Integer.valueOf(status);
        return new Delivery(
                row.getLong("number"),
                row.getLong("webhook_id"),
                row.getString("message"),
                row.getString("event"),
                row.getTimestamp("made_at").toInstant(),
                Delivery.State.of(row.getString("state")),
                row.getInt("attempts"),
                row.getTimestamp("due_at").toInstant(),
                tried == null ? null : tried.toInstant(),
                answered,
                row.getString("fault"));
    }
}
