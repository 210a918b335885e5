package dev.fettle.feeds.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** Streaming JSON within limits; everything wrong with a text becomes a {@link FeedException} that says where. */
public final class Json {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_ITEMS = 100_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Limits.RECORD_BYTES)
                    .maxNumberLength(100)
                    .maxNameLength(1000)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private Json() {}

    /** Reads a text whose first token has been taken already. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(JsonParser parser) throws IOException;
    }

    /**
     * @param name of the file and record, for messages
     * @throws FeedException if the text is no JSON object, is cut, or goes on behind its end
     */
    public static <T> T object(String name, byte[] text, int length, Reader<T> reader) throws IOException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text, 0, length)) {
            return object(name, parser, reader, Rest.REFUSED);
        } catch (JacksonException e) {
            throw broken(name, e);
        }
    }

    /** What to do with text behind what the reader took. */
    public enum Rest {
        REFUSED,
        IGNORED
    }

    /** As for bytes, of a stream. */
    public static <T> T object(String name, InputStream text, Reader<T> reader, Rest rest) throws IOException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return object(name, parser, reader, rest);
        } catch (JacksonException e) {
            if (e.getCause() instanceof FeedException known) {
                throw known;
            }
            if (e.getCause() instanceof InterruptedIOException interrupted) {
                throw interrupted;
            }
            throw broken(name, e);
        }
    }

    private static <T> T object(String name, JsonParser parser, Reader<T> reader, Rest rest) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new FeedException(name + " is no JSON object. It was not taken in.");
        }
        T result = reader.read(parser);
        if (rest == Rest.REFUSED && parser.nextToken() != null) {
            throw new FeedException(name + " goes on behind its end. It was not taken in.");
        }
        return result;
    }

    private static FeedException broken(String name, JacksonException e) {
        TokenStreamLocation at = e.getLocation(); // None where one of our limits is passed.
        String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
        return new FeedException(
                name + " is cut or damaged: " + e.getOriginalMessage().replaceAll("\\s+", " ") + where
                        + ". It was not taken in; fetch it again.",
                e);
    }

    /** The text value that stands next. */
    public static String text(String name, JsonParser parser) throws FeedException {
        if (parser.nextToken() != JsonToken.VALUE_STRING) {
            throw unexpected(name, parser, "a text");
        }
        return parser.getString();
    }

    /** The list of texts that stands next; null counts as empty. */
    public static List<String> texts(String name, JsonParser parser) throws FeedException {
        List<String> texts = new ArrayList<>(2);
        if (!startsArray(name, parser)) {
            return texts;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw unexpected(name, parser, "a text");
            }
            if (texts.size() == MAX_ITEMS) {
                throw new FeedException(
                        name + " has a list of more than " + MAX_ITEMS + " entries. It was not taken in.");
            }
            texts.add(parser.getString());
        }
        return texts;
    }

    /** Whether an array begins next; false for null. */
    public static boolean startsArray(String name, JsonParser parser) throws FeedException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return false;
        }
        if (token != JsonToken.START_ARRAY) {
            throw unexpected(name, parser, "a list");
        }
        return true;
    }

    /** Whether an object begins next; false for null. */
    public static boolean startsObject(String name, JsonParser parser) throws FeedException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return false;
        }
        if (token != JsonToken.START_OBJECT) {
            throw unexpected(name, parser, "an object");
        }
        return true;
    }

    /**
     * Whether another object begins in the array that is being read; false at the array's end.
     *
     * @throws FeedException if something else stands there
     */
    public static boolean nextObject(String name, JsonParser parser) throws FeedException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.END_ARRAY) {
            return false;
        }
        if (token != JsonToken.START_OBJECT) {
            throw unexpected(name, parser, "an object");
        }
        return true;
    }

    /** Steps over the value that stands next. */
    public static void skip(JsonParser parser) {
        parser.nextToken();
        parser.skipChildren();
    }

    public static FeedException unexpected(String name, JsonParser parser, String wanted) {
        return new FeedException(name + " has something else where " + wanted + " should stand (at "
                + parser.streamReadContext().pathAsPointer() + "). It was not taken in.");
    }
}
