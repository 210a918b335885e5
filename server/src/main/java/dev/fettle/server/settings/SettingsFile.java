package dev.fettle.server.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/** Reads the file of settings: which keys it has, where, and what is wrong with it as a whole. */
final class SettingsFile {
    static final int MOST_BYTES = 1 << 20;

    private static final int MOST_FAULTS = 30;
    private static final TomlMapper TOML = new TomlMapper();

    private final Path file;
    private final KeyLines lines;
    private final Map<SettingKey, Given> given = new EnumMap<>(SettingKey.class);
    private final List<String> faults = new ArrayList<>();

    private SettingsFile(Path file, String text) {
        this.file = file;
        this.lines = new KeyLines(text);
    }

    /** What stands in the file, as far as it can be read; its faults are added to those given. */
    static Map<SettingKey, Given> read(Path file, List<String> faults) {
        OpenedFile opened;
        try {
            opened = OpenedFile.read(file, MOST_BYTES);
        } catch (Wrong wrong) {
            faults.add("The file of settings " + shown(file) + " " + wrong.getMessage() + ".");
            return Map.of();
        }
        SettingsFile reading = new SettingsFile(file, opened.text());
        reading.parse(opened.text());
        reading.checkPermissions(opened);
        int shown = Math.min(MOST_FAULTS, reading.faults.size());
        faults.addAll(reading.faults.subList(0, shown));
        if (shown < reading.faults.size()) {
            faults.add(shown(file) + " has " + (reading.faults.size() - shown) + " more mistakes of this kind.");
        }
        return reading.given;
    }

    private static String shown(Path file) {
        return Shown.text(file.toString());
    }

    private void parse(String text) {
        try {
            collect("", TOML.readTree(text));
        } catch (JacksonException e) {
            // Its message is not repeated: it may quote the line, and that may be the one with the password.
            TokenStreamLocation location = e.getLocation();
            String place = location == null || location.getLineNr() < 1 ? "" : ":" + location.getLineNr();
            boolean twice = String.valueOf(e.getOriginalMessage()).contains("Duplicate key");
            faults.add(shown(file)
                    + place
                    + (twice
                            ? ": this key was given before; keep one of the two."
                            : ": this is not TOML, so nothing in the file can be read. A text stands in quotation"
                                    + " marks, a table in brackets, and each key has its own line."));
        }
    }

    private void collect(String table, JsonNode node) {
        for (Map.Entry<String, JsonNode> property : node.properties()) {
            String name = table + property.getKey();
            JsonNode value = property.getValue();
            Optional<SettingKey> key = key(name);
            if (key.isPresent()) {
                accept(key.get(), value);
            } else if (value.isObject() && !value.isEmpty()) {
                collect(name + ".", value);
            } else {
                faults.add(place(name) + (faults.size() < MOST_FAULTS ? unknown(name) : ""));
            }
        }
    }

    private static Optional<SettingKey> key(String name) {
        for (SettingKey key : SettingKey.values()) {
            if (key.key().equals(name)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    private void accept(SettingKey key, JsonNode value) {
        String subject = place(key.key()) + key.key();
        if (!key.inFile()) {
            faults.add(subject + " cannot be set in the file, which may lie in that very folder; use the option --"
                    + key.key() + " or the variable " + key.variable() + ".");
        } else if (given.containsKey(key)) {
            faults.add(subject + " was given before; keep one of the two.");
        } else {
            Path folder = file.toAbsolutePath().getParent();
            given.put(key, new Given(subject, value, folder == null ? file : folder, true));
        }
    }

    private static String unknown(String name) {
        return Shown.text(name) + " is no setting" + Guesses.inFile().about(name);
    }

    private String place(String name) {
        OptionalInt line = lines.of(name);
        return shown(file) + (line.isPresent() ? ":" + line.getAsInt() : "") + ": ";
    }

    private void checkPermissions(OpenedFile opened) {
        if (opened.isWritableByAll()) {
            faults.add("Every user of this machine can change " + shown(file) + "; take that away with chmod o-w.");
        }
        if (opened.isReadableByAll()
                && (given.containsKey(SettingKey.OIDC_CLIENT_SECRET)
                        || hasPassword(SettingKey.DATABASE_URL)
                        || hasPassword(SettingKey.DATABASE_SERVER_URL))) {
            faults.add("Every user of this machine can read " + shown(file)
                    + ", and there is a password in it; take that away with chmod o-r and then change the password.");
        }
    }

    private boolean hasPassword(SettingKey key) {
        Given url = given.get(key);
        try {
            return url != null
                    && url.value().isString()
                    && DatabaseUrl.parse(url.value().stringValue()).password().isPresent();
        } catch (Wrong _) {
            return true; // Nobody knows what is in it; the URL itself is reported where it is used.
        }
    }
}
