package dev.fettle.server.settings;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * In which line of a TOML file a key stands. The parser tells that of mistakes in the form only, so this looks for
 * lines of the usual kind, [table] and key = …, and says nothing where there are two of them.
 */
final class KeyLines {
    private static final String PART = "(?:[A-Za-z0-9_-]++|\"[^\"]*+\"|'[^']*+')";
    private static final String NAME = "(" + PART + "(?:[ \\t]*+\\.[ \\t]*+" + PART + ")*+)";
    private static final Pattern TABLE = Pattern.compile("[ \\t]*+\\[[ \\t]*+" + NAME + "[ \\t]*+].*+");
    private static final Pattern KEY = Pattern.compile("[ \\t]*+" + NAME + "[ \\t]*+=.*+");
    private static final Pattern NOT_OF_THE_NAME = Pattern.compile("[ \\t\"']");
    private static final int TWICE = -1;

    private final Map<String, Integer> lines = new HashMap<>();

    KeyLines(String toml) {
        String table = "";
        int number = 0;
        for (String line : toml.split("\n", -1)) {
            number++;
            Matcher header = TABLE.matcher(line);
            Matcher key = KEY.matcher(line);
            if (header.lookingAt()) {
                table = name(header) + ".";
                lines.merge(name(header), number, (_, _) -> TWICE);
            } else if (key.lookingAt()) {
                lines.merge(table + name(key), number, (_, _) -> TWICE);
            }
        }
    }

    private static String name(Matcher matcher) {
        return NOT_OF_THE_NAME.matcher(matcher.group(1)).replaceAll("");
    }

    /** The line, from 1, of the key or, where it is in an inline table, of that. */
    OptionalInt of(String key) {
        String name = NOT_OF_THE_NAME.matcher(key).replaceAll("");
        while (true) {
            Integer line = lines.get(name);
            if (line != null) {
                return line == TWICE ? OptionalInt.empty() : OptionalInt.of(line);
            }
            int dot = name.lastIndexOf('.');
            if (dot < 0) {
                return OptionalInt.empty();
            }
            name = name.substring(0, dot);
        }
    }
}
