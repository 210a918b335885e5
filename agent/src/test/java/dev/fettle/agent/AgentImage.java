package dev.fettle.agent;

import dev.fettle.core.order.Order;
import dev.fettle.host.shell.Shell;
import dev.fettle.link.SignedOrder;
import dev.fettle.testing.TestHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.json.JsonFactory;

/** The agent as these tests carry it to their hosts: a runtime of java.base alone, and the classes as they were compiled. */
final class AgentImage {
    private static final String PLACE = "/opt/fettle-agent";

    private static byte[] packed = new byte[0];

    private AgentImage() {}

    static synchronized void putOn(TestHost host) {
        if (packed.length == 0) {
            packed = made();
        }
        host.run("mkdir", "-p", PLACE).text();
        host.runWith(packed, "tar", "-xC", PLACE).text();
    }

    /** How the agent is called on a host. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                PLACE + "/bin/java",
                "-XX:+UseSerialGC",
                "-Xmx24m",
                "-Xss256k",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:+UseCompactObjectHeaders",
                "-cp",
                PLACE + "/app/*:" + PLACE + "/app/classes",
                "dev.fettle.agent.AgentMain"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static byte[] made() {
        try {
            Path folder = Files.createTempDirectory("fettle-agent-image");
            try {
                Path image = folder.resolve("image");
                run(
                        Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
                        "--add-modules",
                        "java.base",
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--output",
                        image.toString());
                Files.createDirectories(image.resolve("app/classes"));
                for (Path place : places()) {
                    if (Files.isDirectory(place)) {
                        run(
                                "cp",
                                "-r",
                                place + "/.",
                                image.resolve("app/classes").toString());
                    } else {
                        run("cp", place.toString(), image.resolve("app").toString());
                    }
                }
                Path tar = folder.resolve("tar");
                run("tar", "-cf", tar.toString(), "-C", image.toString(), ".");
                return Files.readAllBytes(tar);
            } finally {
                run("rm", "-rf", folder.toString());
            }
        } catch (IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }

    /** Where the classes of the agent and of all that it needs were loaded from. */
    private static Set<Path> places() {
        Set<Path> places = new LinkedHashSet<>();
        for (Class<?> one : List.of(AgentMain.class, SignedOrder.class, Shell.class, Order.class, JsonFactory.class)) {
            places.add(Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().getPath()));
        }
        return places;
    }

    private static void run(String... argv) throws IOException {
        Process process = new ProcessBuilder(argv).inheritIO().start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(argv[0] + " ended with " + process.exitValue());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted.", interrupted);
        }
    }
}
