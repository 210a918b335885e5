package dev.fettle.server.audit;

import dev.fettle.server.database.Storable;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The settings of the last start. */
@Component
final class SettingsStore {
    private final JdbcClient jdbc;

    SettingsStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** By name; empty before the first start. */
    Map<String, String> last() {
        Map<String, String> last = new TreeMap<>();
        jdbc.sql("select key, value from audit_settings").query(row -> {
            last.put(row.getString("key"), row.getString("value"));
        });
        return last;
    }

    void replace(Map<String, String> settings) {
        jdbc.sql("delete from audit_settings").update();
        settings.forEach((key, value) -> jdbc.sql("insert into audit_settings (key, value) values (?, ?)")
                .params(Storable.text(key), Storable.text(value))
                .update());
    }
}
