package dev.fettle.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A real host: its own systemd, sshd, nginx and PostgreSQL, its own files, network, name and keys. What is done with it
 * here needs neither its network nor its sshd.
 */
public final class TestHost implements AutoCloseable {
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(3);
    private static final Duration POWER_LIMIT = Duration.ofMinutes(2);

    private final FleetTool tool;
    private final String name;
    private final String address;

    TestHost(FleetTool tool, String name, String address) {
        this.tool = tool;
        this.name = name;
        this.address = address;
    }

    public String name() {
        return name;
    }

    /** Its IPv4 address, which this machine reaches. sshd listens on port 22. */
    public String address() {
        return address;
    }

    /** The private key that lets in root, as OpenSSH writes it. */
    public Path sshKey() {
        return TestFleet.state(tool).resolve("key");
    }

    /** The line of known_hosts for this host: its address, the type of its key and the key. */
    public String knownHost() {
        try {
            return Files.readString(
                            TestFleet.state(tool).resolve("hosts").resolve(name).resolve("known_host"))
                    .strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Runs a command as root, waiting at most three minutes for it. */
    public Ran run(String... argv) {
        return runWith(new byte[0], argv);
    }

    /** As {@link #run}, with standard input. */
    public Ran runWith(byte[] stdin, String... argv) {
        return tool.run(COMMAND_LIMIT, stdin, command(List.of(argv)));
    }

    /** Runs a text of sh as root; what it is told is what the tests say, never what a host says. */
    public Ran sh(String script) {
        return run("sh", "-c", script);
    }

    /** The argv of a program that runs a command in this host, for tests that start processes of their own. */
    public List<String> inHost(String... argv) {
        return tool.argv(command(List.of(argv)));
    }

    private List<String> command(List<String> argv) {
        List<String> command = new ArrayList<>(List.of("exec", name));
        command.addAll(argv);
        return command;
    }

    /** Writes a file, with the folders it needs. */
    public void write(String path, byte[] content) {
        runWith(content, "install", "-D", "-m", "644", "/dev/stdin", path).text();
    }

    /** Writes a file, with the folders it needs. */
    public void write(String path, String content) {
        write(path, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Copies a file of this machine into the host, with its right to be executed. */
    public void copyIn(Path file, String path) {
        try {
            String mode = Files.isExecutable(file) ? "755" : "644";
            runWith(Files.readAllBytes(file), "install", "-D", "-m", mode, "/dev/stdin", path)
                    .text();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The text of a file. */
    public String read(String path) {
        return run("cat", path).text();
    }

    /** Pulls the network cable. */
    public void pullCable() {
        tool.order(COMMAND_LIMIT, "cable", name, "out");
    }

    /** Plugs the network cable in again. */
    public void plugCable() {
        tool.order(COMMAND_LIMIT, "cable", name, "in");
    }

    /** Ends all its processes at once. What was written to its disk, and its network, stay. */
    public void losePower() {
        tool.order(POWER_LIMIT, "power", name, "off");
    }

    /** Boots it after {@link #losePower} and waits until all its services run. */
    public void powerOn() {
        tool.order(POWER_LIMIT, "power", name, "on");
    }

    /** Ends and removes it. */
    @Override
    public void close() {
        tool.order(POWER_LIMIT, "down", name);
    }

    @Override
    public String toString() {
        return name + " (" + address + ")";
    }
}
