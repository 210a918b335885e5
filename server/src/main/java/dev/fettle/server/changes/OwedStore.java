package dev.fettle.server.changes;

import dev.fettle.core.access.Scope;
import dev.fettle.server.hosts.ScopeFilter;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which changes owe approvals, in their table. */
@Component
final class OwedStore {
    private static final String OWES =
            " c.owed_until is not null and c.state = 'approved' and c.needed > (select count(*)"
                    + " from change_approval a where a.change_number = c.number and a.round = c.round)";

    private final JdbcClient sql;

    OwedStore(JdbcClient sql) {
        this.sql = sql;
    }

    /** The numbers of those all of whose hosts are in scope; first those whose time is over first. */
    List<Long> open(Scope scope, int limit) {
        return sql.sql("select c.number from change c where "
                        + ScopeFilter.all("change_host", "h.change_number = c.number") + " and" + OWES
                        + " order by c.owed_until, c.number limit ?")
                .params(ScopeFilter.of(scope).parametersOfAll())
                .param(limit)
                .query((row, _) -> row.getLong("number"))
                .list();
    }

    /**
     * The number of one whose time is over and of which that was not told, locked until the transaction ends; those that
     * another transaction has are left alone.
     */
    Optional<Long> due(Instant now) {
        return sql.sql("select c.number from change c where" + OWES
                        + " and c.owed_until <= ? and c.overdue_told_at is null"
                        + " order by c.owed_until, c.number limit 1 for update of c skip locked")
                .param(Timestamp.from(now))
                .query((row, _) -> row.getLong("number"))
                .optional();
    }

    void told(long change, Instant now) {
        sql.sql("update change set overdue_told_at = ?, touched_at = ? where number = ?")
                .params(Timestamp.from(now), Timestamp.from(now), change)
                .update();
    }
}
