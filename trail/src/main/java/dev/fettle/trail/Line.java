package dev.fettle.trail;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** One JSON object of texts, whole numbers and objects, of which nothing is left over: what nobody reads, nobody proves. */
final class Line {
    private static final int DEEPEST = 4;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LineReader.LONGEST)
                    .build())
            .build();

    private final Map<String, Object> members;

    private Line(Map<String, Object> members) {
        this.members = members;
    }

    static Line parse(byte[] bytes) throws TrailException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new TrailException("it is no JSON object");
            }
            Line line = object(parser);
            if (parser.nextToken() != null) {
                throw new TrailException("there is more than one JSON object in it");
            }
            return line;
        } catch (JacksonException e) {
            throw new TrailException("it is no JSON that can be read: " + e.getOriginalMessage(), e);
        }
    }

    private static Line object(JsonParser parser) throws TrailException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            members.put(
                    name,
                    switch (parser.nextToken()) {
                        case VALUE_STRING -> parser.getString();
                        case VALUE_NUMBER_INT -> parser.getLongValue();
                        case START_OBJECT -> object(parser);
                        default -> throw new TrailException("\"" + name + "\" is neither text, number nor object");
                    });
        }
        return new Line(members);
    }

    /** The only member's name; or what several are called. */
    String kind() {
        return String.join(", ", members.keySet());
    }

    /** Refuses what has other members, or lacks one. */
    Line only(String... names) throws TrailException {
        if (!members.keySet().equals(Set.of(names))) {
            throw new TrailException("it has the members " + String.join(", ", members.keySet()) + " instead of "
                    + String.join(", ", names));
        }
        return this;
    }

    String text(String name) throws TrailException {
        return member(name, String.class, "text");
    }

    long number(String name) throws TrailException {
        return member(name, Long.class, "whole number");
    }

    Line object(String name) throws TrailException {
        return member(name, Line.class, "object");
    }

    Map<String, String> texts() throws TrailException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : members.keySet()) {
            texts.put(name, text(name));
        }
        return Collections.unmodifiableMap(texts);
    }

    private <T> T member(String name, Class<T> type, String what) throws TrailException {
        Object value = members.get(name);
        if (!type.isInstance(value)) {
            throw new TrailException("\"" + name + "\" is no " + what);
        }
        return type.cast(value);
    }
}
