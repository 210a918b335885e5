package dev.fettle.link;

import dev.fettle.core.signing.Octets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * One JSON object of texts, numbers, objects and lists of texts or objects. Members that nobody asked for are refused: in
 * what is signed, nothing may stand that one side reads and the other does not.
 */
final class JsonObject {
    private static final int DEEPEST = 6;

    /** Of all texts, numbers, objects and lists in it: a few bytes of JSON can be a hundred in memory. */
    private static final int MOST_VALUES = 50_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(32 << 20)
                    .build())
            .build();

    private final Map<String, Object> members;
    private final int values;

    private JsonObject(Map<String, Object> members, int values) {
        this.members = members;
        this.values = values;
    }

    static JsonObject parse(byte[] bytes) throws LinkException {
        return parse(bytes, MOST_VALUES);
    }

    /** @param mostValues texts, numbers, objects and lists that it may hold in all */
    static JsonObject parse(byte[] bytes, int mostValues) throws LinkException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new LinkException("it is no JSON object.");
            }
            JsonObject object = new Reading(parser, mostValues).object();
            if (parser.nextToken() != null) {
                throw new LinkException("there is more than one JSON object in it.");
            }
            return object;
        } catch (JacksonException e) {
            throw new LinkException("it is no JSON that can be read.", e);
        }
    }

    /** One text that is being read. */
    private static final class Reading {
        private final JsonParser parser;
        private final int most;
        private int values;

        Reading(JsonParser parser, int most) {
            this.parser = parser;
            this.most = most;
        }

        JsonObject object() throws LinkException {
            int before = values;
            Map<String, Object> members = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                members.put(name, value());
            }
            return new JsonObject(members, values - before);
        }

        private Object value() throws LinkException {
            if (++values > most) {
                throw new LinkException("it holds more than " + most + " things.");
            }
            return switch (parser.currentToken()) {
                case VALUE_STRING -> parser.getString();
                case VALUE_NUMBER_INT -> parser.getLongValue();
                case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
                case START_OBJECT -> object();
                case START_ARRAY -> list();
                default -> throw new LinkException("it holds something that is neither text, number, object nor list.");
            };
        }

        private List<Object> list() throws LinkException {
            List<Object> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value());
            }
            return items;
        }
    }

    /** How many texts, numbers, objects and lists are in it. */
    int values() {
        return values;
    }

    /** Refuses what has members beside these. */
    JsonObject only(String... names) throws LinkException {
        Set<String> known = Set.of(names);
        for (String name : members.keySet()) {
            if (!known.contains(name)) {
                throw new LinkException("it has a member that is not known here.");
            }
        }
        return this;
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    String text(String name) throws LinkException {
        return as(members.get(name), String.class, name);
    }

    Optional<String> optionalText(String name) throws LinkException {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    long number(String name) throws LinkException {
        return as(members.get(name), Long.class, name);
    }

    double fraction(String name) throws LinkException {
        return as(members.get(name), Number.class, name).doubleValue();
    }

    Instant time(String name) throws LinkException {
        try {
            return Instant.parse(text(name));
        } catch (DateTimeException e) {
            throw new LinkException("\"" + name + "\" is no time.", e);
        }
    }

    UUID uuid(String name) throws LinkException {
        return uuid(text(name), name);
    }

    private static UUID uuid(String text, String name) throws LinkException {
        try {
            UUID uuid = UUID.fromString(text);
            if (uuid.toString().equals(text)) {
                return uuid;
            }
        } catch (IllegalArgumentException e) {
            throw new LinkException("\"" + name + "\" is no UUID.", e);
        }
        throw new LinkException("\"" + name + "\" is no UUID as it is usually written.");
    }

    Octets octets(String name) throws LinkException {
        return octets(text(name), name);
    }

    List<Octets> listOfOctets(String name) throws LinkException {
        List<Octets> items = new ArrayList<>();
        for (String text : texts(name)) {
            items.add(octets(text, name));
        }
        return items;
    }

    private static Octets octets(String text, String name) throws LinkException {
        try {
            return new Octets(text);
        } catch (IllegalArgumentException e) {
            throw new LinkException("\"" + name + "\" is not written in hexadecimal digits.", e);
        }
    }

    List<UUID> uuids(String name) throws LinkException {
        List<UUID> items = new ArrayList<>();
        for (String text : texts(name)) {
            items.add(uuid(text, name));
        }
        return items;
    }

    List<String> texts(String name) throws LinkException {
        return list(name, String.class);
    }

    List<JsonObject> objects(String name) throws LinkException {
        return list(name, JsonObject.class);
    }

    JsonObject object(String name) throws LinkException {
        return as(members.get(name), JsonObject.class, name);
    }

    private <T> List<T> list(String name, Class<T> type) throws LinkException {
        List<T> items = new ArrayList<>();
        for (Object item : as(members.get(name), List.class, name)) {
            items.add(as(item, type, name));
        }
        return items;
    }

    private static <T> T as(@Nullable Object value, Class<T> type, String name) throws LinkException {
        if (value == null || !type.isInstance(value)) {
            throw new LinkException("\"" + name + "\" is missing, or of another kind than it should be.");
        }
        return type.cast(value);
    }
}
