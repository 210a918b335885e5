package dev.fettle.server.changes;

import dev.fettle.core.access.Scope;
import dev.fettle.core.approval.Approval;
import dev.fettle.core.approval.Asked;
import dev.fettle.core.approval.ChangeState;
import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.plan.ChangeContent;
import dev.fettle.core.plan.ChangeType;
import dev.fettle.core.plan.ChangeWish;
import dev.fettle.core.plan.WishForm;
import dev.fettle.core.signing.Octets;
import dev.fettle.server.api.lists.Condition;
import dev.fettle.server.database.Storable;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.ScopeFilter;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** The tables of changes. */
@Component
final class ChangeStore {
    private static final String COLUMNS = """
            c.number, c.title, c.type, c.ticket, c.state, c.drafted_by, c.drafted_at, c.edited_by, c.plan_hash, c.planned_at,
            c.hosts, c.left_open, c.findings, c.round, c.author, c.proposer, c.needed, c.owed_until, c.content, c.decided_by,
            c.decided_why, c.version,
            array(select a.person from change_approval a where a.change_number = c.number and a.round = c.round
                order by a.at, a.person) as approvers,
            array(select a.at from change_approval a where a.change_number = c.number and a.round = c.round
                order by a.at, a.person) as approved_at,
            array(select a.content from change_approval a where a.change_number = c.number and a.round = c.round
                order by a.at, a.person) as approved_content""";

    /** Who does not see all of its hosts does not see it. */
    private static final String SEEN =
            " from change c where " + ScopeFilter.all("change_host", "h.change_number = c.number");

    private final JdbcClient sql;

    ChangeStore(JdbcClient sql) {
        this.sql = sql;
    }

    private static List<Object> seen(Scope scope) {
        return ScopeFilter.of(scope).parametersOfAll();
    }

    Optional<Change> find(long number, Scope scope) {
        return sql.sql("select " + COLUMNS + SEEN + " and c.number = ?")
                .params(seen(scope))
                .param(number)
                .query((row, _) -> change(row))
                .optional();
    }

    /** Locked until the transaction ends. */
    Optional<Change> lock(long number, Scope scope) {
        sql.sql("select from change where number = ? for update")
                .param(number)
                .query((_, _) -> number)
                .list();
        return find(number, scope);
    }

    List<Change> part(Condition condition, Scope scope) {
        return sql.sql("select " + COLUMNS + SEEN + " and " + condition.sql() + " order by " + condition.order()
                        + " limit ?")
                .params(condition.parametersAfter(seen(scope)))
                .param(condition.limit())
                .query((row, _) -> change(row))
                .list();
    }

    /** The newest first, with numbers below one. */
    List<Change> newest(ChangeFilter filter, Scope scope, int limit) {
        List<Object> values = seen(scope);
        StringBuilder where = new StringBuilder();
        if (!filter.title().isEmpty()) {
            where.append(" and strpos(lower(c.title || ' ' || c.ticket), lower(?)) > 0");
            values.add(Storable.text(filter.title()));
        }
        if (!filter.state().isEmpty()) {
            where.append(" and c.state = ?");
            values.add(Storable.text(filter.state()));
        }
        if (filter.before() > 0) {
            where.append(" and c.number < ?");
            values.add(filter.before());
        }
        return sql.sql("select " + COLUMNS + SEEN + where + " order by c.number desc limit ?")
                .params(values)
                .param(limit)
                .query((row, _) -> change(row))
                .list();
    }

    /** What a change that was found in scope means by its last plan; empty if the database was tampered with. */
    Optional<ChangeContent> content(Change change) {
        return sql.sql("select plan from change where number = ?")
                .param(change.number())
                .query((row, _) -> row.getBytes("plan"))
                .optional()
                .filter(_ -> change.state()
                        .request()
                        .map(asked -> asked.content().equals(change.content()))
                        .orElse(true))
                .flatMap(bytes -> ChangeContent.of(bytes, change.content()));
    }

    Optional<ChangeWish> wish(Change change) {
        return sql.sql("select wish from change where number = ?")
                .param(change.number())
                .query((row, _) -> row.getBytes("wish"))
                .optional()
                .flatMap(WishForm::read);
    }

    long add(ChangeContent content, String person, Instant now) {
        long number = sql.sql("""
                        insert into change (title, type, ticket, wish, state, drafted_by, drafted_at, edited_by, plan,
                            plan_hash, planned_at, hosts, left_open, findings, touched_at)
                        values ('', 'normal', '', '', 'draft', ?, ?, ?, '', '', ?, 0, 0, 0, ?) returning number""")
                .params(
                        Storable.text(person),
                        Timestamp.from(now),
                        Storable.text(person),
                        Timestamp.from(now),
                        Timestamp.from(now))
                .query((row, _) -> row.getLong("number"))
                .single();
        fill(number, content, person, now);
        return number;
    }

    /** Puts a content in the place of the one before; whatever was asked for before is not any more. */
    void fill(long number, ChangeContent content, String person, Instant now) {
        ChangeWish wish = content.wish();
        byte[] plan = content.bytes();
        sql.sql("""
                        update change set title = ?, type = ?, ticket = ?, wish = ?, state = 'draft', edited_by = ?, plan = ?,
                            plan_hash = ?, planned_at = ?, hosts = ?, left_open = ?, findings = ?, round = round + 1,
                            author = null, proposer = null, needed = null, owed_until = null, content = null,
                            decided_by = null, decided_why = '', overdue_told_at = null, version = version + 1, touched_at = ?
                        where number = ?""")
                .params(
                        wish.title(),
                        wish.type().word(),
                        wish.ticket(),
                        WishForm.bytes(wish),
                        Storable.text(person),
                        plan,
                        Octets.sha256(plan).hex(),
                        Timestamp.from(now),
                        content.plan().hosts(),
                        content.plan().leftOpen(),
                        content.plan().findings(),
                        Timestamp.from(now),
                        number)
                .update();
    }

    /** The hosts that a change was planned for. */
    void hosts(long number, Collection<HostId> hosts) {
        sql.sql("delete from change_host where change_number = ?").param(number).update();
        sql.sql("insert into change_host (change_number, host_id) select ?, unnest(?::bigint[])")
                .params(
                        number,
                        new SqlArrayValue(
                                "bigint", hosts.stream().map(HostId::value).toArray()))
                .update();
    }

    /** Takes over the state that follows; an approval is added if it has one more. */
    void move(Change change, ChangeState next, String why, Instant now) {
        Optional<Asked> asked = next.request();
        sql.sql("""
                        update change set state = ?, author = ?, proposer = ?, needed = ?, owed_until = ?, content = ?,
                            decided_by = ?, decided_why = ?, round = round + ?, version = version + 1, touched_at = ?
                        where number = ?""")
                .params(
                        next.word(),
                        Storable.nullable(asked.map(Asked::author).orElse(null)),
                        Storable.nullable(asked.map(Asked::proposer).orElse(null)),
                        new SqlParameterValue(
                                Types.INTEGER, asked.map(Asked::needed).orElse(null)),
                        Storable.nullable(asked.map(Asked::owedUntil).orElse(null)),
                        Storable.nullable(
                                asked.map(each -> each.content().hex()).orElse(null)),
                        Storable.nullable(decidedBy(next)),
                        Storable.text(why),
                        change.state() instanceof ChangeState.Draft && asked.isPresent() ? 1 : 0,
                        Timestamp.from(now),
                        change.number())
                .update();
    }

    private static @Nullable String decidedBy(ChangeState state) {
        return switch (state) {
            case ChangeState.Rejected(Asked _, String by) -> by;
            case ChangeState.Withdrawn(String by) -> by;
            case ChangeState.Draft _, ChangeState.Proposed _, ChangeState.Approved _ -> null;
        };
    }

    void approve(Change change, Approval approval) {
        sql.sql("insert into change_approval (change_number, round, person, content, at) values (?, ?, ?, ?, ?)")
                .params(
                        change.number(),
                        change.round(),
                        Storable.text(approval.person()),
                        approval.content().hex(),
                        Timestamp.from(approval.at()))
                .update();
    }

    /** Of the hosts of a change, by a part of their names. */
    Set<Long> named(long number, String part) {
        return new HashSet<>(sql.sql("""
                        select c.host_id from change_host c join host on host.id = c.host_id
                        where c.change_number = ? and strpos(lower(host.name), lower(?)) > 0""")
                .params(number, Storable.text(part))
                .query((row, _) -> row.getLong("host_id"))
                .list());
    }

    /** How many hosts of a change are not in a scope. */
    int outside(long number, Scope scope) {
        return sql.sql("select count(*) as n from change_host h join host on host.id = h.host_id"
                        + " where h.change_number = ? and not " + ScopeFilter.CONDITION)
                .param(number)
                .params(ScopeFilter.of(scope).parameters())
                .query((row, _) -> row.getInt("n"))
                .single();
    }

    /** How many hosts of a change another one was not planned for. */
    int beyond(long number, long other) {
        return sql.sql("select count(*) as n from change_host h where h.change_number = ? and not exists (select from"
                        + " change_host o where o.change_number = ? and o.host_id = h.host_id)")
                .params(number, other)
                .query((row, _) -> row.getInt("n"))
                .single();
    }

    /** How much depends now on the host among some on which most depends. */
    Criticality highest(Collection<Long> hosts) {
        List<String> all = sql.sql("select distinct criticality from host where id = any(?)")
                .param(new SqlArrayValue("bigint", hosts.toArray()))
                .query((row, _) -> row.getString("criticality"))
                .list();
        return all.stream()
                .map(each -> Criticality.valueOf(each.toUpperCase(Locale.ROOT)))
                .max(Comparator.naturalOrder())
                .orElse(Criticality.LOW);
    }

    /** Equal as long as nothing has happened to any change. */
    String mark() {
        return sql.sql("select concat_ws(' ', (select max(number) from change), (select max(touched_at) from change),"
                        + " (select sum(version) from change)) as mark")
                .query((row, _) -> row.getString("mark"))
                .single();
    }

    private static Change change(ResultSet row) throws SQLException {
        return new Change(
                row.getLong("number"),
                row.getString("title"),
                ChangeType.of(row.getString("type")).orElseThrow(ChangeStore::strange),
                row.getString("ticket"),
                state(row),
                row.getString("drafted_by"),
                row.getTimestamp("drafted_at").toInstant(),
                row.getString("edited_by"),
                new Octets(row.getString("plan_hash")),
                row.getTimestamp("planned_at").toInstant(),
                row.getInt("hosts"),
                row.getInt("left_open"),
                row.getLong("findings"),
                row.getInt("round"),
                row.getString("decided_why"),
                row.getLong("version"));
    }

    private static ChangeState state(ResultSet row) throws SQLException {
        String by = row.getString("decided_by");
        return switch (row.getString("state")) {
            case "draft" -> new ChangeState.Draft();
            case "proposed" -> new ChangeState.Proposed(asked(row));
            case "approved" -> new ChangeState.Approved(asked(row));
            case "rejected" -> new ChangeState.Rejected(asked(row), by);
            case "withdrawn" -> new ChangeState.Withdrawn(by);
            default -> throw strange();
        };
    }

    private static Asked asked(ResultSet row) throws SQLException {
        Octets content = new Octets(row.getString("content"));
        Array people = row.getArray("approvers");
        List<String> approvers = Storable.texts(people);
        List<String> contents = Storable.texts(row.getArray("approved_content"));
        List<Timestamp> times =
                List.of((Timestamp[]) row.getArray("approved_at").getArray());
        List<Approval> given = new ArrayList<>();
        for (int i = 0; i < approvers.size(); i++) {
            given.add(new Approval(
                    approvers.get(i), new Octets(contents.get(i)), times.get(i).toInstant()));
        }
        Timestamp owed = row.getTimestamp("owed_until");
        return new Asked(
                row.getString("author"),
                row.getString("proposer"),
                content,
                row.getInt("needed"),
                owed == null ? null : owed.toInstant(),
                given);
    }

    private static IllegalStateException strange() {
        return new IllegalStateException("A change is in a state or of a type that nobody knows.");
    }
}
