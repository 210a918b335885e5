package dev.fettle.feeds.compiled;

import dev.fettle.feeds.intake.FeedException;
import java.nio.IntBuffer;

/** The records of compiled advisories in the order of their ids, each id once, with the youngest of its dates. */
final class RecordsById implements Comparison.Entries<RecordsById> {
    private final Strings strings;
    private final IntList ids = new IntList();
    private final IntList modified = new IntList();

    /** @throws FeedException if the table is of another kind */
    RecordsById(Table table) throws FeedException {
        if (table.kind() != Table.Kind.ADVISORIES) {
            throw new FeedException("The compiled feed holds no advisories.");
        }
        this.strings = new Strings(table, 1);
        IntBuffer records = table.ints(5);
        IntBuffer byId = table.ints(9);
        for (int i = 0; i < byId.limit(); i++) {
            int at = byId.get(i) * Advisories.RECORD_INTS;
            int id = records.get(at);
            int date = records.get(at + Advisories.MODIFIED);
            int last = ids.size() - 1;
            if (last >= 0 && ids.get(last) == id) {
                modified.set(last, Math.max(modified.get(last), date)); // Numbers compare as the strings do.
            } else {
                ids.add(id);
                modified.add(date);
            }
        }
    }

    @Override
    public int size() {
        return ids.size();
    }

    @Override
    public int order(int entry, RecordsById other, int its) {
        return strings.compare(ids.get(entry), other.strings, other.ids.get(its));
    }

    @Override
    public boolean same(int entry, RecordsById other, int its) {
        return strings.compare(modified.get(entry), other.strings, other.modified.get(its)) == 0;
    }
}
