package dev.fettle.server.rollouts;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** Which hosts were asked whether they are still well. */
@Component
final class RolloutWatchStore {
    /** In place of an order. */
    static final long NOBODY = 0;

    private final JdbcClient sql;

    RolloutWatchStore(JdbcClient sql) {
        this.sql = sql;
    }

    /** A host that was asked. */
    record Open(int place, Instant at) {}

    /** By the numbers of orders of which something may still come, who was given them. */
    Map<Long, Open> open(long rollout) {
        Map<Long, Open> open = new HashMap<>();
        sql.sql("select place, order_number, asked_at from rollout_watch where rollout = ? and not seen")
                .param(rollout)
                .query(row -> {
                    open.put(
                            row.getLong("order_number"),
                            new Open(
                                    row.getInt("place"),
                                    row.getTimestamp("asked_at").toInstant()));
                });
        return open;
    }

    void seen(Collection<Long> orders) {
        if (!orders.isEmpty()) {
            sql.sql("update rollout_watch set seen = true where order_number = any(?)")
                    .param(new SqlArrayValue("bigint", orders.toArray()))
                    .update();
        }
    }

    /** Those of some places whose hosts were not asked since a time, in their order. */
    List<Integer> notAskedSince(long rollout, Instant since, Collection<Integer> places, int most) {
        return places.isEmpty()
                ? List.of()
                : sql.sql("""
                        select p.place from unnest(?) as p (place) where not exists (
                            select from rollout_watch w where w.rollout = ? and w.place = p.place and w.asked_at >= ?)
                        order by p.place limit ?""")
                        .params(new SqlArrayValue("integer", places.toArray()), rollout, Timestamp.from(since), most)
                        .query((row, _) -> row.getInt("place"))
                        .list();
    }

    /** @param orders by the places of the hosts that were given them; {@link #NOBODY} where nobody could be asked */
    void asked(long rollout, Map<Integer, Long> orders, Instant now) {
        if (orders.isEmpty()) {
            return;
        }
        List<Map.Entry<Integer, Long>> all = new ArrayList<>(orders.entrySet());
        sql.sql("""
                        insert into rollout_watch (rollout, place, order_number, asked_at, seen)
                        select ?, g.place, nullif(g.order_number, 0), ?, g.order_number = 0
                        from unnest(?, ?) as g (place, order_number)
                        on conflict (rollout, place) do update set
                            order_number = excluded.order_number, asked_at = excluded.asked_at, seen = excluded.seen""")
                .params(
                        rollout,
                        Timestamp.from(now),
                        new SqlArrayValue(
                                "integer", all.stream().map(Map.Entry::getKey).toArray()),
                        new SqlArrayValue(
                                "bigint", all.stream().map(Map.Entry::getValue).toArray()))
                .update();
    }
}
