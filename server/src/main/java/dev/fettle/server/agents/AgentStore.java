package dev.fettle.server.agents;

import dev.fettle.server.hosts.HostId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of agents. */
@Component
final class AgentStore {
    private static final String COLUMNS =
            "id, host_id, name, program, state, enrolled_at, certificate_until, last_seen_at";

    private final JdbcClient sql;

    AgentStore(JdbcClient sql) {
        this.sql = sql;
    }

    Optional<Agent> of(HostId host) {
        return sql.sql("select " + COLUMNS + " from agent where host_id = ? and state <> 'revoked'")
                .param(host.value())
                .query((row, _) -> agent(row))
                .optional();
    }

    private static Agent agent(ResultSet row) throws SQLException {
        long host = row.getLong("host_id");
        boolean unknown = row.wasNull();
        return new Agent(
                row.getObject("id", UUID.class),
                unknown ? null : new HostId(host),
                row.getString("name"),
                row.getString("program"),
                Agent.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getObject("enrolled_at", OffsetDateTime.class).toInstant(),
                row.getObject("certificate_until", OffsetDateTime.class).toInstant(),
                instant(row, "last_seen_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
