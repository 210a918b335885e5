package dev.fettle.host.shell;

import dev.fettle.core.inventory.Problem;
import dev.fettle.host.HostException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Runs commands on this machine. Commands that still run when the JVM is told to end are ended with it. */
public final class LocalShell implements Shell {
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final List<String> CARRIED_OVER = List.of("PATH", "HOME", "LANG");
    private static final List<String> PROXIES =
            List.of("http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy");
    private static final int MAX_STDERR = 64 << 10;

    private final Map<String, String> environment;

    public LocalShell() {
        this(System.getenv());
    }

    /** @param environment of which only what every command gets is taken */
    public LocalShell(Map<String, String> environment) {
        Map<String, String> clean = new HashMap<>();
        clean.put("PATH", DEFAULT_PATH);
        environment.forEach((name, value) -> {
            if (CARRIED_OVER.contains(name) || PROXIES.contains(name.toLowerCase(Locale.ROOT))) {
                clean.put(name, value);
            }
        });
        clean.put("LC_ALL", "C.UTF-8");
        this.environment = Map.copyOf(clean);
    }

    @Override
    public Result run(Command command) throws HostException {
        return command.output() == null ? Shell.super.run(command) : toFile(command, command.output());
    }

    @Override
    public Result run(Command command, Consumer consumer) throws HostException {
        if (command.output() != null) {
            throw new IllegalArgumentException("What goes to a file cannot be handed over as it comes.");
        }
        Process process = start(command);
        RunningProcesses.add(process);
        try {
            Stderr stderr = new Stderr(process.getErrorStream());
            Thread draining = daemon("stderr of " + command.program(), stderr);
            daemon("stdin of " + command.program(), () -> feed(process, command));
            FutureTask<Boolean> consuming = new FutureTask<>(() -> consume(process, command, consumer));
            daemon("stdout of " + command.program(), consuming);
            boolean stoppedEarly = Consuming.await(consuming, command, "");
            if (!stoppedEarly) {
                draining.join(TimeUnit.SECONDS.toMillis(2));
            }
            return new Result(stoppedEarly ? -1 : process.waitFor(), "", stderr.text(), stoppedEarly);
        } catch (IOException unreadable) {
            throw Consuming.unreadable(command, "", unreadable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new HostException(
                    new Problem(command.program(), command.program() + " was interrupted and stopped."), interrupted);
        } finally {
            RunningProcesses.end(process);
        }
    }

    private Result toFile(Command command, Path output) throws HostException {
        OutputFile file = new OutputFile(command, output);
        Process process = start(command);
        RunningProcesses.add(process);
        try {
            daemon("stdin of " + command.program(), () -> feed(process, command));
            return file.await(process);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new HostException(
                    new Problem(command.program(), command.program() + " was interrupted and stopped."), interrupted);
        } finally {
            RunningProcesses.end(process);
        }
    }

    private Process start(Command command) throws HostException {
        ProcessBuilder builder = new ProcessBuilder(command.argv());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().putAll(command.environment());
        if (command.directory() != null) {
            builder.directory(command.directory().toFile());
        }
        if (command.output() != null) {
            builder.redirectOutput(
                    ProcessBuilder.Redirect.appendTo(command.output().toFile()));
            builder.redirectError(ProcessBuilder.Redirect.appendTo(
                    OutputFile.errors(command.output()).toFile()));
        }
        try {
            return builder.start();
        } catch (IOException cannot) {
            throw new HostException(
                    new Problem(
                            command.program(),
                            command.program() + " could not be started. Is it installed, and in the PATH?",
                            String.valueOf(cannot.getMessage())),
                    cannot);
        }
    }

    /** Whether the consumer returned before the command had ended; waits for that end otherwise. */
    private static boolean consume(Process process, Command command, Consumer consumer)
            throws IOException, HostException, InterruptedException {
        try (LimitedStream stream = new LimitedStream(process.getInputStream(), command.maxOutputBytes())) {
            consumer.accept(stream);
            if (!stream.atEnd()) {
                RunningProcesses.kill(process);
                return true;
            }
        }
        process.waitFor();
        return false;
    }

    private static void feed(Process process, Command command) {
        try (OutputStream stdin = process.getOutputStream()) {
            if (command.stdin() != null) {
                stdin.write(command.stdin().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException endedFirst) {
            // A command may end without reading all of its input; its exit status tells whether that was a failure.
            return;
        }
    }

    /** A platform thread, because starting the first virtual one costs a short-lived program more. */
    private static Thread daemon(String name, Runnable work) {
        return Thread.ofPlatform().daemon().name(name).start(work);
    }

    /** Keeps the beginning of standard error and drains the rest, so that the command never waits for us. */
    private static final class Stderr implements Runnable {
        private final InputStream stream;
        private final byte[] kept = new byte[MAX_STDERR];
        private volatile int length;

        Stderr(InputStream stream) {
            this.stream = stream;
        }

        @Override
        public void run() {
            byte[] overflow = new byte[8 << 10];
            try (stream) {
                while (true) {
                    int used = length;
                    int read = used < kept.length ? stream.read(kept, used, kept.length - used) : stream.read(overflow);
                    if (read < 0) {
                        return;
                    }
                    length = Math.min(kept.length, used + read);
                }
            } catch (IOException closed) {
                // The command was killed: what came before is all there is.
                return;
            }
        }

        String text() {
            return new String(kept, 0, length, StandardCharsets.UTF_8);
        }
    }
}
