package dev.fettle.server.tasks;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What has to be done by hand in the scheduler's own table. */
@Component
final class TaskStore {
    private final JdbcClient jdbc;

    TaskStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Frees what a server had picked before it was killed. Only that server may say so, when it starts anew. */
    void release(String node) {
        jdbc.sql("""
                        update scheduled_tasks set picked = false, picked_by = null, last_heartbeat = null,
                            version = version + 1
                        where picked_by = ?""").param(node).update();
    }

    void drawNear(String task, Instant latest) {
        jdbc.sql("""
                        update scheduled_tasks set execution_time = ?, version = version + 1
                        where task_name = ? and execution_time > ? and not picked""")
                .params(Timestamp.from(latest), task, Timestamp.from(latest))
                .update();
    }

    /** Empty if it is not known, or is done right now. */
    Optional<Instant> due(String task) {
        return jdbc.sql("select execution_time from scheduled_tasks where task_name = ? and not picked")
                .param(task)
                .query((row, _) -> row.getTimestamp("execution_time").toInstant())
                .optional();
    }
}
