package dev.fettle.server.audit;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditEntry;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.core.signing.Octets;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What the columns of an entry mean. Whatever in them could be changed without being noticed is refused. */
final class EntryTable {
    static final String COLUMNS = "e.at, e.actor_kind, e.actor_name, e.actor_role, e.actor_from, e.request, e.kind,"
            + " e.subject_type, e.subject_id, e.subject_name, e.before, e.after, e.why, e.salt";

    private EntryTable() {}

    /** @throws IllegalArgumentException if the row is none that Fettle has written */
    static AuditEntry entry(long number, ResultSet row) throws SQLException {
        return new AuditEntry(
                number,
                row.getTimestamp("at").toInstant(),
                new Actor(
                        Actor.Kind.valueOf(row.getString("actor_kind").toUpperCase(Locale.ROOT)),
                        row.getString("actor_name"),
                        row.getString("actor_role"),
                        row.getString("actor_from"),
                        row.getString("request")),
                new Deed(
                        row.getString("kind"),
                        new AuditSubject(
                                row.getString("subject_type"),
                                row.getString("subject_id"),
                                row.getString("subject_name")),
                        map(row.getArray("before")),
                        map(row.getArray("after")),
                        row.getString("why")),
                Octets.of(row.getBytes("salt")));
    }

    private static Map<String, String> map(Array column) throws SQLException {
        if (!(column.getArray() instanceof String[] cells) || cells.length % 2 != 0) {
            throw new IllegalArgumentException("Names and values are no pairs.");
        }
        Map<String, String> map = new TreeMap<>();
        for (int at = 0; at < cells.length; at += 2) {
            String name = cells[at];
            String value = cells[at + 1];
            if (name == null || value == null || map.put(name, value) != null) {
                throw new IllegalArgumentException("A name or value is missing, or there twice.");
            }
        }
        return map;
    }
}
