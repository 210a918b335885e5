package dev.fettle.server.hosts;

import dev.fettle.server.database.Storable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** Finds hosts that look like one machine, but for those of which a person has said that they are two. */
@Component
final class DuplicateStore {
    /** More hosts than these with one name have it from their image, such as localhost: it says nothing. */
    static final int MOST_OF_A_NAME = 20;

    /**
     * When a host was heard last, and from where. The row is called {@code h}, its inventory {@code i}.
     */
    private static final String HEARD = """
            left join lateral (select a.address, greatest(a.last_seen_at, a.enrolled_at) as at, a.state <> 'revoked' as listens
                from agent a where a.host_id = h.id order by a.enrolled_at desc limit 1) a on true
            left join lateral (select s.address from ssh_host s where s.host_id = h.id order by s.id limit 1) s on true""";

    private static final String PAIRS = """
            with called as (
                select lower(name) as name from host where removed_at is null
                group by 1 having count(*) between 2 and ?),
            named as (
                select h.id, called.name, h.added_at, coalesce(a.address, s.address) as address,
                    greatest(a.at, i.taken_at) as heard_at
                from called join host h on lower(h.name) = called.name and h.removed_at is null
                    join inventory i on i.host_id = h.id
            """ + HEARD + """
            ),
            pairs as (
                select x.id as first, y.id as second, false as twins from named x join named y on x.name = y.name and x.id < y.id
                where x.address = y.address or x.heard_at < y.added_at
                union all
                select least(x.host_id, y.host_id), greatest(x.host_id, y.host_id), true
                from agent y join agent x on x.id = y.twin
                where x.host_id <> y.host_id)
            select p.first, p.second, bool_or(p.twins) as twins from pairs p
                join host f on f.id = p.first and f.removed_at is null
                join host s on s.id = p.second and s.removed_at is null
            where not exists (select from host_told_apart t where t.first_id = p.first and t.second_id = p.second)
            group by 1, 2 order by 1, 2 limit ?""";

    private final JdbcClient jdbc;

    DuplicateStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Pair(long first, long second, boolean twins) {}

    /** By the numbers of the hosts. */
    List<Duplicate> likely(int limit) {
        List<Pair> pairs = jdbc.sql(PAIRS)
                .params(MOST_OF_A_NAME, limit)
                .query((row, _) -> new Pair(row.getLong("first"), row.getLong("second"), row.getBoolean("twins")))
                .list();
        Set<Long> ids = new TreeSet<>();
        pairs.forEach(pair -> {
            ids.add(pair.first());
            ids.add(pair.second());
        });
        Map<Long, Duplicate.Side> sides = sides(ids);
        return pairs.stream()
                .filter(pair -> sides.containsKey(pair.first()) && sides.containsKey(pair.second()))
                .map(pair -> duplicate(sides, pair))
                .toList();
    }

    private static Duplicate duplicate(Map<Long, Duplicate.Side> sides, Pair pair) {
        Duplicate.Side first = sides.get(pair.first());
        Duplicate.Side second = sides.get(pair.second());
        if (first == null || second == null) {
            throw new IllegalStateException("Pairs with a side that is not there were left out.");
        }
        return new Duplicate(first, second, pair.twins());
    }

    private Map<Long, Duplicate.Side> sides(Set<Long> ids) {
        Map<Long, Duplicate.Side> sides = new HashMap<>();
        jdbc.sql("""
                        select h.*, i.pretty_name, coalesce(a.address, s.address, '') as address,
                            coalesce(a.listens, false) as listens, greatest(a.at, i.taken_at) as heard_at
                        from host h join inventory i on i.host_id = h.id
                        """ + HEARD + " where h.id = any (?)")
                .param(new SqlArrayValue("bigint", ids.toArray()))
                .query((ResultSet row) -> {
                    sides.put(row.getLong("id"), side(row));
                });
        return sides;
    }

    private static Duplicate.Side side(ResultSet row) throws SQLException {
        return new Duplicate.Side(
                HostStore.host(row),
                row.getString("pretty_name"),
                row.getString("address"),
                row.getBoolean("listens"),
                row.getTimestamp("heard_at").toInstant());
    }

    /** Whether that was not said before. */
    boolean tellApart(HostId first, HostId second, String by, Instant at, String reason) {
        return jdbc.sql("""
                                insert into host_told_apart (first_id, second_id, said_by, said_at, reason)
                                values (least(?, ?), greatest(?, ?), ?, ?, ?) on conflict do nothing""")
                        .params(first.value(), second.value(), first.value(), second.value())
                        .params(Storable.text(by), Timestamp.from(at), Storable.text(reason))
                        .update()
                == 1;
    }
}
