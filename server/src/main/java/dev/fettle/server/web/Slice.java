package dev.fettle.server.web;

import java.util.List;

/**
 * A part of a long list, as one page shows it.
 *
 * @param number of this part, from 1
 * @param parts how many there are, at least 1
 * @param total items in the whole list
 */
public record Slice<T>(List<T> items, int number, int parts, int total) {
    public Slice {
        items = List.copyOf(items);
    }

    /**
     * @param number of the part that is wanted; the nearest there is otherwise
     * @param size of a part, at least 1
     */
    public static <T> Slice<T> of(List<T> all, int number, int size) {
        return of(all.size(), number, size, (from, count) -> all.subList(from, from + count));
    }

    /** Gives items of a list that lies elsewhere. */
    @FunctionalInterface
    public interface Items<T> {
        /**
         * @param from the first, counted from 0
         * @param count how many; all of them are there
         */
        List<T> get(int from, int count);
    }

    /** As above, of a list that is only read in this part. */
    public static <T> Slice<T> of(int total, int number, int size, Items<T> items) {
        int parts = Math.max(1, (total + size - 1) / size);
        int part = Math.clamp(number, 1, parts);
        int from = (part - 1) * size;
        return new Slice<>(items.get(from, Math.min(size, total - from)), part, parts, total);
    }

    public boolean hasBefore() {
        return number > 1;
    }

    public boolean hasMore() {
        return number < parts;
    }
}
