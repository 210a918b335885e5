package dev.fettle.host.pkg.apt;

import com.sun.net.httpserver.HttpServer;
import dev.fettle.host.HostException;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.LocalShell;
import dev.fettle.host.shell.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;

/** A repository of tiny real packages in two suites, stable and its security archive, served over HTTP on this machine. */
final class TinyRepository implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Path directory;
    private final HttpServer server;
    private final LocalShell shell = new LocalShell(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"));
    private final Map<String, StringBuilder> packages =
            Map.of("stable", new StringBuilder(), "security", new StringBuilder());
    private final List<String> served = new ArrayList<>();
    private final CountDownLatch stalled = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean stalling;

    TinyRepository(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory.resolve("pool"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            Path file = directory.resolve(exchange.getRequestURI().getPath().substring(1));
            try (OutputStream body = exchange.getResponseBody()) {
                if (Files.isRegularFile(file)) {
                    synchronized (served) {
                        served.add(file.getFileName().toString());
                    }
                    exchange.sendResponseHeaders(200, Files.size(file));
                    if (stalling && file.toString().endsWith(".deb")) {
                        stalled.countDown();
                        over.await();
                    }
                    Files.copy(file, body);
                } else {
                    exchange.sendResponseHeaders(404, -1);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    static boolean toolsArePresent() {
        return Files.isExecutable(Path.of("/usr/bin/dpkg-deb")) && Files.isExecutable(Path.of("/usr/bin/apt-get"));
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** From now on sends no package file; the latch opens when one is asked for. */
    CountDownLatch stall() {
        stalling = true;
        return stalled;
    }

    /** How many package files were fetched so far. */
    long fetchedDebs() {
        synchronized (served) {
            return served.stream().filter(name -> name.endsWith(".deb")).count();
        }
    }

    /**
     * Adds a package.
     *
     * @param control more control fields, each with a line break; also written to the index
     * @param indexOnly fields that only the index has
     * @param changelog the text of changelog.Debian.gz, or {@code -> target} for a symbolic link in place of its folder
     */
    void add(String suite, String name, String version, String control, String indexOnly, String changelog)
            throws IOException, HostException {
        Path tree = Files.createTempDirectory(directory, "deb-");
        Path docs = tree.resolve("usr/share/doc");
        Files.createDirectories(docs);
        Files.createDirectories(tree.resolve("DEBIAN"));
        if (changelog.startsWith("-> ")) {
            Files.createSymbolicLink(docs.resolve(name), Path.of(changelog.substring(3)));
        } else {
            Files.createDirectories(docs.resolve(name));
            try (OutputStream gzip = new GZIPOutputStream(
                    Files.newOutputStream(docs.resolve(name).resolve("changelog.Debian.gz")))) {
                gzip.write(changelog.getBytes(StandardCharsets.UTF_8));
            }
        }
        String fields = "Package: " + name + "\nVersion: " + version
                + "\nArchitecture: amd64\nMaintainer: T <t@example.org>\n" + control;
        Files.writeString(tree.resolve("DEBIAN/control"), fields + "Description: tiny\n");
        Path deb = directory.resolve("pool/" + name + "_" + version.substring(version.indexOf(':') + 1) + "_amd64.deb");
        run("dpkg-deb", "-Zgzip", "-z1", "--root-owner-group", "-b", tree.toString(), deb.toString());
        packages.get(suite)
                .append(fields)
                .append(indexOnly)
                .append("Filename: pool/")
                .append(deb.getFileName().toString())
                .append("\nSize: ")
                .append(Files.size(deb))
                .append("\nSHA256: ")
                .append(sha256(Files.readAllBytes(deb)))
                .append("\nDescription: tiny\n\n");
    }

    /** Writes the indexes of both suites. */
    void publish() throws IOException {
        publish("stable", "Debian");
        publish("security", "Debian-Security");
    }

    private void publish(String suite, String label) throws IOException {
        Path folder = directory.resolve("dists/" + suite + "/main/binary-amd64");
        Files.createDirectories(folder);
        byte[] index = packages.get(suite).toString().getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("Packages"), index);
        Files.writeString(
                directory.resolve("dists/" + suite + "/Release"),
                "Origin: Debian\nLabel: " + label + "\nSuite: old" + suite + "\nCodename: tiny-" + suite
                        + "\nDate: Sat, 07 Nov 2026 10:00:00 UTC\nArchitectures: amd64\nComponents: main\nSHA256:\n "
                        + sha256(index) + " " + index.length + " main/binary-amd64/Packages\n");
    }

    /** Lets apt itself fetch the lists into the image. */
    void updateListsOf(TinyImage image) throws IOException, HostException {
        Path configuration = directory.resolve("update.conf");
        Path cache = Files.createDirectories(directory.resolve("cache"));
        Files.createDirectories(cache.resolve("archives/partial"));
        Files.writeString(
                configuration,
                "Dir \"" + image.root() + "/\";\nDir::Etc::main \"/dev/null\";\nDir::Etc::parts \"/dev/null\";\n"
                        + "Dir::State::status \"" + image.root() + "/var/lib/dpkg/status\";\n"
                        + "Dir::Cache \"" + cache + "/\";\nAPT::Sandbox::User \"root\";\nAPT::Architecture \"amd64\";\n"
                        + "APT::Architectures { \"amd64\"; };\nAcquire::Languages \"none\";\nDir::Log \"" + cache
                        + "/\";\n");
        Result result =
                shell.run(Command.of(LONG, "apt-get", "-q", "update").with("APT_CONFIG", configuration.toString()));
        if (!result.succeeded()) {
            throw new IOException("apt-get update failed: " + result);
        }
    }

    private void run(String... argv) throws IOException, HostException {
        Result result = shell.run(Command.of(LONG, argv));
        if (!result.succeeded()) {
            throw new IOException(String.join(" ", argv) + " failed: " + result);
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        over.countDown();
        server.stop(0);
    }
}
