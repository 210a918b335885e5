package dev.fettle.server.audit;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditEntry;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.tasks.Run;
import dev.fettle.server.web.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the audit page shows.
 *
 * @param entries the newest first
 * @param kinds that there are
 * @param more the query of the next part, with a question mark; empty if there is none
 * @param keys the ids of the keys that are trusted
 */
public record AuditList(
        Asked asked, List<Row> entries, List<String> kinds, String more, Checking checking, List<String> keys) {
    public AuditList {
        entries = List.copyOf(entries);
        kinds = List.copyOf(kinds);
        keys = List.copyOf(keys);
    }

    /**
     * What somebody has asked for; empty texts ask for all.
     *
     * @param about id or name of a subject
     * @param from a day, {@code 2026-11-20}
     * @param to the last day that is wanted
     * @param fault what is wrong with it, in a sentence; empty if nothing is
     */
    public record Asked(String person, String kind, String type, String about, String from, String to, String fault) {
        boolean isEmpty() {
            return (person + kind + type + about + from + to).isEmpty();
        }

        /** Whether anything is asked for, so that there is something to take back. */
        public boolean some() {
            return !isEmpty();
        }

        /** As a query, with a question mark. */
        public String query() {
            return "?person=" + Words.encoded(person) + "&kind=" + Words.encoded(kind) + "&type=" + Words.encoded(type)
                    + "&about=" + Words.encoded(about) + "&from=" + Words.encoded(from) + "&to=" + Words.encoded(to);
        }

        /** What an export of this takes in, in words: it knows times and subjects, no people and kinds. */
        public String exported() {
            if (!type.isEmpty() && !about.isEmpty()) {
                return "everything done to the " + type + " " + about;
            }
            if (from.isEmpty() && to.isEmpty()) {
                return "all entries";
            }
            return "all entries" + (from.isEmpty() ? "" : " from " + from) + (to.isEmpty() ? "" : " to " + to);
        }
    }

    /**
     * One entry.
     *
     * @param sentence what it says
     * @param number in the chain; 0 as long as it has none
     * @param by as which role and from where, in words; may be empty
     * @param subject a query for all about the same; empty if there is none
     */
    public record Row(
            Instant at,
            String sentence,
            String kind,
            long number,
            String by,
            String request,
            String why,
            List<Change> changes,
            String subject) {
        public Row {
            changes = List.copyOf(changes);
        }

        static Row of(EntryListStore.Listed listed) {
            return listed.entry()
                    .map(entry -> of(listed, entry))
                    .orElseGet(() -> new Row(
                            listed.at(),
                            "This entry was changed in the database and cannot be read any more. Verify the trail.",
                            "",
                            listed.number(),
                            "",
                            "",
                            "",
                            List.of(),
                            ""));
        }

        private static Row of(EntryListStore.Listed listed, AuditEntry entry) {
            Actor actor = entry.actor();
            Deed deed = entry.deed();
            return new Row(
                    entry.at(),
                    EntrySentence.of(actor, deed),
                    deed.kind(),
                    listed.number(),
                    by(actor),
                    actor.request(),
                    deed.why(),
                    changes(deed),
                    "?type=" + Words.encoded(deed.subject().type()) + "&about="
                            + Words.encoded(deed.subject().id()));
        }

        private static String by(Actor actor) {
            String role = actor.role().isEmpty() ? "" : "as " + actor.role().replace(",", ", ");
            String from = actor.from().isEmpty() ? "" : "from " + actor.from();
            return (role + " " + from).strip();
        }

        private static List<Change> changes(Deed deed) {
            Map<String, String> before = deed.before();
            Map<String, String> after = deed.after();
            TreeSet<String> names = new TreeSet<>(before.keySet());
            names.addAll(after.keySet());
            List<Change> changes = new ArrayList<>();
            for (String name : names) {
                String old = before.get(name);
                String now = after.get(name);
                if (old == null || !old.equals(now)) {
                    changes.add(new Change(name, old, now));
                }
            }
            return changes;
        }
    }

    /**
     * @param before null if there was none
     * @param after null if there is none
     */
    public record Change(
            String name, @Nullable String before, @Nullable String after) {}

    /** @param last the last verification; null before the first */
    public record Checking(@Nullable Run last) {
        public boolean running() {
            return last != null && last.running();
        }
    }
}
