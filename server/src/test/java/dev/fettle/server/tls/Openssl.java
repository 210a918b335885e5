package dev.fettle.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real openssl, where there is one. */
final class Openssl {
    private static final Path PROGRAM = Path.of("/usr/bin/openssl");

    private Openssl() {}

    /** What it printed; a test is skipped without openssl and fails if openssl does. */
    static String run(Path folder, String... arguments) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(PROGRAM), "There is no " + PROGRAM + ", so nothing can be held against it.");
        List<String> argv = new ArrayList<>(List.of(PROGRAM.toString()));
        argv.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, "openssl", ".out");
        Process process = new ProcessBuilder(argv)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(argv + ": " + printed).isZero();
        return printed;
    }
}
