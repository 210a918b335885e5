package dev.fettle.server.hosts;

import dev.fettle.core.product.Platform;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** What is pending on many hosts, and which of them take orders. */
@Component
final class AlikeStore {
    private final JdbcClient jdbc;
    private final PendingStore pending;

    AlikeStore(JdbcClient jdbc, PendingStore pending) {
        this.jdbc = jdbc;
        this.pending = pending;
    }

    private record Alike(Platform platform, PendingStore.Row row, List<HostId> hosts) {}

    /** Those of them that were looked at; the changelogs of candidates are left out. */
    List<AlikeHosts> alike(Collection<HostId> hosts) {
        return jdbc
                .sql("""
                        select i.platform, p.unavailable, p.patches, p.installs, p.removals, p.kept_back,
                            '{}'::integer[] as claims, '{}'::text[] as unread, array_agg(p.host_id order by p.host_id) as hosts
                        from pending p join inventory i on i.host_id = p.host_id
                        where p.host_id = any (?)
                        group by i.platform, p.unavailable, p.patches, p.installs, p.removals, p.kept_back
                        order by min(p.host_id)""")
                .param(ids(hosts))
                .query((row, _) -> new Alike(
                        Platform.parse(row.getString("platform")),
                        PendingStore.row(row),
                        Arrays.stream((Long[]) row.getArray("hosts").getArray())
                                .map(HostId::new)
                                .toList()))
                .list()
                .stream()
                .map(each -> new AlikeHosts(each.platform(), pending.look(each.row()), each.hosts()))
                .toList();
    }

    /** Those of them that have an agent which takes orders, or that may be changed over SSH. */
    Set<HostId> takeOrders(Collection<HostId> hosts) {
        return new HashSet<>(jdbc.sql("""
                        select a.host_id from agent a where a.host_id = any (?) and a.state = 'active'
                        union select s.host_id from ssh_host s where s.host_id = any (?) and s.orders_as is not null""")
                .params(ids(hosts), ids(hosts))
                .query((row, _) -> new HostId(row.getLong("host_id")))
                .list());
    }

    private static SqlArrayValue ids(Collection<HostId> hosts) {
        return new SqlArrayValue("bigint", hosts.stream().map(HostId::value).toArray());
    }
}
