package dev.fettle.server.builds;

import dev.fettle.core.order.BuildFile;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.signing.Octets;
import dev.fettle.server.agents.Agent;
import dev.fettle.server.database.Storable;
import dev.fettle.server.hosts.Host;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Package files in parts, whole ones and those that are being handed over. */
@Component
final class BuildStore {
    private static final String COLUMNS =
            "id, sha256, bytes, package, architecture, version, host_id, host_name, taken, kept_at, touched_at, refused";

    private static final Duration NOTED = Duration.ofMinutes(5);

    /** The number of the lock of {@link #lockAll}; "fettle-b" in ASCII. */
    private static final long LOCK = 0x666574746c652d62L;

    private final JdbcClient sql;

    BuildStore(JdbcClient sql) {
        this.sql = sql;
    }

    /**
     * A file, or as much of it as is here.
     *
     * @param hostId the host that has handed it over, or is at it
     * @param host its name
     * @param keptAt null as long as it is not here whole
     * @param refused what the host handed over had other bytes, and none of them are here
     */
    record Copy(
            long id,
            BuildFile file,
            long hostId,
            String host,
            long taken,
            @Nullable Instant keptAt,
            Instant touchedAt,
            boolean refused) {}

    private static Copy copy(ResultSet row) throws SQLException {
        Timestamp keptAt = row.getTimestamp("kept_at");
        return new Copy(
                row.getLong("id"),
                new BuildFile(
                        new ExactBuild(
                                row.getString("package"),
                                row.getString("architecture"),
                                new DebVersion(row.getString("version"))),
                        row.getLong("bytes"),
                        new Octets(row.getString("sha256"))),
                row.getLong("host_id"),
                row.getString("host_name"),
                row.getLong("taken"),
                keptAt == null ? null : keptAt.toInstant(),
                row.getTimestamp("touched_at").toInstant(),
                row.getBoolean("refused"));
    }

    /** The whole file of a hash. */
    Optional<Copy> whole(Octets sha256) {
        return sql.sql("select " + COLUMNS + " from kept_build where sha256 = ? and kept_at is not null")
                .param(sha256.hex())
                .query((row, _) -> copy(row))
                .optional();
    }

    /** Whole files and those that come, of some hashes. */
    List<Copy> of(Collection<Octets> hashes) {
        return sql.sql("select " + COLUMNS + " from kept_build where sha256 = any(?) order by id")
                .param(Storable.texts(hashes.stream().map(Octets::hex).toList()))
                .query((row, _) -> copy(row))
                .list();
    }

    /** What an agent is at handing over, locked until the transaction ends. */
    Optional<Copy> lockComing(Octets sha256, UUID agent) {
        return sql.sql("select " + COLUMNS
                        + " from kept_build where sha256 = ? and agent_id = ? and kept_at is null for update")
                .params(sha256.hex(), agent)
                .query((row, _) -> copy(row))
                .optional();
    }

    /** Nothing comes new or becomes whole in another transaction until this one ends. */
    void lockAll() {
        sql.sql("select pg_advisory_xact_lock(?)").param(LOCK).query(_ -> {});
    }

    /** The bytes that are here: what a host only says it has takes no room. */
    long bytes() {
        return sql.sql("select coalesce(sum(taken), 0) as n from kept_build")
                .query((row, _) -> row.getLong("n"))
                .single();
    }

    void begin(Agent agent, BuildFile file, Instant now) {
        sql.sql("""
                        insert into kept_build (sha256, bytes, package, architecture, version, agent_id, host_id, host_name,
                            needed_at, touched_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        file.sha256().hex(),
                        file.bytes(),
                        file.build().name(),
                        file.build().architecture(),
                        file.build().version().text(),
                        agent.id(),
                        agent.host() == null ? 0L : agent.host().value(),
                        Storable.text(agent.name()),
                        Timestamp.from(now),
                        Timestamp.from(now))
                .update();
    }

    void add(Copy copy, int part, byte[] content, Instant now) {
        sql.sql("insert into kept_build_part (build, part, content) values (?, ?, ?)")
                .params(copy.id(), part, content)
                .update();
        sql.sql("update kept_build set taken = taken + ?, touched_at = ? where id = ?")
                .params(content.length, Timestamp.from(now), copy.id())
                .update();
    }

    Optional<byte[]> part(long id, int part) {
        return sql.sql("select content from kept_build_part where build = ? and part = ?")
                .params(id, part)
                .query((row, _) -> row.getBytes("content"))
                .optional();
    }

    void keep(Copy copy, Instant now) {
        sql.sql("update kept_build set kept_at = ?, touched_at = ? where id = ?")
                .params(Timestamp.from(now), Timestamp.from(now), copy.id())
                .update();
    }

    /** Keeps that this host has handed over other bytes, and not the bytes. */
    void refuse(Copy copy, Instant now) {
        sql.sql("delete from kept_build_part where build = ?").param(copy.id()).update();
        sql.sql("update kept_build set refused = true, taken = 0, touched_at = ? where id = ?")
                .params(Timestamp.from(now), copy.id())
                .update();
    }

    void remove(Copy copy) {
        sql.sql("delete from kept_build where id = ?").param(copy.id()).update();
    }

    /** Notes that whole files are needed; not more often than each few minutes. */
    void need(Collection<Octets> hashes, Instant now) {
        sql.sql("update kept_build set needed_at = ? where sha256 = any(?) and kept_at is not null and needed_at < ?")
                .params(
                        Timestamp.from(now),
                        Storable.texts(hashes.stream().map(Octets::hex).toList()),
                        Timestamp.from(now.minus(NOTED)))
                .update();
    }

    /**
     * Removes what no change needs, and what was begun and not gone on with.
     *
     * @return what was here whole
     */
    List<Copy> removeOld(Instant neededBefore, Instant touchedBefore) {
        return sql
                .sql(
                        "delete from kept_build where case when kept_at is null then touched_at < ? else needed_at < ? end returning "
                                + COLUMNS)
                .params(Timestamp.from(touchedBefore), Timestamp.from(neededBefore))
                .query((row, _) -> copy(row))
                .list()
                .stream()
                .filter(each -> each.keptAt() != null)
                .toList();
    }

    /** That a host was asked to hand a file over. */
    record Request(Octets sha256, long host, String hostName, long order, Instant at) {}

    void ask(Host host, Collection<Octets> hashes, long order, Instant now) {
        sql.sql("""
                        insert into build_request (sha256, host_id, host_name, order_number, asked_at)
                        select unnest(?), ?, ?, ?, ?
                        on conflict (sha256, host_id) do update set
                            order_number = excluded.order_number, asked_at = excluded.asked_at""")
                .params(
                        Storable.texts(hashes.stream().map(Octets::hex).toList()),
                        host.id().value(),
                        Storable.text(host.name()),
                        order,
                        Timestamp.from(now))
                .update();
    }

    /** The oldest first. */
    List<Request> requests(Collection<Octets> hashes, Instant since) {
        return sql.sql("""
                        select sha256, host_id, host_name, order_number, asked_at from build_request
                        where sha256 = any(?) and asked_at > ? order by asked_at, host_id""")
                .params(Storable.texts(hashes.stream().map(Octets::hex).toList()), Timestamp.from(since))
                .query((row, _) -> new Request(
                        new Octets(row.getString("sha256")),
                        row.getLong("host_id"),
                        row.getString("host_name"),
                        row.getLong("order_number"),
                        row.getTimestamp("asked_at").toInstant()))
                .list();
    }

    void forgetRequests(Instant before) {
        sql.sql("delete from build_request where asked_at < ?")
                .param(Timestamp.from(before))
                .update();
    }
}
