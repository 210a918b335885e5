package dev.fettle.server.hosts;

import dev.fettle.server.database.Storable;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The history of a host's numbers: what each look found added and removed. */
final class DeltaStore {
    private final JdbcClient jdbc;

    DeltaStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What a history is about. */
    enum Subject {
        BUILD("build"),
        PATCH("patch");

        private final String word;

        Subject(String word) {
            this.word = word;
        }
    }

    /** @param at never before the delta before it, even if the clock was set back */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Delta(int revision, Instant at, int[] added, int[] removed) {}

    /** How many came and went. */
    record Count(int added, int removed) {
        static final Count NONE = new Count(0, 0);

        boolean isNone() {
            return equals(NONE);
        }

        Count plus(Count other) {
            return new Count(added + other.added, removed + other.removed);
        }
    }

    /**
     * Appends how {@code after} differs from {@code before}; nothing if it does not.
     *
     * @param before ascending
     * @param after ascending
     */
    Count append(HostId host, Subject subject, Instant at, int[] before, int[] after) {
        int[] added = without(after, before);
        int[] removed = without(before, after);
        if (added.length == 0 && removed.length == 0) {
            return Count.NONE;
        }
        jdbc.sql("""
                        insert into delta (host_id, subject, revision, at, added, removed)
                        select ?, ?, coalesce(max(revision), 0) + 1, greatest(?, max(at)), ?, ?
                        from delta where host_id = ? and subject = ?""")
                .params(
                        host.value(),
                        subject.word,
                        Timestamp.from(at),
                        Storable.integers(added),
                        Storable.integers(removed),
                        host.value(),
                        subject.word)
                .update();
        return new Count(added.length, removed.length);
    }

    private static int[] without(int[] all, int... others) {
        return Arrays.stream(all)
                .filter(each -> Arrays.binarySearch(others, each) < 0)
                .toArray();
    }

    /** The newest first. */
    List<Delta> newest(HostId host, Subject subject, int limit) {
        return jdbc.sql("""
                        select revision, at, added, removed from delta
                        where host_id = ? and subject = ? order by revision desc limit ?""")
                .params(host.value(), subject.word, limit)
                .query((row, _) -> new Delta(
                        row.getInt("revision"),
                        row.getTimestamp("at").toInstant(),
                        Storable.integers(row.getArray("added")),
                        Storable.integers(row.getArray("removed"))))
                .list();
    }
}
