package dev.fettle.server.tasks;

import dev.fettle.server.database.Storable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The runs of each kind of work, of which the newest are kept. */
@Component
final class RunStore {
    private static final String COLUMNS = "id, about, state, step, done, total, started_at, ended_at, message";
    private static final int KEPT = 100;
    private static final int PERCENT = 100;

    private final JdbcClient jdbc;

    RunStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Notes a beginning. What was still noted as running was cut off, for there is never more than one of an about. */
    long begin(String kind, String about, Instant now) {
        jdbc.sql("""
                        update run set state = 'cut_off', ended_at = greatest(started_at, last_sign_at)
                        where kind = ? and about = ? and state = 'running'""").params(kind, Storable.text(about)).update();
        jdbc.sql("""
                        delete from run where kind = ? and about = ? and id not in (
                            select id from run where kind = ? and about = ? order by id desc limit ?)""")
                .params(kind, Storable.text(about), kind, Storable.text(about), KEPT)
                .update();
        return jdbc.sql("""
                        insert into run (kind, about, state, step, done, total, started_at, last_sign_at, message)
                        values (?, ?, 'running', '', 0, 0, ?, ?, '') returning id""")
                .params(kind, Storable.text(about), Timestamp.from(now), Timestamp.from(now))
                .query((row, _) -> row.getLong("id"))
                .single();
    }

    /** Nothing happens if the run has ended. */
    void progress(long id, String step, long done, long total, Instant now) {
        jdbc.sql("update run set step = ?, done = ?, total = ?, last_sign_at = ? where id = ? and state = 'running'")
                .params(Storable.text(step), done, total, Timestamp.from(now), id)
                .update();
    }

    void end(long id, Run.State state, String message, Instant now) {
        jdbc.sql("update run set state = ?, message = ?, ended_at = greatest(started_at, ?) where id = ?")
                .params(state.name().toLowerCase(Locale.ROOT), Storable.text(message), Timestamp.from(now), id)
                .update();
    }

    /** Nothing happens if the run has ended. */
    void endOpen(long id, Run.State state, String message, Instant now) {
        jdbc.sql("""
                        update run set state = ?, message = ?, ended_at = greatest(started_at, ?)
                        where id = ? and state = 'running'""")
                .params(state.name().toLowerCase(Locale.ROOT), Storable.text(message), Timestamp.from(now), id)
                .update();
    }

    /** Equal as long as no run has begun, gone on or ended. */
    String mark() {
        return jdbc.sql("select concat_ws(' ', max(id), max(last_sign_at), max(ended_at), sum(done)) as mark from run")
                .query((row, _) -> row.getString("mark"))
                .single();
    }

    Optional<Run> last(String kind, String about) {
        return newest(kind, about, 1).stream().findFirst();
    }

    /** The newest first. */
    List<Run> newest(String kind, String about, int limit) {
        return jdbc.sql("select " + COLUMNS + " from run where kind = ? and about = ? order by id desc limit ?")
                .params(kind, Storable.text(about), limit)
                .query((row, _) -> run(row))
                .list();
    }

    private static Run run(ResultSet row) throws SQLException {
        long total = row.getLong("total");
        Timestamp endedAt = row.getTimestamp("ended_at");
        return new Run(
                row.getLong("id"),
                row.getString("about"),
                Run.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("step"),
                total > 0 ? Math.clamp(PERCENT * row.getLong("done") / total, 0, PERCENT) : -1,
                row.getTimestamp("started_at").toInstant(),
                endedAt == null ? null : endedAt.toInstant(),
                row.getString("message"));
    }
}
