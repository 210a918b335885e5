package dev.fettle.server.audit;

import dev.fettle.core.audit.AuditEntry;
import dev.fettle.core.audit.ChainPart;
import dev.fettle.core.audit.Checkpoint;
import dev.fettle.core.signing.Octets;
import dev.fettle.server.database.Storable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the chain in its order, a part of it at a time. */
@Component
final class TrailStore {
    private static final int ROWS = 1000;

    private final JdbcClient jdbc;
    private final ChainStore chain;

    TrailStore(JdbcClient jdbc, ChainStore chain) {
        this.jdbc = jdbc;
        this.chain = chain;
    }

    /** Is told what is found. */
    interface Walker {
        /** Whether to go on. */
        boolean part(ChainPart part);

        /** The row is none that Fettle has written; the walk ends. */
        void unreadable(long number, String why);

        /** There is a place in the chain, but no entry for it, or none that was asked for; whether to go on. */
        boolean absent(long number, Octets digest);
    }

    record Ends(long first, long last) {}

    private record Condition(String sql, List<Object> parameters) {}

    private static Condition condition(Selection selection) {
        return switch (selection) {
            case Selection.Everything _ -> new Condition("true", List.of());
            case Selection.During(Instant from, Instant to) ->
                new Condition("e.at >= ? and e.at < ?", List.of(Timestamp.from(from), Timestamp.from(to)));
            case Selection.About(String type, String id) ->
                new Condition(
                        "e.subject_type = ? and e.subject_id = ?", List.of(Storable.text(type), Storable.text(id)));
        };
    }

    /** @param first the row number of one of them */
    record Stray(long count, long first) {}

    /** Goes through entries and checkpoints, within the caller's transaction, up to the one of this number. */
    void walk(long from, long to, Selection selection, Walker walker) {
        Walk walk = new Walk(from, to, condition(selection), walker);
        while (walk.more()) {
            // Each batch goes on where the one before it ended.
        }
    }

    /** The entries in the chain that are meant, from the first to the last; empty if there are none. */
    Optional<Ends> ends(Selection selection) {
        Condition condition = condition(selection);
        return jdbc.sql("select min(s.number) as first, max(s.number) as last from audit_entry e"
                        + " join audit_seal s on s.entry_id = e.id where " + condition.sql()
                        + " having count(*) > 0")
                .params(condition.parameters())
                .query((row, _) -> new Ends(row.getLong("first"), row.getLong("last")))
                .optional();
    }

    /** Entries that neither are in the chain nor wait to be. Reads all of them. */
    Optional<Stray> stray() {
        return jdbc.sql("""
                        select count(*) as count, min(e.id) as first from audit_entry e
                        where not exists (select from audit_seal s where s.entry_id = e.id)
                            and not exists (select from audit_unsealed u where u.entry_id = e.id)
                        having count(*) > 0""")
                .query((row, _) -> new Stray(row.getLong("count"), row.getLong("first")))
                .optional();
    }

    /** One walk, batch by batch. */
    private final class Walk {
        private final Condition condition;
        private final long last;
        private final Walker walker;
        private final Deque<Checkpoint> checkpoints = new ArrayDeque<>();
        private long next;
        private long asked;
        private boolean allCheckpoints;
        private boolean going = true;

        Walk(long from, long to, Condition condition, Walker walker) {
            this.last = to;
            this.condition = condition;
            this.walker = walker;
            this.next = from;
            this.asked = from - 1;
        }

        boolean more() {
            int[] rows = {0};
            jdbc.sql("select s.number, s.digest, s.hash, e.id, " + EntryTable.COLUMNS
                            + " from audit_seal s left join audit_entry e on e.id = s.entry_id and "
                            + condition.sql() + " where s.number >= ? and s.number <= ? order by s.number limit ?")
                    .params(condition.parameters())
                    .params(next, last, ROWS)
                    .query(row -> {
                        rows[0]++;
                        if (going) {
                            take(row);
                        }
                    });
            if (rows[0] < ROWS && going) {
                checkpointsUpTo(last);
                return false;
            }
            return going;
        }

        private void take(ResultSet row) throws SQLException {
            long number = row.getLong("number");
            checkpointsUpTo(number - 1);
            if (!going) {
                return;
            }
            next = number + 1;
            if (row.getObject("id") == null) {
                going = walker.absent(number, Octets.of(row.getBytes("digest")));
                return;
            }
            Optional<ChainPart.Told> part = told(number, row);
            going = part.isPresent() && walker.part(part.get());
        }

        private Optional<ChainPart.Told> told(long number, ResultSet row) throws SQLException {
            try {
                AuditEntry entry = EntryTable.entry(number, row);
                return Optional.of(
                        new ChainPart.Told(entry, Octets.of(row.getBytes("digest")), Octets.of(row.getBytes("hash"))));
            } catch (IllegalArgumentException e) {
                walker.unreadable(number, String.valueOf(e.getMessage()));
                return Optional.empty();
            }
        }

        private void checkpointsUpTo(long number) {
            while (going) {
                if (checkpoints.isEmpty() && !allCheckpoints) {
                    fetch();
                }
                Checkpoint first = checkpoints.peekFirst();
                if (first == null || first.number() > number) {
                    return;
                }
                checkpoints.removeFirst();
                going = walker.part(new ChainPart.Signed(first));
            }
        }

        /** Whole numbers at a time: several keys may have signed the same one. */
        private void fetch() {
            checkpoints.addAll(chain.checkpointsAfter(asked, ROWS));
            allCheckpoints = checkpoints.size() < ROWS;
            if (!checkpoints.isEmpty()) {
                asked = checkpoints.getLast().number();
            }
        }
    }
}
