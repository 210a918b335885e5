package dev.fettle.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A server in a JVM of its own with the class path of this one, to be listened to and killed. */
public final class ServerChild implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Process process;
    private final Thread listener;
    private final List<String> said = new ArrayList<>();
    private boolean silent;

    private ServerChild(Process process) {
        this.process = process;
        this.listener = Thread.ofPlatform().daemon().start(this::listen);
    }

    /** @param before what is put in front of {@code java} */
    public static ServerChild start(
            List<String> before, Map<String, String> environment, Class<?> main, String... arguments)
            throws IOException {
        List<String> argv = new ArrayList<>(before);
        argv.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        argv.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("FETTLE_") || name.equals("JOURNAL_STREAM"));
        builder.environment().putAll(environment);
        return new ServerChild(builder.start());
    }

    private void listen() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                hear(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            fallSilent();
        }
    }

    private synchronized void hear(String line) {
        said.add(line);
        notifyAll();
    }

    private synchronized void fallSilent() {
        silent = true;
        notifyAll();
    }

    /** The first line that begins so, as soon as it is said; fails if the child ends before. */
    public synchronized String await(String beginning) throws InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            Optional<String> line =
                    said.stream().filter(each -> each.startsWith(beginning)).findFirst();
            if (line.isPresent()) {
                return line.get();
            }
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (silent || left <= 0) {
                throw new AssertionError(
                        "The server did not say \"" + beginning + "\" but:\n" + String.join("\n", said));
            }
            wait(left);
        }
    }

    /** Everything said so far; after the end everything. */
    public synchronized List<String> said() {
        return List.copyOf(said);
    }

    void tell(String line) throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
    }

    long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it with SIGKILL. What it said before can still be heard. */
    public void kill() {
        // Process.destroyForcibly would close the pipe with what is still in it.
        process.toHandle().destroyForcibly();
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-s", name, Long.toString(pid())).start().waitFor();
    }

    /** The exit code, when all that it said has been heard. */
    public int awaitEnd() throws InterruptedException {
        if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("The server did not end but said:\n" + String.join("\n", said()));
        }
        listener.join(LONGEST.toMillis());
        return process.exitValue();
    }

    /** The server process of the embedded database of a data folder, if its file tells the truth. */
    static Optional<ProcessHandle> postmaster(Path data) throws IOException {
        Path file = data.resolve("postgres/cluster/postmaster.pid");
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        Optional<ProcessHandle> named = lines.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(lines.getFirst().strip()));
        return named.filter(each -> commandLine(each).startsWith(data + "/postgres/"));
    }

    /** Those processes of the machine whose command line begins with a folder below this one. */
    static List<ProcessHandle> below(Path data) {
        return ProcessHandle.allProcesses()
                .filter(each -> commandLine(each).startsWith(data + "/"))
                .toList();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
