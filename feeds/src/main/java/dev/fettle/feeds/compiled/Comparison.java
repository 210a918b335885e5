package dev.fettle.feeds.compiled;

import dev.fettle.feeds.intake.FeedException;

/**
 * Two compiled tables of one kind side by side: how many entries only one has, and how many both have with another
 * text. Both are sorted, so that this takes one walk through them.
 */
public final class Comparison {
    private int added;
    private int changed;
    private int removed;

    private Comparison() {}

    /** A table's entries in the order of their keys, as far as a comparison needs them. */
    interface Entries<E extends Entries<E>> {
        int size();

        /** The order of an entry's key and that of an entry of the other table. */
        int order(int entry, E other, int its);

        /** Whether two entries with the same key say the same. */
        boolean same(int entry, E other, int its);
    }

    /** @throws FeedException if the tables are of different kinds */
    public static Comparison between(Table before, Table after) throws FeedException {
        Comparison comparison = new Comparison();
        switch (after.kind()) {
            case ADVISORIES -> comparison.walk(new RecordsById(before), new RecordsById(after));
            case EXPLOITED -> comparison.walk(new Exploited(before), new Exploited(after));
            case PREDICTED -> comparison.walk(new Predicted(before), new Predicted(after));
        }
        return comparison;
    }

    /** With nothing: all is added. */
    public static Comparison withNothing(Table after) throws FeedException {
        Comparison comparison = new Comparison();
        comparison.added = switch (after.kind()) {
            case ADVISORIES -> new RecordsById(after).size();
            case EXPLOITED -> new Exploited(after).size();
            case PREDICTED -> new Predicted(after).size();
        };
        return comparison;
    }

    private <E extends Entries<E>> void walk(E before, E after) {
        int old = 0;
        int now = 0;
        while (old < before.size() && now < after.size()) {
            int order = before.order(old, after, now);
            if (order < 0) {
                removed++;
                old++;
            } else if (order > 0) {
                added++;
                now++;
            } else {
                changed += before.same(old, after, now) ? 0 : 1;
                old++;
                now++;
            }
        }
        removed += before.size() - old;
        added += after.size() - now;
    }

    public int added() {
        return added;
    }

    public int changed() {
        return changed;
    }

    public int removed() {
        return removed;
    }
}
