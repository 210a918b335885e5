package dev.fettle.server.feeds;

import dev.fettle.feeds.FeedDifference;
import dev.fettle.feeds.FeedState;
import dev.fettle.server.database.Storable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How the feeds stand. */
@Component
final class FeedStatusStore {
    private static final long UNKNOWN = -1;

    private final JdbcClient jdbc;

    FeedStatusStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Notes what asking for a feed gave. What it does not tell stays as it was: where nothing is in force, when it last
     * was; where nothing changed, what the last change brought. Content other than was noted has changed even without a
     * difference, for a server may have ended before it noted what it had put in force.
     *
     * @param difference null if the content did not change just now
     */
    void put(String source, FeedState state, @Nullable FeedDifference difference, Instant now) {
        boolean current = state.status() == FeedState.Status.NEW || state.status() == FeedState.Status.UNCHANGED;
        boolean changed = difference != null;
        if (!changed) {
            noteUntold(source, state, now);
        }
        jdbc.sql("""
                        insert into feed (source, location, name, kind, health, date, records, sha256, message,
                            checked_at, last_good_at, changed_at, added, changed, removed)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (source, location) do update set
                            name = excluded.name, kind = excluded.kind, health = excluded.health,
                            date = excluded.date, records = excluded.records, sha256 = excluded.sha256,
                            message = excluded.message, checked_at = excluded.checked_at,
                            last_good_at = coalesce(excluded.last_good_at, feed.last_good_at),
                            changed_at = coalesce(excluded.changed_at, feed.changed_at),
                            added = case when ? then excluded.added else feed.added end,
                            changed = case when ? then excluded.changed else feed.changed end,
                            removed = case when ? then excluded.removed else feed.removed end""")
                .params(
                        Storable.text(source),
                        Storable.text(state.location()),
                        Storable.text(state.name()),
                        state.kind(),
                        health(state.status()).name().toLowerCase(Locale.ROOT),
                        Storable.text(state.date()),
                        state.records(),
                        state.sha256(),
                        Storable.text(state.message()),
                        Timestamp.from(now),
                        Storable.nullable(current ? now : null),
                        Storable.nullable(changed ? now : null),
                        difference == null ? 0 : difference.added(),
                        difference == null ? 0 : difference.changed(),
                        difference == null ? 0 : difference.removed(),
                        changed,
                        changed,
                        changed)
                .update();
    }

    /** The digest of the content that was last noted; empty if none was. */
    String digest(String source, String location) {
        return jdbc.sql("select sha256 from feed where source = ? and location = ?")
                .params(Storable.text(source), Storable.text(location))
                .query((row, _) -> row.getString("sha256"))
                .optional()
                .orElse("");
    }

    private void noteUntold(String source, FeedState state, Instant now) {
        jdbc.sql("""
                        update feed set changed_at = ?, added = ?, changed = ?, removed = ?
                        where source = ? and location = ? and sha256 <> '' and ? not in ('', sha256)""")
                .params(
                        Timestamp.from(now),
                        UNKNOWN,
                        UNKNOWN,
                        UNKNOWN,
                        Storable.text(source),
                        Storable.text(state.location()),
                        state.sha256())
                .update();
    }

    private static FeedStatus.Health health(FeedState.Status status) {
        return switch (status) {
            case NEW, UNCHANGED -> FeedStatus.Health.GOOD;
            case LAST_GOOD -> FeedStatus.Health.LAST_GOOD;
            case FAILED, NEVER -> FeedStatus.Health.FAILED;
            case IGNORED -> FeedStatus.Health.IGNORED;
        };
    }

    /** Forgets what a source held before and does not any more. */
    void forgetOthers(String source, List<String> locations) {
        jdbc.sql("delete from feed where source = ? and location <> all (?)")
                .params(Storable.text(source), Storable.texts(locations))
                .update();
    }

    /** By source and name. */
    List<FeedStatus> all() {
        return jdbc.sql("""
                        select source, location, name, kind, health, date, records, message, checked_at, last_good_at,
                            changed_at, added, changed, removed
                        from feed order by source, name, location""").query((row, _) -> status(row)).list();
    }

    private static FeedStatus status(ResultSet row) throws SQLException {
        return new FeedStatus(
                row.getString("source"),
                row.getString("location"),
                row.getString("name"),
                row.getString("kind"),
                FeedStatus.Health.valueOf(row.getString("health").toUpperCase(Locale.ROOT)),
                row.getString("date"),
                row.getLong("records"),
                row.getString("message"),
                row.getTimestamp("checked_at").toInstant(),
                instant(row.getTimestamp("last_good_at")),
                instant(row.getTimestamp("changed_at")),
                row.getLong("added"),
                row.getLong("changed"),
                row.getLong("removed"));
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
