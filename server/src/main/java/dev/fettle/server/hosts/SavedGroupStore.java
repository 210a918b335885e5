package dev.fettle.server.hosts;

import dev.fettle.server.database.Storable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The named groups of hosts. */
@Component
final class SavedGroupStore {
    private static final String ALL = "select id, name, condition, note, version from host_group";

    private final JdbcClient jdbc;

    SavedGroupStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** By name. */
    List<SavedGroup> all() {
        return jdbc.sql(ALL + " order by name").query((row, _) -> group(row)).list();
    }

    Optional<SavedGroup> find(long id) {
        return jdbc.sql(ALL + " where id = ?")
                .param(id)
                .query((row, _) -> group(row))
                .optional();
    }

    /** Locked until the transaction ends. */
    Optional<SavedGroup> lock(long id) {
        return jdbc.sql(ALL + " where id = ? for update")
                .param(id)
                .query((row, _) -> group(row))
                .optional();
    }

    int count() {
        return jdbc.sql("select count(*) as groups from host_group")
                .query((row, _) -> row.getInt("groups"))
                .single();
    }

    /** Its number; empty if another has its name. */
    Optional<Long> add(String name, String condition, String note) {
        return jdbc.sql("""
                        insert into host_group (name, condition, note) values (?, ?, ?)
                        on conflict (name) do nothing returning id""")
                .params(Storable.text(name), Storable.text(condition), Storable.text(note))
                .query((row, _) -> row.getLong("id"))
                .optional();
    }

    /** Whether no other has its name. */
    boolean change(long id, String name, String condition, String note) {
        return jdbc.sql("""
                                update host_group set name = ?, condition = ?, note = ?, version = version + 1
                                where id = ? and not exists (select from host_group o where o.name = ? and o.id <> ?)""")
                        .params(Storable.text(name), Storable.text(condition), Storable.text(note), id)
                        .params(Storable.text(name), id)
                        .update()
                == 1;
    }

    void remove(long id) {
        jdbc.sql("delete from host_group where id = ?").param(id).update();
    }

    private static SavedGroup group(ResultSet row) throws SQLException {
        return new SavedGroup(
                row.getLong("id"),
                row.getString("name"),
                row.getString("condition"),
                row.getString("note"),
                row.getLong("version"));
    }
}
