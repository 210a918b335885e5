package dev.fettle.server.api.lists;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something by which a list can be filtered, and perhaps ordered.
 *
 * @param value of an item; null if it has none; a text, a whole number as Long, a Double, an Instant, a Boolean, or a
 *     list of texts
 * @param column the same in SQL; empty for lists that are not read from a table
 * @param choices the words that a choice can be; empty for other kinds
 * @param sorts whether the list can be ordered by it; every item has a value then
 */
record Field<T>(
        String name,
        Kind kind,
        Function<T, ? extends @Nullable Object> value,
        String column,
        List<String> choices,
        boolean sorts) {
    Field {
        choices = List.copyOf(choices);
    }

    enum Kind {
        TEXT("a text, in which * stands for anything"),
        CHOICE("a word"),
        WORDS("a word among several"),
        WHOLE("a whole number"),
        DECIMAL("a number"),
        INSTANT("an instant such as 2026-11-20T18:00:00Z"),
        FLAG("true or false"),
        /** The column is a condition with one question mark, where the value goes; only of lists that are read from tables. */
        MEMBER("a name"),
        /** As {@link #MEMBER}. */
        NETWORK("a network such as 10.1.0.0/16, or an address");

        private final String description;

        Kind(String description) {
            this.description = description;
        }

        String description() {
            return description;
        }

        boolean ordered() {
            return switch (this) {
                case WHOLE, DECIMAL, INSTANT -> true;
                case TEXT, CHOICE, WORDS, FLAG, MEMBER, NETWORK -> false;
            };
        }
    }

    /** What a text in a filter or a cursor means for this field; null if nothing. */
    @Nullable
    Object read(String text) {
        try {
            return switch (kind) {
                case TEXT, WORDS, MEMBER -> text;
                case NETWORK -> Networks.parse(text).orElse(null);
                case CHOICE -> choices.isEmpty() || choices.contains(text) ? text : null;
                case WHOLE -> (Object) Long.valueOf(text);
                case DECIMAL -> finite(Double.valueOf(text));
                case INSTANT -> Instant.parse(text);
                case FLAG ->
                    switch (text) {
                        case "true" -> true;
                        case "false" -> false;
                        default -> null;
                    };
            };
        } catch (NumberFormatException | DateTimeException _) {
            return null;
        }
    }

    private static @Nullable Object finite(Double number) {
        return Double.isFinite(number) ? number : null;
    }

    /** What values there can be, in words for people. */
    String expected() {
        return kind == Kind.CHOICE ? "one of " + String.join(", ", choices) : kind.description();
    }
}
