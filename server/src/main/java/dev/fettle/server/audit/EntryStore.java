package dev.fettle.server.audit;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.database.Storable;
import dev.fettle.server.database.TextRows;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Adds entries. */
@Component
final class EntryStore {
    private static final int SALT_BYTES = 16;

    private final JdbcClient jdbc;
    private final SecureRandom random = new SecureRandom();

    EntryStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(Instant at, Actor actor, Deed deed) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        jdbc.sql("""
                        with added as (
                            insert into audit_entry (at, actor_kind, actor_name, actor_role, actor_from, request, kind,
                                subject_type, subject_id, subject_name, before, after, why, salt)
                            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id)
                        insert into audit_unsealed (entry_id) select id from added""")
                .params(
                        Timestamp.from(at.truncatedTo(ChronoUnit.MICROS)),
                        actor.kind().name().toLowerCase(Locale.ROOT),
                        actor.name(),
                        actor.role(),
                        actor.from(),
                        actor.request(),
                        deed.kind(),
                        deed.subject().type(),
                        deed.subject().id(),
                        deed.subject().name(),
                        Storable.texts(rows(deed.before()).cells()),
                        Storable.texts(rows(deed.after()).cells()),
                        deed.why(),
                        salt)
                .update();
    }

    private static TextRows rows(Map<String, String> values) {
        TextRows rows = TextRows.ofWidth(2);
        values.forEach(rows::add);
        return rows;
    }
}
