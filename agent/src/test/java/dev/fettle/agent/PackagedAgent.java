package dev.fettle.agent;

import dev.fettle.testing.TestHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The agent as its package lays it out, launcher and all, made of the classes as they were compiled. */
final class PackagedAgent {
    private static final Path LAUNCHER = Path.of("..", "packaging", "agent", "fettle-agent");

    private static byte[] tree = new byte[0];

    private PackagedAgent() {}

    /** As {@code /usr/lib/fettle-agent} and {@code /usr/bin/fettle-agent} of a host. */
    static synchronized void putOn(TestHost host) {
        host.runWith(packed("1.0"), "tar", "-xzC", "/usr/lib").text();
        host.run("ln", "-sf", "../lib/fettle-agent/bin/fettle-agent", "/usr/bin/fettle-agent")
                .text();
    }

    /** What {@code packaging/agent/build} makes as {@code .tar.gz}. */
    static byte[] packed(String version) {
        return packed(version, "");
    }

    /** @param serve lines of shell that the program is instead, when it is to serve; empty for the real one */
    static synchronized byte[] packed(String version, String serve) {
        try {
            Path work = Files.createTempDirectory("fettle-agent-packed");
            try {
                Path home = Files.createDirectories(work.resolve("fettle-agent"));
                if (tree.length == 0) {
                    tree = AgentImage.packaged();
                }
                Path tar = work.resolve("tree");
                Files.write(tar, tree);
                AgentImage.run("tar", "-xf", tar.toString(), "-C", home.toString());
                Files.writeString(home.resolve("version"), version + "\n");
                Path launcher = Files.createDirectories(home.resolve("bin")).resolve("fettle-agent");
                String script = Files.readString(LAUNCHER);
                if (!serve.isEmpty()) {
                    script = "#!/bin/sh\nif [ \"${1:-}\" = serve ]; then\n" + serve + "\nfi\n" + script;
                }
                Files.writeString(launcher, script);
                Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
                Path packed = work.resolve("packed");
                AgentImage.run("tar", "-czf", packed.toString(), "-C", work.toString(), "fettle-agent");
                return Files.readAllBytes(packed);
            } finally {
                AgentImage.run("rm", "-rf", work.toString());
            }
        } catch (IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }
}
