package dev.fettle.cli.remote;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How one kind of thing is told in a table: its columns. */
public record View<T>(Class<T> type, List<Column<T>> columns) {
    public View {
        columns = List.copyOf(columns);
    }

    public record Column<T>(String title, Function<T, ? extends @Nullable Object> value) {}

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <T> View<T> of(Class<T> type, Column<T>... columns) {
        return new View<>(type, List.of(columns));
    }

    public static <T> Column<T> column(String title, Function<T, ? extends @Nullable Object> value) {
        return new Column<>(title, value);
    }

    List<String> titles() {
        return columns.stream().map(Column::title).toList();
    }

    List<String> row(T item) {
        return columns.stream().map(each -> text(each.value().apply(item))).toList();
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case List<?> all ->
                String.join(", ", all.stream().map(String::valueOf).toList());
            case Boolean flag -> flag ? "yes" : "no";
            case Double number -> String.format(Locale.ROOT, "%.3f", number);
            default -> value.toString();
        };
    }
}
