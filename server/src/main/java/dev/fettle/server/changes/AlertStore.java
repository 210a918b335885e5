package dev.fettle.server.changes;

import dev.fettle.core.access.Scope;
import dev.fettle.core.approval.AlertState;
import dev.fettle.server.database.Storable;
import dev.fettle.server.hosts.ScopeFilter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of alerts. */
@Component
final class AlertStore {
    private static final String ALL = "select t.change_number, t.round, t.raised_at, t.escalations, t.next_at,"
            + " t.acknowledged_by, t.acknowledged_at from change_alert t";

    private final JdbcClient sql;

    AlertStore(JdbcClient sql) {
        this.sql = sql;
    }

    /** The last one of a change. */
    Optional<Alert> of(long change) {
        return sql.sql(ALL + " where t.change_number = ? order by t.round desc limit 1")
                .param(change)
                .query((row, _) -> alert(row))
                .optional();
    }

    /** Those that nobody has acknowledged, of changes all of whose hosts are in scope, the oldest first. */
    List<Alert> open(Scope scope, int limit) {
        return sql.sql(ALL + " join change c on c.number = t.change_number where "
                        + ScopeFilter.all("change_host", "h.change_number = c.number")
                        + " and t.acknowledged_by is null order by t.raised_at limit ?")
                .params(ScopeFilter.of(scope).parametersOfAll())
                .param(limit)
                .query((row, _) -> alert(row))
                .list();
    }

    /** One that is to be told again, locked until the transaction ends; those that another transaction has are left alone. */
    Optional<Alert> due(Instant now) {
        return sql.sql(ALL + " where t.acknowledged_by is null and t.next_at <= ? order by t.next_at limit 1"
                        + " for update skip locked")
                .param(Timestamp.from(now))
                .query((row, _) -> alert(row))
                .optional();
    }

    void raise(Change change, AlertState.Open state, Instant now) {
        sql.sql("insert into change_alert (change_number, round, raised_at, next_at) values (?, ?, ?, ?)"
                        + " on conflict (change_number, round) do nothing")
                .params(change.number(), change.round(), Timestamp.from(now), Timestamp.from(state.nextAt()))
                .update();
    }

    void move(Alert alert) {
        AlertState state = alert.state();
        @Nullable Instant next = state instanceof AlertState.Open open ? open.nextAt() : null;
        @Nullable String by = state instanceof AlertState.Acknowledged known ? known.by() : null;
        @Nullable Instant at = state instanceof AlertState.Acknowledged known ? known.at() : null;
        sql.sql("""
                        update change_alert set escalations = ?, next_at = ?, acknowledged_by = ?, acknowledged_at = ?
                        where change_number = ? and round = ?""")
                .params(
                        alert.told(),
                        Storable.nullable(next),
                        Storable.nullable(by),
                        Storable.nullable(at),
                        alert.change(),
                        alert.round())
                .update();
    }

    private static Alert alert(ResultSet row) throws SQLException {
        int told = row.getInt("escalations");
        String by = row.getString("acknowledged_by");
        Timestamp next = row.getTimestamp("next_at");
        Timestamp at = row.getTimestamp("acknowledged_at");
        AlertState state = by == null
                ? new AlertState.Open(told, next.toInstant())
                : new AlertState.Acknowledged(told, by, at.toInstant());
        return new Alert(
                row.getLong("change_number"),
                row.getInt("round"),
                row.getTimestamp("raised_at").toInstant(),
                state);
    }
}
