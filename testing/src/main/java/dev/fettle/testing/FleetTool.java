package dev.fettle.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.opentest4j.TestAbortedException;

/** The program {@code testing/fleet/fleet} of this checkout, for one of its runs. */
final class FleetTool {
    /** The exit status that says: not here, and why. */
    static final int CANNOT_RUN = 77;

    private final Path program;
    private final String run;

    FleetTool(Path program, String run) {
        this.program = program;
        this.run = run;
    }

    /** Maven runs tests in the folder of their module, so the program is in a folder above. */
    static Path find() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path program = folder.resolve("testing/fleet/fleet");
            if (Files.isExecutable(program)) {
                return program;
            }
        }
        throw new IllegalStateException("There is no testing/fleet/fleet in a folder above "
                + Path.of("").toAbsolutePath() + "; run the tests from the checkout.");
    }

    String runName() {
        return run;
    }

    List<String> argv(List<String> arguments) {
        List<String> argv = new ArrayList<>(List.of(program.toString(), "-r", run));
        argv.addAll(arguments);
        return argv;
    }

    /** Runs a command of the tool that must succeed. */
    String order(Duration limit, String... arguments) {
        Ran ran = run(limit, new byte[0], List.of(arguments));
        if (ran.status() == CANNOT_RUN) {
            throw new TestAbortedException(ran.stderr().strip());
        }
        return ran.text();
    }

    Ran run(Duration limit, byte[] stdin, List<String> arguments) {
        try {
            return finish(new ProcessBuilder(argv(arguments)).start(), limit, stdin, arguments);
        } catch (IOException unstartable) {
            throw new UncheckedIOException(unstartable);
        }
    }

    private static Ran finish(Process process, Duration limit, byte[] stdin, List<String> arguments) {
        FutureTask<String> stdout = reading(process.getInputStream());
        FutureTask<String> stderr = reading(process.getErrorStream());
        Thread.ofVirtual().start(() -> feed(process.getOutputStream(), stdin));
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("Within " + limit.toSeconds() + " s this did not end: " + arguments);
            }
            // Whatever the command left running may hold the streams.
            return new Ran(process.exitValue(), stdout.get(10, TimeUnit.SECONDS), stderr.get(10, TimeUnit.SECONDS));
        } catch (TimeoutException held) {
            throw new AssertionError("This ended, but something it started still writes: " + arguments, held);
        } catch (ExecutionException unreadable) {
            throw new AssertionError("What this wrote could not be read: " + arguments, unreadable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while this ran: " + arguments, interrupted);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static FutureTask<String> reading(InputStream stream) {
        FutureTask<String> task = new FutureTask<>(() -> new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        Thread.ofVirtual().start(task);
        return task;
    }

    private static void feed(OutputStream stream, byte[] bytes) {
        try (stream) {
            stream.write(bytes);
        } catch (IOException endedFirst) {
            // The command need not read all of it; its exit status tells whether that was wrong.
            return;
        }
    }
}
