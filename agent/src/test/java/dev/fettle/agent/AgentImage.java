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
        return tar(image -> {
            jlink(image);
            Files.createDirectories(image.resolve("app/classes"));
            for (Path place : places()) {
                if (Files.isDirectory(place)) {
                    run("cp", "-r", place + "/.", image.resolve("app/classes").toString());
                } else {
                    run("cp", place.toString(), image.resolve("app").toString());
                }
            }
        });
    }

    /** A tar file of the folders {@code runtime} and {@code lib} of a package. */
    static byte[] packaged() {
        return tar(home -> {
            Files.createDirectories(home.resolve("lib"));
            jlink(home.resolve("runtime"));
            int jars = 0;
            for (Path place : places()) {
                Path jar = home.resolve("lib/" + jars++ + ".jar");
                if (Files.isDirectory(place)) {
                    run(tool("jar"), "--create", "--file", jar.toString(), "-C", place.toString(), ".");
                } else {
                    run("cp", place.toString(), jar.toString());
                }
            }
        });
    }

    /** Puts files into a folder. */
    private interface Filling {
        void fill(Path folder) throws IOException;
    }

    private static byte[] tar(Filling filling) {
        try {
            Path folder = Files.createTempDirectory("fettle-agent-image");
            try {
                Path image = folder.resolve("image");
                filling.fill(image);
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

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private static void jlink(Path to) throws IOException {
        run(
                tool("jlink"),
                "--add-modules",
                "java.base",
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--output",
                to.toString());
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

    static void run(String... argv) throws IOException {
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
