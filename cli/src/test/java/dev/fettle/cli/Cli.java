package dev.fettle.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the command line within the test, with its own cache, clock and streams. */
final class Cli {
    static final Path CORPUS = Path.of("src", "aot-training");

    private final Map<String, String> environment = new HashMap<>();
    private final Clock clock = Clock.fixed(Instant.parse("2099-03-01T00:00:00Z"), ZoneOffset.UTC);
    private Terminal terminal = Terminal.none();

    Cli(Path cache) {
        environment.put("XDG_CACHE_HOME", cache.toString());
    }

    Cli on(Terminal other) {
        terminal = other;
        return this;
    }

    record Result(int code, String out, String err) {}

    Result run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal);
        int code = FettleMain.run(console, clock, environment, _ -> true, args);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** A scan of the corpus's listing with more options. */
    Result judge(Path feeds, String... more) {
        return judge(CORPUS.resolve("packages.tsv"), feeds, more);
    }

    /** A scan of a listing of Debian 12 with more options. */
    Result judge(Path listing, Path feeds, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "scan",
                "-q",
                "--packages",
                listing.toString(),
                "--platform",
                "debian:12",
                "--feeds",
                feeds.toString()));
        args.addAll(List.of(more));
        return run(args.toArray(String[]::new));
    }

    /** The test data beside the checkout; null for everybody else. */
    static Path sharedData() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null) {
            Path data = folder.resolveSibling("shared").resolve("data");
            if (Files.isDirectory(data)) {
                return data;
            }
            folder = folder.getParent();
        }
        return Path.of("shared-data-is-absent");
    }
}
