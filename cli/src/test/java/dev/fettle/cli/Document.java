package dev.fettle.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A scan's JSON document, read back. */
record Document(JsonNode root) {
    static Document of(String json) {
        return new Document(new ObjectMapper().readTree(json));
    }

    static JsonNode read(Path file) {
        return new ObjectMapper().readTree(file.toFile());
    }

    /** source, installed, vulnerability, verdict, fixed, urgency. */
    List<String> findings() {
        return rows("findings", "source", "installed", "vulnerability", "verdict", "fixed", "urgency");
    }

    List<String> rows(String array, String... members) {
        List<String> rows = new ArrayList<>();
        for (JsonNode each : root.get(array)) {
            List<String> row = new ArrayList<>();
            for (String member : members) {
                row.add(each.get(member).asString());
            }
            rows.add(String.join("\t", row));
        }
        return rows;
    }
}
