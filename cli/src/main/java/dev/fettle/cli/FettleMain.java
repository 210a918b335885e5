package dev.fettle.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

/** Where Fettle starts: hands the command line to its command, and turns what comes out into an exit code. */
public final class FettleMain {
    private static final int BUFFER = 1 << 16;

    private FettleMain() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command with the process's own streams and clock; returns its exit code, see {@link ExitCode}. */
    static int run(String... args) {
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER),
                false,
                StandardCharsets.UTF_8);
        Terminal terminal = Terminal.of(System.getenv(), System.getProperty("fettle.terminal", ""));
        return run(new Console(out, System.err, terminal), Clock.systemUTC(), System.getenv(), args);
    }

    /** As above, with everything handed in. */
    static int run(Console console, Clock clock, Map<String, String> environment, String... args) {
        int code;
        try {
            code = FettleCommand.line(console, clock, environment)
                    .setOut(console.outWriter())
                    .setErr(console.errWriter())
                    .setExecutionExceptionHandler((bug, _, _) -> {
                        console.bug(bug);
                        return ExitCode.FAILED;
                    })
                    .setUseSimplifiedAtFiles(false)
                    .setExpandAtFiles(false)
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .execute(args);
        } catch (OutOfMemoryError _) {
            console.error("There was not enough memory to finish (the limit is "
                    + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MiB). Nothing was changed; a feed or a file is far larger than any real one.");
            code = ExitCode.FAILED;
        }
        return console.finish() ? code : ExitCode.FAILED;
    }
}
