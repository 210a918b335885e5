package dev.fettle.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;

/**
 * Does once each what people do most, so that the JVM can record it into the AOT cache when Fettle is built: a scan
 * that takes feeds in, one that finds them compiled, a table, a scan of this machine; help, a sign-in and questions to a
 * server. Takes the folder of a small corpus; works in XDG_CACHE_HOME.
 */
public final class AotTrainingMain {
    private AotTrainingMain() {}

    /** Exits as the last scan of the corpus does; this machine need not be one that Fettle can scan. */
    public static void main(String[] args) throws IOException {
        Path corpus = Path.of(args[0]);
        String[] judge = {
            "scan", "--quiet",
            "--packages", corpus.resolve("packages.tsv").toString(),
            "--platform", "debian:12",
            "--feeds", corpus.resolve("feeds").toString(),
            "--format", "json"
        };
        FettleMain.run(judge);
        FettleMain.run("scan", "--quiet", "--no-changelogs");
        judge[judge.length - 1] = "table";
        FettleMain.run(judge);
        remote(corpus.resolve("answers"));
        judge[judge.length - 1] = "json";
        System.exit(FettleMain.run(judge));
    }

    private static void remote(Path answers) throws IOException {
        try (TrainingServer server = new TrainingServer(answers)) {
            run("", "hosts", "--help");
            run("fettle_of-the-training\n", "login", "--server", "http://" + server.address(), "--token-stdin");
            run("", "whoami");
            run("", "hosts");
            run("", "hosts", "--format", "json");
            run("", "findings", "1", "--format", "csv");
            run("", "completion", "bash");
        }
    }

    /** With a profile of its own, and showing nothing. */
    private static void run(String input, String... args) {
        String cache = Objects.requireNonNull(System.getenv("XDG_CACHE_HOME"), "A training has a folder of its own.");
        PrintStream nobody = new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Console console = new Console(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), nobody, nobody, Terminal.none());
        FettleMain.run(console, Clock.systemUTC(), Map.of("XDG_CONFIG_HOME", cache), _ -> true, args);
    }
}
