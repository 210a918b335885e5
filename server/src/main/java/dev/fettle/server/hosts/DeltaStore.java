package dev.fettle.server.hosts;

import dev.fettle.server.database.Storable;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The history of a host's numbers: what each look found added and removed. */
@Component
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
        add(host, subject, at, added, removed);
        return new Count(added.length, removed.length);
    }

    private static int[] without(int[] all, int... others) {
        return Arrays.stream(all)
                .filter(each -> Arrays.binarySearch(others, each) < 0)
                .toArray();
    }

    /**
     * Puts the history of another host before a host's own, as far as it lies before that; what the two differ in when the
     * host's own begins is a step of that moment. The other keeps its history.
     *
     * @return how many looks were taken over
     */
    int precede(HostId host, HostId other) {
        Optional<Instant> begins = jdbc.sql(
                        "select min(at) as begins from delta where host_id = ? and subject = 'build'")
                .param(host.value())
                .query((row, _) ->
                        Optional.ofNullable(row.getTimestamp("begins")).map(Timestamp::toInstant))
                .single();
        int taken = 0;
        for (Subject subject : begins.isPresent() ? Subject.values() : new Subject[0]) {
            taken += precede(host, other, subject, begins.orElseThrow());
        }
        return taken;
    }

    private int precede(HostId host, HostId other, Subject subject, Instant begins) {
        List<Delta> before = newest(other, subject, Integer.MAX_VALUE).reversed().stream()
                .filter(each -> each.at().isBefore(begins))
                .toList();
        if (before.isEmpty()) {
            return 0;
        }
        List<Delta> own = newest(host, subject, Integer.MAX_VALUE).reversed();
        boolean whole = !own.isEmpty() && !own.getFirst().at().isAfter(begins);
        TreeSet<Integer> state = new TreeSet<>();
        for (Delta each : before) {
            Arrays.stream(each.removed()).forEach(state::remove);
            Arrays.stream(each.added()).forEach(state::add);
        }
        int[] left = state.stream().mapToInt(Integer::intValue).toArray();
        jdbc.sql("delete from delta where host_id = ? and subject = ?")
                .params(host.value(), subject.word)
                .update();
        before.forEach(each -> add(host, subject, each.at(), each.added(), each.removed()));
        append(host, subject, begins, left, whole ? own.getFirst().added() : new int[0]);
        own.stream().skip(whole ? 1 : 0).forEach(each -> add(host, subject, each.at(), each.added(), each.removed()));
        return before.size();
    }

    private void add(HostId host, Subject subject, Instant at, int[] added, int... removed) {
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
