package dev.fettle.server.changes;

import dev.fettle.server.database.Storable;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of incidents. Rows are only added. */
@Component
final class IncidentStore {
    private final JdbcClient sql;

    IncidentStore(JdbcClient sql) {
        this.sql = sql;
    }

    /** @return with its number */
    Incident add(Incident incident) {
        long id = sql.sql("""
                        insert into incident (change_number, what, began_at, down_minutes, told_by, told_at)
                        values (?, ?, ?, ?, ?, ?) returning id""")
                .params(
                        incident.change(),
                        Storable.text(incident.what()),
                        Timestamp.from(incident.began()),
                        new SqlParameterValue(Types.INTEGER, incident.downMinutes()),
                        Storable.text(incident.by()),
                        Timestamp.from(incident.told()))
                .query((row, _) -> row.getLong("id"))
                .single();
        return new Incident(
                id,
                incident.change(),
                incident.what(),
                incident.began(),
                incident.downMinutes(),
                incident.by(),
                incident.told());
    }

    /** The newest first. */
    List<Incident> of(long change, int limit) {
        return sql.sql("""
                        select id, change_number, what, began_at, down_minutes, told_by, told_at from incident
                        where change_number = ? order by id desc limit ?""")
                .params(change, limit)
                .query((row, _) -> {
                    int minutes = row.getInt("down_minutes");
                    @Nullable Integer down = row.wasNull() ? null : Integer.valueOf(minutes);
                    return new Incident(
                            row.getLong("id"),
                            row.getLong("change_number"),
                            row.getString("what"),
                            row.getTimestamp("began_at").toInstant(),
                            down,
                            row.getString("told_by"),
                            row.getTimestamp("told_at").toInstant());
                })
                .list();
    }
}
