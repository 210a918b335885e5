package dev.fettle.server.api.lists;

import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.ProblemKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one kind of list, in the order in which the description of the API names them.
 *
 * <p>Columns are constants of the code; they are never made of what somebody sent. Texts are compared as they are, upper
 * and lower case being different.
 */
public final class Fields<T> {
    private final Map<String, Field<T>> byName;
    private final Field<T> id;
    private final String usual;

    private Fields(Map<String, Field<T>> byName, Field<T> id, String usual) {
        this.byName = Map.copyOf(byName);
        this.id = id;
        this.usual = usual;
    }

    /** Puts fields together. */
    public static final class Builder<T> {
        private final Map<String, Field<T>> byName = new LinkedHashMap<>();

        private Builder() {}

        private Builder<T> add(Field<T> field) {
            byName.put(field.name(), field);
            return this;
        }

        public Builder<T> text(String name, Function<T, ? extends @Nullable String> value, String column) {
            return add(new Field<>(name, Field.Kind.TEXT, value, column, List.of(), false));
        }

        /** A text by which the list can be ordered too: every item has one. */
        public Builder<T> sortedText(String name, Function<T, String> value, String column) {
            return add(new Field<>(name, Field.Kind.TEXT, value, column, List.of(), true));
        }

        /** @param choices the words it can be */
        public Builder<T> choice(
                String name, Function<T, ? extends @Nullable String> value, String column, List<String> choices) {
            return add(new Field<>(name, Field.Kind.CHOICE, value, column, choices, false));
        }

        public Builder<T> words(String name, Function<T, List<String>> value, String column) {
            return add(new Field<>(name, Field.Kind.WORDS, value, column, List.of(), false));
        }

        /** @param condition in SQL, with one question mark for the name */
        public Builder<T> member(String name, String condition) {
            return add(new Field<>(name, Field.Kind.MEMBER, _ -> null, condition, List.of(), false));
        }

        /** @param condition in SQL, with one question mark for a {@code cidr} as text */
        public Builder<T> network(String name, String condition) {
            return add(new Field<>(name, Field.Kind.NETWORK, _ -> null, condition, List.of(), false));
        }

        public Builder<T> flag(String name, Function<T, Boolean> value, String column) {
            return add(new Field<>(name, Field.Kind.FLAG, value, column, List.of(), false));
        }

        public Builder<T> whole(String name, Function<T, Long> value, String column) {
            return add(new Field<>(name, Field.Kind.WHOLE, value, column, List.of(), true));
        }

        public Builder<T> decimal(String name, Function<T, ? extends @Nullable Double> value, String column) {
            return add(new Field<>(name, Field.Kind.DECIMAL, value, column, List.of(), false));
        }

        public Builder<T> sortedDecimal(String name, Function<T, Double> value, String column) {
            return add(new Field<>(name, Field.Kind.DECIMAL, value, column, List.of(), true));
        }

        public Builder<T> instant(String name, Function<T, ? extends @Nullable Instant> value, String column) {
            return add(new Field<>(name, Field.Kind.INSTANT, value, column, List.of(), false));
        }

        public Builder<T> sortedInstant(String name, Function<T, Instant> value, String column) {
            return add(new Field<>(name, Field.Kind.INSTANT, value, column, List.of(), true));
        }

        /**
         * @param id a field whose value no two items share
         * @param usual the order where nobody asks for one: a field that sorts, after {@code -} from the greatest on
         */
        public Fields<T> build(String id, String usual) {
            Field<T> tie = byName.get(id);
            Field<T> first = byName.get(usual.replaceFirst("^-", ""));
            if (tie == null || first == null || !tie.sorts() || !first.sorts()) {
                throw new IllegalArgumentException("A list is ordered by fields that sort: " + id + ", " + usual + ".");
            }
            return new Fields<>(byName, tie, usual);
        }
    }

    public static <T> Builder<T> builder() {
        return new Builder<>();
    }

    /**
     * A filter as SQL, for those who keep filters.
     *
     * @throws ApiFault with a sentence that says what is wrong with it, and where
     */
    public Where where(String filter) {
        return Condition.where(FilterReader.read(this, filter));
    }

    Field<T> id() {
        return id;
    }

    String usual() {
        return usual;
    }

    /** @throws ApiFault if there is none of this name */
    Field<T> field(String name) {
        Field<T> field = byName.get(name);
        if (field == null) {
            throw FilterReader.fault(
                    "This list has no field \"" + name + "\". Its fields are " + String.join(", ", names()) + ".");
        }
        return field;
    }

    /** @throws ApiFault unless the list can be ordered by a field of this name */
    Field<T> sorting(String name) {
        Field<T> field = byName.get(name);
        if (field == null || !field.sorts()) {
            throw ApiFault.ofParameter(
                    ProblemKind.INVALID_FILTER,
                    "sort",
                    "This list cannot be ordered by \"" + name + "\", but by " + String.join(", ", sortable()) + ".");
        }
        return field;
    }

    private List<String> names() {
        return byName.keySet().stream().sorted().toList();
    }

    private List<String> sortable() {
        return byName.values().stream()
                .filter(Field::sorts)
                .map(Field::name)
                .sorted()
                .toList();
    }

    /** For the description of the API: the fields, what they can be, and the order. */
    public String description() {
        List<String> lines = new ArrayList<>();
        names().forEach(name ->
                lines.add("`" + name + "` (" + field(name).expected().replace("*", "\\*") + ")"));
        return "Fields: " + String.join(", ", lines) + ". Ordered by: `" + String.join("`, `", sortable())
                + "`; usually by `" + usual + "`.";
    }
}
