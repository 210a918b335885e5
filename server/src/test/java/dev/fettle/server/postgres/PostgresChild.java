package dev.fettle.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM that started the embedded database, to be killed. */
final class PostgresChild implements AutoCloseable {
    private final Process process;
    private final List<String> said = new ArrayList<>();

    private PostgresChild(Process process) {
        this.process = process;
    }

    /** With the class path of this JVM; returns when that one says that the database is up, or why it is not. */
    static PostgresChild start(Path dataFolder) throws IOException {
        return start(List.of(), System.getProperty("java.class.path"), dataFolder, "up ");
    }

    /**
     * @param before what is put in front of {@code java}
     * @param until returns when that JVM says a line that starts with this, or fails, or ends
     */
    static PostgresChild start(List<String> before, String classPath, Path dataFolder, String until)
            throws IOException {
        List<String> argv = new ArrayList<>(before);
        argv.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                StartPostgresMain.class.getName(),
                dataFolder.toString()));
        PostgresChild child = new PostgresChild(new ProcessBuilder(argv)
                .redirectErrorStream(true)
                .directory(Path.of("/").toFile())
                .start());
        BufferedReader output = new BufferedReader(child.process.inputReader(StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            child.said.add(line);
            if (line.startsWith(until) || line.startsWith("failed ")) {
                return child;
            }
        }
        return child;
    }

    String last() {
        return said.isEmpty() ? "" : said.getLast();
    }

    long postgres() {
        return Long.parseLong(word(1));
    }

    String jdbcUrl() {
        return word(2);
    }

    String password() {
        return word(3);
    }

    private String word(int index) {
        assertThat(last()).as(String.join("\n", said)).startsWith("up ");
        return last().split(" ", -1)[index];
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
