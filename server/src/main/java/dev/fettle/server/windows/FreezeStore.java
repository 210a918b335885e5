package dev.fettle.server.windows;

import dev.fettle.server.database.Storable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The freezes. */
@Component
final class FreezeStore {
    private static final String ALL =
            "select id, name, condition, first_moment, last_moment, zone, note, version from change_freeze";

    private final JdbcClient jdbc;

    FreezeStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The first first. */
    List<NamedFreeze> all() {
        return jdbc.sql(ALL + " order by first_moment, name")
                .query((row, _) -> freeze(row))
                .list();
    }

    /** Equal as long as none is added, changed or removed. */
    String mark() {
        return jdbc.sql("select concat_ws(' ', count(*), max(id), sum(version)) as mark from change_freeze")
                .query((row, _) -> row.getString("mark"))
                .single();
    }

    Optional<NamedFreeze> find(long id) {
        return jdbc.sql(ALL + " where id = ?")
                .param(id)
                .query((row, _) -> freeze(row))
                .optional();
    }

    /** Locked until the transaction ends. */
    Optional<NamedFreeze> lock(long id) {
        return jdbc.sql(ALL + " where id = ? for update")
                .param(id)
                .query((row, _) -> freeze(row))
                .optional();
    }

    int count() {
        return jdbc.sql("select count(*) as freezes from change_freeze")
                .query((row, _) -> row.getInt("freezes"))
                .single();
    }

    /** Gives it a number; empty if another has its name. */
    Optional<Long> add(NamedFreeze freeze) {
        return jdbc.sql("""
                        insert into change_freeze (name, condition, first_moment, last_moment, zone, note)
                        values (?, ?, ?, ?, ?, ?) on conflict (name) do nothing returning id""")
                .params(columns(freeze))
                .query((row, _) -> row.getLong("id"))
                .optional();
    }

    /** Whether no other has its name. */
    boolean change(NamedFreeze freeze) {
        return jdbc.sql("""
                        update change_freeze set name = ?, condition = ?, first_moment = ?, last_moment = ?, zone = ?, note = ?,
                            version = version + 1
                        where id = ? and not exists (select from change_freeze o where o.name = ? and o.id <> ?)""")
                        .params(columns(freeze))
                        .param(freeze.id())
                        .param(Storable.text(freeze.name()))
                        .param(freeze.id())
                        .update()
                == 1;
    }

    private static List<Object> columns(NamedFreeze freeze) {
        return List.of(
                Storable.text(freeze.name()),
                Storable.text(freeze.condition()),
                freeze.start(),
                freeze.end(),
                freeze.zone().getId(),
                Storable.text(freeze.note()));
    }

    void remove(long id) {
        jdbc.sql("delete from change_freeze where id = ?").param(id).update();
    }

    private static NamedFreeze freeze(ResultSet row) throws SQLException {
        return new NamedFreeze(
                row.getLong("id"),
                row.getString("name"),
                row.getString("condition"),
                row.getObject("first_moment", LocalDateTime.class),
                row.getObject("last_moment", LocalDateTime.class),
                ZoneId.of(row.getString("zone")),
                row.getString("note"),
                row.getLong("version"));
    }
}
