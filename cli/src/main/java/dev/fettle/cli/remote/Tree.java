package dev.fettle.cli.remote;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.util.DefaultPrettyPrinter;

/**
 * JSON as maps, lists, texts, whole and other numbers, switches and nulls. What is read is no deeper and longer than
 * anything that a server of ours says; what is written is ASCII alone.
 */
public final class Tree {
    private static final int DEEPEST = 64;
    private static final long LONGEST = 256L << 20;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxDocumentLength(LONGEST)
                    .build())
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private Tree() {}

    /** @throws RemoteException if it is no JSON, or none within the limits */
    public static @Nullable Object read(InputStream stream) throws RemoteException {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), stream)) {
            return parser.nextToken() == null ? null : value(parser);
        } catch (JacksonException e) {
            throw new RemoteException(
                    RemoteException.FAILED,
                    "The server's answer cannot be read: it is no JSON, or broke off. Is it a Fettle server?",
                    e);
        }
    }

    private static @Nullable Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case null, default -> null;
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return members;
    }

    private static List<@Nullable Object> array(JsonParser parser) {
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return items;
    }

    /** Writes items one after another as one array, or a single value. */
    public static final class Writer implements AutoCloseable {
        private final JsonGenerator generator;

        Writer(OutputStream stream) {
            DefaultPrettyPrinter lines =
                    new DefaultPrettyPrinter().withArrayIndenter(new DefaultPrettyPrinter.FixedSpaceIndenter());
            this.generator = JSON.createGenerator(
                    new ObjectWriteContext.Base() {
                        @Override
                        public DefaultPrettyPrinter getPrettyPrinter() {
                            return lines;
                        }
                    },
                    stream);
        }

        void beginArray() {
            generator.writeStartArray();
        }

        void endArray() {
            generator.writeEndArray();
        }

        void write(@Nullable Object value) {
            switch (value) {
                case null -> generator.writeNull();
                case Map<?, ?> members -> {
                    generator.writeStartObject();
                    members.forEach((name, member) -> {
                        generator.writeName(String.valueOf(name));
                        write(member);
                    });
                    generator.writeEndObject();
                }
                case List<?> items -> {
                    generator.writeStartArray();
                    items.forEach(this::write);
                    generator.writeEndArray();
                }
                case Long number -> generator.writeNumber(number.longValue());
                case Integer number -> generator.writeNumber(number.intValue());
                case Double number -> generator.writeNumber(number.doubleValue());
                case Boolean flag -> generator.writeBoolean(flag);
                default -> generator.writeString(value.toString());
            }
        }

        @Override
        public void close() {
            generator.writeRaw('\n');
            generator.flush();
        }
    }
}
