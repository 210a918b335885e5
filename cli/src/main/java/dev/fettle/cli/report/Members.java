package dev.fettle.cli.report;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Members of JSON objects that Fettle's documents have over and over. */
final class Members {
    private Members() {}

    static <T> void array(JsonGenerator json, String name, List<T> items, Consumer<T> writer) {
        json.writeArrayPropertyStart(name);
        items.forEach(writer);
        json.writeEndArray();
    }

    static void nullable(JsonGenerator json, String name, @Nullable String value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, value);
        }
    }

    /** The name of an enum's value as documents write it. */
    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
