package dev.fettle.server.audit;

import dev.fettle.core.audit.AuditEntry;
import dev.fettle.server.api.lists.Condition;
import dev.fettle.server.database.Storable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Entries for people to read, the newest first. */
@Component
final class EntryListStore {
    private final JdbcClient jdbc;

    EntryListStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Which entries are wanted; an empty text or null wants all.
     *
     * @param about id or name of the subject, as a whole
     * @param to the first moment that is not wanted any more
     * @param before the last entry that was shown; null for the newest
     */
    record Wanted(
            String person,
            String kind,
            String type,
            String about,
            Optional<Instant> from,
            Optional<Instant> to,
            Optional<Place> before) {}

    /** Where an entry stands among all by time. */
    record Place(Instant at, long id) {}

    /**
     * @param entry empty if the row was changed so that it cannot be read
     * @param number 0 if it has none yet; the entry itself bears 1 then
     */
    record Listed(long id, Instant at, long number, Optional<AuditEntry> entry) {}

    List<Listed> newest(Wanted wanted, int limit) {
        List<String> conditions = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        add(conditions, values, "person = ?", wanted.person());
        add(conditions, values, "kind = ?", wanted.kind());
        add(conditions, values, "subject_type = ?", wanted.type());
        wanted.from().ifPresent(from -> add(conditions, values, "at >= ?", Timestamp.from(from)));
        wanted.to().ifPresent(to -> add(conditions, values, "at < ?", Timestamp.from(to)));
        wanted.before().ifPresent(place -> {
            conditions.add("(at, id) < (?, ?)");
            values.add(Timestamp.from(place.at()));
            values.add(place.id());
        });
        List<Object> parameters = new ArrayList<>();
        String ids;
        if (wanted.about().isEmpty()) {
            ids = ids(conditions, values, limit, parameters);
        } else {
            // Each by its own index: a condition with "or" would read all entries of a common subject, and sort them.
            ids = either("subject_id = ?", wanted.about(), conditions, values, limit, parameters) + " union "
                    + either("subject_name = ?", wanted.about(), conditions, values, limit, parameters);
        }
        parameters.add(limit);
        return jdbc.sql("select e.id, s.number, " + EntryTable.COLUMNS + " from audit_entry e"
                        + " left join audit_seal s on s.entry_id = e.id where e.id in (" + ids
                        + ") order by e.at desc, e.id desc limit ?")
                .params(parameters)
                .query((row, _) -> listed(row))
                .list();
    }

    /** A part of the trail, as the API asks for it. */
    List<Listed> part(Condition condition) {
        return jdbc.sql("select e.id, s.number, " + EntryTable.COLUMNS + " from audit_entry e"
                        + " left join audit_seal s on s.entry_id = e.id where " + condition.sql() + " order by "
                        + condition.order() + " limit ?")
                .params(condition.parameters())
                .param(condition.limit())
                .query((row, _) -> listed(row))
                .list();
    }

    private static void add(List<String> conditions, List<Object> values, String condition, Object value) {
        if (!value.equals("")) {
            conditions.add(condition);
            values.add(value instanceof String text ? Storable.text(text) : value);
        }
    }

    private static String either(
            String condition,
            String value,
            List<String> conditions,
            List<Object> values,
            int limit,
            List<Object> parameters) {
        List<String> all = new ArrayList<>(conditions);
        all.add(condition);
        List<Object> each = new ArrayList<>(values);
        each.add(Storable.text(value));
        return ids(all, each, limit, parameters);
    }

    private static String ids(List<String> conditions, List<Object> values, int limit, List<Object> parameters) {
        parameters.addAll(values);
        parameters.add(limit);
        return "(select id from audit_entry "
                + (conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions))
                + " order by at desc, id desc limit ?)";
    }

    private static Listed listed(ResultSet row) throws SQLException {
        long number = row.getLong("number");
        return new Listed(row.getLong("id"), row.getTimestamp("at").toInstant(), number, entry(number, row));
    }

    private static Optional<AuditEntry> entry(long number, ResultSet row) throws SQLException {
        try {
            return Optional.of(EntryTable.entry(Math.max(1, number), row));
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // The page says so.
        }
    }

    /** All kinds that there are, by name; from the index alone, however many entries each has. */
    List<String> kinds() {
        return jdbc.sql("""
                        with recursive each (word) as (
                            (select kind from audit_entry order by kind limit 1)
                            union all
                            select (select kind from audit_entry where kind > each.word order by kind limit 1)
                            from each where each.word is not null)
                        select word from each where word is not null""").query((row, _) -> row.getString("word")).list();
    }
}
