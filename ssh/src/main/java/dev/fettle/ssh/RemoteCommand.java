package dev.fettle.ssh;

import dev.fettle.host.shell.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The line that a host's login shell gets for a command. SSH knows no argv: whatever stands in the command is quoted, so
 * that the shell finds one word for each argument and nothing to expand.
 */
final class RemoteCommand {
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    /** The host ends what we can no longer end, a little after we gave up. */
    private static final long GRACE_SECONDS = 5;

    private RemoteCommand() {}

    /** @throws IllegalArgumentException if a variable has a name that no shell takes, or its value has a NUL */
    static String line(Command command) {
        Map<String, String> environment = new TreeMap<>(Map.of("PATH", PATH, "LC_ALL", "C.UTF-8"));
        environment.putAll(command.environment());
        List<String> words = new ArrayList<>();
        if (command.directory() != null) {
            words.addAll(List.of("cd", quoted(command.directory().toString()), "&&"));
        }
        long seconds = Math.max(1, command.timeout().toSeconds()) + GRACE_SECONDS;
        words.addAll(List.of("exec", "timeout", "-k", "5", Long.toString(seconds), "env", "-i", "HOME=\"$HOME\""));
        environment.forEach((name, value) -> words.add(assignment(name, value)));
        command.argv().forEach(argument -> words.add(quoted(argument)));
        return String.join(" ", words);
    }

    private static String assignment(String name, String value) {
        if (!NAME.matcher(name).matches() || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("The variable " + name + " cannot be given to a command.");
        }
        return name + "=" + quoted(value);
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
