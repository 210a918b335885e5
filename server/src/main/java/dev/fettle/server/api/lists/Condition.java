package dev.fettle.server.api.lists;

import dev.fettle.server.api.lists.Filter.Comparison;
import dev.fettle.server.database.Storable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a table a part of a list shows, as SQL. The text is made of constants of the code alone; whatever somebody
 * sent is among the parameters.
 *
 * @param sql true for the rows wanted
 * @param parameters in the order of the question marks
 * @param order what follows "order by"
 * @param limit of rows; one more than are shown
 */
public record Condition(String sql, List<Object> parameters, String order, int limit) {
    public Condition {
        parameters = List.copyOf(parameters);
    }

    static <T> Condition of(@Nullable Filter<T> filter, Order<T> order, @Nullable Cursor after, int limit) {
        StringBuilder sql = new StringBuilder("true");
        List<Object> parameters = new ArrayList<>();
        if (filter != null) {
            sql.append(" and ");
            write(filter, sql, parameters);
        }
        String key = order.field().column();
        String id = order.id().column();
        String way = order.descending() ? " desc" : "";
        if (after != null) {
            sql.append(" and (")
                    .append(key)
                    .append(", ")
                    .append(id)
                    .append(order.descending() ? ") < (?, ?)" : ") > (?, ?)");
            parameters.add(parameter(after.key()));
            parameters.add(parameter(after.id()));
        }
        return new Condition(sql.toString(), parameters, key + way + ", " + id + way, limit);
    }

    static <T> Where where(Filter<T> filter) {
        StringBuilder sql = new StringBuilder();
        List<Object> parameters = new ArrayList<>();
        write(filter, sql, parameters);
        return new Where(sql.toString(), parameters);
    }

    private static <T> void write(Filter<T> filter, StringBuilder sql, List<Object> parameters) {
        switch (filter) {
            case Filter.Every<T>(List<Filter<T>> parts) -> write(parts, " and ", sql, parameters);
            case Filter.Any<T>(List<Filter<T>> parts) -> write(parts, " or ", sql, parameters);
            case Filter.Test<T> test -> write(test, sql, parameters);
        }
    }

    private static <T> void write(List<Filter<T>> parts, String between, StringBuilder sql, List<Object> parameters) {
        sql.append('(');
        for (int i = 0; i < parts.size(); i++) {
            sql.append(i == 0 ? "" : between);
            write(parts.get(i), sql, parameters);
        }
        sql.append(')');
    }

    private static <T> void write(Filter.Test<T> test, StringBuilder sql, List<Object> parameters) {
        Comparison comparison = test.comparison();
        boolean negated = comparison == Comparison.UNEQUAL || comparison == Comparison.NONE_OF;
        // What is not known is not equal to anything, and so unequal to everything.
        sql.append(negated ? "not coalesce((" : "(");
        for (int i = 0; i < test.values().size(); i++) {
            sql.append(i == 0 ? "" : " or ");
            one(test.field(), comparison, test.values().get(i), sql, parameters);
        }
        sql.append(negated ? "), false)" : ")");
    }

    private static void one(
            Field<?> field, Comparison comparison, Object value, StringBuilder sql, List<Object> parameters) {
        if (field.kind() == Field.Kind.MEMBER || field.kind() == Field.Kind.NETWORK) {
            sql.append(field.column());
            parameters.add(parameter(value));
            return;
        }
        boolean wild = field.kind() == Field.Kind.TEXT && String.valueOf(value).contains("*");
        String operator =
                switch (comparison) {
                    case EQUAL, UNEQUAL, AMONG, NONE_OF ->
                        wild ? " like ?" : field.kind() == Field.Kind.WORDS ? " @> array[?]::text[]" : " = ?";
                    case LESS -> " < ?";
                    case AT_MOST -> " <= ?";
                    case MORE -> " > ?";
                    case AT_LEAST -> " >= ?";
                };
        sql.append(field.column()).append(operator);
        parameters.add(wild ? pattern(String.valueOf(value)) : parameter(value));
    }

    private static String pattern(String value) {
        return Storable.text(value)
                .replace("\\", "\\\\")
                .replace("%", "\\%")
                .replace("_", "\\_")
                .replace('*', '%');
    }

    private static Object parameter(Object value) {
        return switch (value) {
            case String text -> Storable.text(text);
            case Instant instant -> instant.atOffset(ZoneOffset.UTC);
            default -> value;
        };
    }

    /** Placeholders are positional: those of the scope come first where the statement has them first. */
    public List<Object> parametersAfter(List<Object> first) {
        List<Object> all = new ArrayList<>(first);
        all.addAll(parameters);
        return Collections.unmodifiableList(all);
    }
}
