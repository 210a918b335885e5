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
        int parts = Math.max(1, (all.size() + size - 1) / size);
        int part = Math.clamp(number, 1, parts);
        int from = (part - 1) * size;
        return new Slice<>(all.subList(from, Math.min(from + size, all.size())), part, parts, all.size());
    }

    public boolean hasBefore() {
        return number > 1;
    }

    public boolean hasMore() {
        return number < parts;
    }
}
