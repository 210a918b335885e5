package dev.fettle.server.api.lists;

import java.time.Instant;
import java.util.Comparator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The order of a list: by one field, and by the id where that is the same. No two items are equal in it. */
record Order<T>(Field<T> field, boolean descending, Field<T> id) {

    static <T> Order<T> of(Fields<T> fields, @Nullable String asked) {
        String text = asked == null ? fields.usual() : asked;
        boolean descending = text.startsWith("-");
        return new Order<>(fields.sorting(descending ? text.substring(1) : text), descending, fields.id());
    }

    Object key(T item) {
        return there(field.value(), item);
    }

    Object idOf(T item) {
        return there(id.value(), item);
    }

    private static <T> Object there(Function<T, ? extends @Nullable Object> value, T item) {
        Object found = value.apply(item);
        if (found == null) {
            throw new IllegalStateException("A list is ordered by what some item of it does not have.");
        }
        return found;
    }

    /** Of items in memory. */
    Comparator<T> comparator() {
        return (a, b) -> compare(a, key(b), idOf(b));
    }

    /** Where an item lies to a place in the list. */
    int compare(T item, Object otherKey, Object otherId) {
        int byKey = natural(key(item), otherKey);
        int result = byKey != 0 ? byKey : natural(idOf(item), otherId);
        return descending ? -result : result;
    }

    /** Both are of one field, and so of one kind. */
    static int natural(Object a, Object b) {
        return switch (a) {
            case String text -> text.compareTo((String) b);
            case Long number -> number.compareTo((Long) b);
            case Double number -> number.compareTo((Double) b);
            case Instant instant -> instant.compareTo((Instant) b);
            default -> throw new IllegalStateException("Nothing is ordered by a " + a.getClass() + ".");
        };
    }

    String text() {
        return (descending ? "-" : "") + field.name();
    }
}
