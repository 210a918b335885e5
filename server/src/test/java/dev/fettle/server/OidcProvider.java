package dev.fettle.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The npm package oidc-provider, a certified provider, in a Node.js of its own on loopback. */
final class OidcProvider implements AutoCloseable {
    private static final Path FOLDER = Path.of("src/test/oidc").toAbsolutePath();

    private final Process process;
    private final String issuer;

    private OidcProvider(Process process, String issuer) {
        this.process = process;
        this.issuer = issuer;
    }

    /** Why it cannot be started here; empty if it can. */
    static Optional<String> obstacle() {
        if (node().isEmpty()) {
            return Optional.of("Node.js is not installed, so no real provider is asked: apt-get install nodejs npm.");
        }
        return Files.isDirectory(FOLDER.resolve("node_modules/oidc-provider"))
                ? Optional.empty()
                : Optional.of("The provider is not installed, so none is asked: run npm ci in " + FOLDER + ".");
    }

    private static Optional<Path> node() {
        return Stream.of("/usr/bin/node", "/usr/local/bin/node", "/usr/bin/nodejs")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * @param configuration clients and people, as provider.js takes them
     * @param port 0 for any
     */
    static OidcProvider start(String configuration, int port) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        node().orElseThrow().toString(),
                        FOLDER.resolve("provider.js").toString(),
                        configuration,
                        Integer.toString(port)))
                .directory(FOLDER.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith("issuer ")) {
                return new OidcProvider(process, line.substring("issuer ".length()));
            }
        }
        throw new AssertionError("The provider ended before it said its issuer.");
    }

    String issuer() {
        return issuer;
    }

    @Override
    public void close() throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
