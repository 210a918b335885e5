package dev.fettle.server.api.lists;

import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.ProblemKind;
import dev.fettle.server.api.lists.Filter.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads filters: {@code name==web*;(reboot==required,packages>500)}. A semicolon is "and" and binds closer than the
 * comma, which is "or". Takes time proportional to the length.
 */
final class FilterReader<T> {
    static final int LONGEST = 1_000;
    static final int DEEPEST = 8;
    static final int MOST_TESTS = 32;
    static final int MOST_VALUES = 100;

    /** The longer ones first: one may begin with another. */
    private static final Map<String, Comparison> FIQL = Map.of(
            "=lt=", Comparison.LESS,
            "=le=", Comparison.AT_MOST,
            "=gt=", Comparison.MORE,
            "=ge=", Comparison.AT_LEAST,
            "=in=", Comparison.AMONG,
            "=out=", Comparison.NONE_OF);

    private static final List<Comparison> SIGNS = List.of(
            Comparison.EQUAL,
            Comparison.UNEQUAL,
            Comparison.AT_MOST,
            Comparison.AT_LEAST,
            Comparison.LESS,
            Comparison.MORE);

    private final Fields<T> fields;
    private final String text;
    private int at;
    private int tests;
    private int values;

    private FilterReader(Fields<T> fields, String text) {
        this.fields = fields;
        this.text = text;
    }

    /** @throws ApiFault with a sentence that says what is wrong, and where */
    static <T> Filter<T> read(Fields<T> fields, String text) {
        if (text.length() > LONGEST) {
            throw fault("The filter has " + text.length() + " characters; at most " + LONGEST + " are taken.");
        }
        FilterReader<T> reader = new FilterReader<>(fields, text);
        Filter<T> filter = reader.any(1);
        if (reader.at < text.length()) {
            throw reader.unexpected("; , or the end");
        }
        return filter;
    }

    private Filter<T> any(int depth) {
        if (depth > DEEPEST) {
            throw fault("The filter's parentheses are nested deeper than " + DEEPEST + " times.");
        }
        List<Filter<T>> parts = new ArrayList<>(List.of(every(depth)));
        while (skip(',')) {
            parts.add(every(depth));
        }
        return parts.size() == 1 ? parts.getFirst() : new Filter.Any<>(parts);
    }

    private Filter<T> every(int depth) {
        List<Filter<T>> parts = new ArrayList<>(List.of(term(depth)));
        while (skip(';')) {
            parts.add(term(depth));
        }
        return parts.size() == 1 ? parts.getFirst() : new Filter.Every<>(parts);
    }

    private Filter<T> term(int depth) {
        if (!skip('(')) {
            return test();
        }
        Filter<T> inner = any(depth + 1);
        if (!skip(')')) {
            throw unexpected("a closing parenthesis");
        }
        return inner;
    }

    private Filter<T> test() {
        tests++;
        if (tests > MOST_TESTS) {
            throw fault("The filter has more than " + MOST_TESTS + " comparisons.");
        }
        Field<T> field = field();
        Comparison comparison = comparison();
        boolean suits =
                switch (field.kind()) {
                    case FLAG -> !comparison.takesSeveral() && !comparison.needsOrder();
                    case TEXT, CHOICE, WORDS, WHOLE, DECIMAL, INSTANT, MEMBER, NETWORK ->
                        !comparison.needsOrder() || field.kind().ordered();
                };
        if (!suits) {
            throw fault("\"" + field.name() + "\" is " + field.expected() + ", which " + comparison.sign()
                    + " does not compare.");
        }
        return new Filter.Test<>(field, comparison, comparison.takesSeveral() ? several(field) : List.of(value(field)));
    }

    private Field<T> field() {
        int begin = at;
        while (at < text.length() && isLetter(text.charAt(at))) {
            at++;
        }
        if (begin == at) {
            throw unexpected("a field");
        }
        return fields.field(text.substring(begin, at));
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private Comparison comparison() {
        for (Comparison each : SIGNS) {
            if (text.startsWith(each.sign(), at)) {
                at += each.sign().length();
                return each;
            }
        }
        for (Map.Entry<String, Comparison> each : FIQL.entrySet()) {
            if (text.startsWith(each.getKey(), at)) {
                at += each.getKey().length();
                return each.getValue();
            }
        }
        throw unexpected("a comparison such as ==, != or =in=");
    }

    private List<Object> several(Field<T> field) {
        if (!skip('(')) {
            throw unexpected("values in parentheses");
        }
        List<Object> all = new ArrayList<>(List.of(value(field)));
        while (skip(',')) {
            all.add(value(field));
        }
        if (!skip(')')) {
            throw unexpected("a comma or a closing parenthesis");
        }
        return all;
    }

    private Object value(Field<T> field) {
        values++;
        if (values > MOST_VALUES) {
            throw fault("The filter has more than " + MOST_VALUES + " values.");
        }
        char quote = at < text.length() ? text.charAt(at) : 0;
        String word = quote == '"' || quote == '\'' ? quoted(quote) : plain();
        @Nullable Object value = field.read(word);
        if (value == null) {
            throw fault("\"" + field.name() + "\" cannot be \"" + word + "\"; it is " + field.expected() + ".");
        }
        return value;
    }

    private String plain() {
        int begin = at;
        while (at < text.length() && isPlain(text.charAt(at))) {
            at++;
        }
        if (begin == at) {
            throw unexpected("a value");
        }
        return text.substring(begin, at);
    }

    private static boolean isPlain(char c) {
        return switch (c) {
            case '(', ')', ';', ',', '"', '\'', '\\', '=', '<', '>', '!' -> false;
            default -> c > ' ';
        };
    }

    private String quoted(char quote) {
        int begin = at;
        at++;
        StringBuilder word = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            if (text.charAt(at) == '\\') {
                at++;
            }
            if (at < text.length()) {
                word.append(text.charAt(at));
                at++;
            }
        }
        if (!skip(quote)) {
            at = begin;
            throw unexpected("a closing quote after the opening one");
        }
        return word.toString();
    }

    private boolean skip(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private ApiFault unexpected(String expected) {
        String found = at < text.length() ? "\"" + text.charAt(at) + "\"" : "the end";
        return fault("At character " + (at + 1) + " of the filter there is " + found + ", where " + expected
                + " is expected. A filter reads like name==web*;reboot==required.");
    }

    static ApiFault fault(String sentence) {
        return ApiFault.ofParameter(ProblemKind.INVALID_FILTER, "filter", sentence);
    }
}
