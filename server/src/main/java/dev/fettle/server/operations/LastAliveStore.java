package dev.fettle.server.operations;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The newest time that any server has seen. */
@Component
final class LastAliveStore {
    private final JdbcClient jdbc;

    LastAliveStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Instant> newest() {
        return jdbc.sql("select at from last_alive")
                .query((row, _) -> row.getTimestamp("at").toInstant())
                .optional();
    }

    /** Never goes back. */
    void note(Instant now) {
        jdbc.sql("""
                        insert into last_alive (at) values (?)
                        on conflict (one) do update set at = greatest(last_alive.at, excluded.at)""").param(Timestamp.from(now)).update();
    }
}
