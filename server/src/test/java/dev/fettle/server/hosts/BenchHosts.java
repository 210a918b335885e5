package dev.fettle.server.hosts;

import dev.fettle.server.audit.TestAudit;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** Makes many hosts of few: looks are recorded by the real code, and then copied in the database. */
public final class BenchHosts {
    private final JdbcClient jdbc;
    private final RecordLook recordLook;

    public BenchHosts(DataSource database) {
        this.jdbc = JdbcClient.create(database);
        this.recordLook = HostParts.recordLook(jdbc, TestAudit.over(jdbc), new JdbcTransactionManager(database));
    }

    public RecordLook recordLook() {
        return recordLook;
    }

    /** Adds {@code times} copies of each host, with all that it has and its history. */
    public void copy(int times) {
        jdbc.sql("""
                        insert into host (machine, name, added_at, tags, owner, environment, criticality, exposure)
                        select machine || '+' || n, name || '-' || n, added_at, tags, owner, environment, criticality, exposure
                        from host, generate_series(1, ?) as n""").param(times).update();
        String pairs = " from host copy join host first on first.machine = split_part(copy.machine, '+', 1)"
                + " and copy.machine like '%+%' join ";
        jdbc.sql("""
                        insert into inventory (host_id, look, taken_at, platform, pretty_name, builds, origins, held, automatic,
                            running_release, reboot, reboot_because, unreadable, problems)
                        select copy.id, i.look, i.taken_at, i.platform, i.pretty_name, i.builds, i.origins, i.held, i.automatic,
                            i.running_release, i.reboot, i.reboot_because, i.unreadable, i.problems""" + pairs + "inventory i on i.host_id = first.id").update();
        jdbc.sql("""
                        insert into pending (host_id, unavailable, patches, installs, removals, kept_back, claims, unread)
                        select copy.id, p.unavailable, p.patches, p.installs, p.removals, p.kept_back, p.claims, p.unread""" + pairs + "pending p on p.host_id = first.id").update();
        jdbc.sql("""
                        insert into delta (host_id, subject, revision, at, added, removed)
                        select copy.id, d.subject, d.revision, d.at, d.added, d.removed""" + pairs + "delta d on d.host_id = first.id").update();
        jdbc.sql("analyze").update();
    }

    /** Says of all hosts to whom they belong, as nobody would by hand. */
    public void describe() {
        jdbc.sql("""
                        update host set tags = array['rack-' || id % 200], owner = 'team-' || id % 30,
                            environment = (array['production', 'staging', 'test'])[1 + id % 3]""").update();
    }
}
