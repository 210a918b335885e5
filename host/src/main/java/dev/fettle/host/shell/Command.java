package dev.fettle.host.shell;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One command. It never passes through a shell, so no argument needs quoting.
 *
 * @param argv the program, looked up in PATH, and its arguments
 * @param timeout after which the program and everything it started are killed
 * @param environment what is set beside the clean environment that every command gets
 * @param directory the working directory, or null for that of this process
 * @param stdin what the command reads, or null if its standard input is to be at its end
 * @param maxOutputBytes how much standard output is taken before the command is stopped as faulty
 * @param output a file to which standard output is added, standard error to one beside it with {@code .err} behind its name; so
 *     the command goes on when this program ends, and nobody waits for processes that it leaves. Null for pipes. The
 *     result holds the end of the one and the beginning of the other
 */
public record Command(
        List<String> argv,
        Duration timeout,
        Map<String, String> environment,
        @Nullable Path directory,
        @Nullable String stdin,
        long maxOutputBytes,
        @Nullable Path output) {
    private static final long DEFAULT_MAX_OUTPUT = 64L << 20;

    /** @throws IllegalArgumentException if there is no program, or a NUL, which no argument can carry */
    public Command {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("A command needs a program.");
        }
        for (String argument : argv) {
            if (argument.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("An argument of " + argv.getFirst() + " contains a NUL.");
            }
        }
    }

    public static Command of(Duration timeout, String... argv) {
        return of(timeout, List.of(argv));
    }

    public static Command of(Duration timeout, List<String> argv) {
        return new Command(argv, timeout, Map.of(), null, null, DEFAULT_MAX_OUTPUT, null);
    }

    public Command with(String variable, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(variable, value);
        return new Command(argv, timeout, more, directory, stdin, maxOutputBytes, output);
    }

    public Command in(Path workingDirectory) {
        return new Command(argv, timeout, environment, workingDirectory, stdin, maxOutputBytes, output);
    }

    public Command withStdin(String text) {
        return new Command(argv, timeout, environment, directory, text, maxOutputBytes, output);
    }

    public Command withMaxOutput(long bytes) {
        return new Command(argv, timeout, environment, directory, stdin, bytes, output);
    }

    public Command withTimeout(Duration limit) {
        return new Command(argv, limit, environment, directory, stdin, maxOutputBytes, output);
    }

    public Command withOutputTo(Path file) {
        return new Command(argv, timeout, environment, directory, stdin, maxOutputBytes, file);
    }

    /** The program's name, for messages. */
    public String program() {
        String path = argv.getFirst();
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
