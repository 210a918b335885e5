package dev.fettle.server.audit;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.database.Storable;
import dev.fettle.server.database.TextRows;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Adds entries. */
@Component
final class EntryStore {
    private static final int SALT_BYTES = 16;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JdbcClient jdbc;
    private final SecureRandom random = new SecureRandom();

    EntryStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All with one statement; maps go as JSON, for PostgreSQL has no arrays of arrays of different lengths. */
    void add(Instant at, Actor actor, List<Deed> deeds) {
        jdbc.sql("""
                        with added as (
                            insert into audit_entry (at, actor_kind, actor_name, actor_role, actor_from, request, kind,
                                subject_type, subject_id, subject_name, before, after, why, salt)
                            select ?::timestamptz, ?, ?, ?, ?, ?, d.kind, d.subject_type, d.subject_id, d.subject_name,
                                array(select e.cell from jsonb_array_elements_text(d.before::jsonb) with ordinality e (cell, n)
                                    order by e.n),
                                array(select e.cell from jsonb_array_elements_text(d.after::jsonb) with ordinality e (cell, n)
                                    order by e.n),
                                d.why, d.salt
                            from unnest(?, ?, ?, ?, ?, ?, ?, ?) with ordinality
                                as d (kind, subject_type, subject_id, subject_name, before, after, why, salt, n)
                            order by d.n
                            returning id)
                        insert into audit_unsealed (entry_id) select id from added""")
                .params(
                        Timestamp.from(at.truncatedTo(ChronoUnit.MICROS)),
                        actor.kind().name().toLowerCase(Locale.ROOT),
                        actor.name(),
                        actor.role(),
                        actor.from(),
                        actor.request(),
                        texts(deeds, Deed::kind),
                        texts(deeds, deed -> deed.subject().type()),
                        texts(deeds, deed -> deed.subject().id()),
                        texts(deeds, deed -> deed.subject().name()),
                        texts(deeds, deed -> json(deed.before())),
                        texts(deeds, deed -> json(deed.after())),
                        texts(deeds, Deed::why),
                        new SqlArrayValue("bytea", (Object[])
                                deeds.stream().map(_ -> salt()).toArray(byte[][]::new)))
                .update();
    }

    private static SqlArrayValue texts(List<Deed> deeds, Function<Deed, String> of) {
        return Storable.texts(deeds.stream().map(of).toList());
    }

    private byte[] salt() {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return salt;
    }

    private static String json(Map<String, String> values) {
        return JSON.writeValueAsString(
                rows(values).cells().stream().map(Storable::text).toList());
    }

    private static TextRows rows(Map<String, String> values) {
        TextRows rows = TextRows.ofWidth(2);
        values.forEach(rows::add);
        return rows;
    }
}
