package dev.fettle.server.api.lists;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds a filter against items that are in memory. */
final class InMemory {
    private InMemory() {}

    static <T> boolean matches(Filter<T> filter, T item) {
        return switch (filter) {
            case Filter.Every<T>(List<Filter<T>> parts) -> parts.stream().allMatch(part -> matches(part, item));
            case Filter.Any<T>(List<Filter<T>> parts) -> parts.stream().anyMatch(part -> matches(part, item));
            case Filter.Test<T> test -> matches(test, test.field().value().apply(item));
        };
    }

    private static <T> boolean matches(Filter.Test<T> test, @Nullable Object found) {
        return switch (test.comparison()) {
            case EQUAL -> found != null && equal(test.field(), found, test.value());
            case UNEQUAL -> found == null || !equal(test.field(), found, test.value());
            case AMONG -> found != null && test.values().stream().anyMatch(each -> equal(test.field(), found, each));
            case NONE_OF -> found == null || test.values().stream().noneMatch(each -> equal(test.field(), found, each));
            case LESS -> found != null && Order.natural(found, test.value()) < 0;
            case AT_MOST -> found != null && Order.natural(found, test.value()) <= 0;
            case MORE -> found != null && Order.natural(found, test.value()) > 0;
            case AT_LEAST -> found != null && Order.natural(found, test.value()) >= 0;
        };
    }

    private static boolean equal(Field<?> field, Object found, Object wanted) {
        return switch (field.kind()) {
            case TEXT -> like(String.valueOf(found), String.valueOf(wanted));
            case WORDS -> found instanceof List<?> words && words.contains(wanted);
            case CHOICE, WHOLE, DECIMAL, INSTANT, FLAG -> found.equals(wanted);
            case MEMBER, NETWORK ->
                throw new IllegalStateException("\"" + field.name() + "\" is only known to the database.");
        };
    }

    /** Greedy, with one place to go back to: time at most text × pattern, whatever the pattern. */
    static boolean like(String text, String pattern) {
        int t = 0;
        int p = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p;
                resume = t;
                p++;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                resume++;
                t = resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
