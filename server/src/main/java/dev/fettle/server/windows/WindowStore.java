package dev.fettle.server.windows;

import dev.fettle.core.plan.MaintenanceWindow;
import dev.fettle.server.database.Storable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** The maintenance windows. */
@Component
final class WindowStore {
    private static final String ALL =
            "select id, name, condition, first_start, rule, minutes, zone, except_days, note, version from maintenance_window";

    private final JdbcClient jdbc;

    WindowStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** By name. */
    List<NamedWindow> all() {
        return jdbc.sql(ALL + " order by name").query((row, _) -> window(row)).list();
    }

    /** Equal as long as none is added, changed or removed. */
    String mark() {
        return jdbc.sql("select concat_ws(' ', count(*), max(id), sum(version)) as mark from maintenance_window")
                .query((row, _) -> row.getString("mark"))
                .single();
    }

    Optional<NamedWindow> find(long id) {
        return jdbc.sql(ALL + " where id = ?")
                .param(id)
                .query((row, _) -> window(row))
                .optional();
    }

    /** Locked until the transaction ends. */
    Optional<NamedWindow> lock(long id) {
        return jdbc.sql(ALL + " where id = ? for update")
                .param(id)
                .query((row, _) -> window(row))
                .optional();
    }

    int count() {
        return jdbc.sql("select count(*) as windows from maintenance_window")
                .query((row, _) -> row.getInt("windows"))
                .single();
    }

    /** Gives it a number; empty if another has its name. */
    Optional<Long> add(NamedWindow window) {
        return jdbc.sql("""
                        insert into maintenance_window (name, condition, first_start, rule, minutes, zone, except_days, note)
                        values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (name) do nothing returning id""")
                .params(columns(window))
                .query((row, _) -> row.getLong("id"))
                .optional();
    }

    /** Whether no other has its name. */
    boolean change(NamedWindow window) {
        return jdbc.sql("""
                        update maintenance_window set name = ?, condition = ?, first_start = ?, rule = ?, minutes = ?,
                            zone = ?, except_days = ?, note = ?, version = version + 1
                        where id = ? and not exists (select from maintenance_window o where o.name = ? and o.id <> ?)""")
                        .params(columns(window))
                        .param(window.id())
                        .param(Storable.text(window.name()))
                        .param(window.id())
                        .update()
                == 1;
    }

    private static List<Object> columns(NamedWindow window) {
        MaintenanceWindow when = window.when();
        return List.of(
                Storable.text(window.name()),
                Storable.text(window.condition()),
                when.first(),
                when.rule(),
                (int) when.length().toMinutes(),
                window.zone(),
                new SqlArrayValue(
                        "date",
                        when.except().stream().sorted().map(LocalDate::toString).toArray()),
                Storable.text(window.note()));
    }

    void remove(long id) {
        jdbc.sql("delete from maintenance_window where id = ?").param(id).update();
    }

    private static NamedWindow window(ResultSet row) throws SQLException {
        java.sql.Date[] days = (java.sql.Date[]) row.getArray("except_days").getArray();
        Set<LocalDate> except =
                Arrays.stream(days).map(java.sql.Date::toLocalDate).collect(Collectors.toSet());
        WindowZone zone = WindowZone.of(row.getString("zone"));
        return new NamedWindow(
                row.getLong("id"),
                row.getString("name"),
                row.getString("condition"),
                new MaintenanceWindow(
                        row.getObject("first_start", LocalDateTime.class),
                        row.getString("rule"),
                        Duration.ofMinutes(row.getInt("minutes")),
                        zone.zone(),
                        except),
                zone.ofHost(),
                row.getString("note"),
                row.getLong("version"));
    }
}
