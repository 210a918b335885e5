package dev.fettle.server.database;

import java.sql.Array;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.support.SqlArrayValue;

/** Values in the form in which PostgreSQL can take them. */
public final class Storable {
    private static final char REPLACEMENT = '\ufffd';

    private Storable() {}

    /** The text with what no PostgreSQL text can hold, NUL and lone surrogates, replaced by U+FFFD. */
    public static String text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return cleaned(text);
            }
        }
        return text;
    }

    private static String cleaned(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            boolean lone = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
            clean.appendCodePoint(point == 0 || lone ? REPLACEMENT : point);
        });
        return clean.toString();
    }

    /** As {@link #text}, for a column that may be null. */
    public static @Nullable String orNull(@Nullable String text) {
        return text == null ? null : text(text);
    }

    /** The parameter for a column of text that may be null. */
    public static SqlParameterValue nullable(@Nullable String text) {
        return new SqlParameterValue(Types.VARCHAR, orNull(text));
    }

    /** The parameter for a column of time that may be null. */
    public static SqlParameterValue nullable(@Nullable Instant time) {
        return new SqlParameterValue(
                Types.TIMESTAMP_WITH_TIMEZONE, time == null ? null : time.atOffset(ZoneOffset.UTC));
    }

    public static SqlArrayValue texts(List<String> texts) {
        return new SqlArrayValue("text", texts.stream().map(Storable::text).toArray());
    }

    public static SqlArrayValue integers(int... numbers) {
        return new SqlArrayValue("integer", Arrays.stream(numbers).boxed().toArray());
    }

    /** A {@code text[]} column without nulls. */
    public static List<String> texts(Array column) throws SQLException {
        return List.of((String[]) column.getArray());
    }

    /** An {@code integer[]} column without nulls. */
    public static int[] integers(Array column) throws SQLException {
        return Arrays.stream((Integer[]) column.getArray())
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
