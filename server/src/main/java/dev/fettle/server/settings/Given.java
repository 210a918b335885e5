package dev.fettle.server.settings;

import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * What one source says of one setting.
 *
 * @param subject begins a sentence: the file, its line and the key; or the variable; or the option
 * @param base relative paths are below it
 * @param typed whether the source knows types: in the file true is another thing than "true"
 */
record Given(String subject, JsonNode value, Path base, boolean typed) {
    static Given text(String subject, String value, Path base) {
        return new Given(subject, StringNode.valueOf(value), base, false);
    }

    /** The value as messages may repeat it. */
    String shown() {
        if (value.isArray()) {
            return "a list";
        }
        if (value.isObject()) {
            return "a table";
        }
        return value.isString() && typed ? Shown.quoted(value.stringValue()) : Shown.text(value.asString());
    }

    /** Without the value, which may be a password. */
    @Override
    public String toString() {
        return subject;
    }
}
