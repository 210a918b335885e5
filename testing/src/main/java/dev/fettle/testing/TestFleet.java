package dev.fettle.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** Real test hosts on this machine, and the mirror from which they take packages. All of it ends with this JVM. */
public final class TestFleet implements AutoCloseable {
    private static final Duration QUICK = Duration.ofSeconds(30);
    private static final Duration BOOT_LIMIT = Duration.ofMinutes(3);

    private final FleetTool tool;
    private final Process keeper;
    private @Nullable String archiveIsMissing;
    private boolean archiveAsked;

    private TestFleet(FleetTool tool, Process keeper) {
        this.tool = tool;
        this.keeper = keeper;
    }

    /** Why there can be no test hosts here; empty if there can. */
    public static Optional<String> obstacle() {
        Ran ran = tool("check").run(QUICK, new byte[0], List.of("check"));
        return switch (ran.status()) {
            case 0 -> Optional.empty();
            case FleetTool.CANNOT_RUN -> Optional.of(ran.stderr().strip());
            default -> throw new AssertionError("testing/fleet/fleet check failed:\n" + ran.output());
        };
    }

    /**
     * Starts a fleet without hosts. It ends when it is closed, and also when this JVM is killed.
     *
     * @param run what it is called: a-z, 0-9 and -
     */
    public static TestFleet start(String run) {
        FleetTool tool = tool(run);
        try {
            Process keeper = new ProcessBuilder(tool.argv(List.of("serve")))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader says =
                    new BufferedReader(new InputStreamReader(keeper.getInputStream(), StandardCharsets.UTF_8));
            String line = says.readLine();
            if (!"ready".equals(line)) {
                throw new TestAbortedException("testing/fleet/fleet serve ended with " + keeper.waitFor());
            }
            return new TestFleet(tool, keeper);
        } catch (IOException unstartable) {
            throw new UncheckedIOException(unstartable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while the fleet started.", interrupted);
        }
    }

    static FleetTool tool(String run) {
        return new FleetTool(FleetTool.find(), run);
    }

    static Path state(FleetTool tool) {
        return Path.of("/run/fettle-fleet", tool.runName());
    }

    /** A new host, up, with version 1.0 of all tiny packages and the repository that holds 1.1. */
    public TestHost host() {
        return hosts(1).getFirst();
    }

    /** Several new hosts, started at once. */
    public List<TestHost> hosts(int count) {
        return up(List.of("up", String.valueOf(count)));
    }

    /**
     * A new host, up, with the distribution's archive, the security updates of which pend on it.
     *
     * @throws TestAbortedException if that archive cannot be reached
     */
    public TestHost realHost() {
        needArchive();
        return up(List.of("up", "--real", "1")).getFirst();
    }

    private List<TestHost> up(List<String> command) {
        List<TestHost> hosts = new ArrayList<>();
        for (String line :
                tool.order(BOOT_LIMIT, command.toArray(String[]::new)).lines().toList()) {
            int space = line.indexOf(' ');
            hosts.add(new TestHost(tool, line.substring(0, space), line.substring(space + 1)));
        }
        return hosts;
    }

    /**
     * Lets the mirror misbehave, from now on, for each path that is like the pattern; where several are, the last one
     * asked for counts.
     *
     * @param pattern a path in which * stands for anything, such as {@code /tiny/dists/tiny-security/*}
     */
    public void fault(String pattern, Fault fault) {
        tool.order(QUICK, "fault", pattern, fault.word());
    }

    public void clearFaults() {
        tool.order(QUICK, "fault", "clear");
    }

    /** What was asked of the mirror: "time client path status fault", one a line, the oldest first. */
    public List<String> requests() {
        return lines("requests");
    }

    /** The mirror as the hosts see it. */
    public URI mirror() {
        return URI.create(lines("ready").getFirst());
    }

    /** The address by which the hosts reach this machine: a server for them listens there. */
    public String machine() {
        return mirror().getHost();
    }

    private List<String> lines(String file) {
        try {
            Path path = state(tool).resolve(file);
            return Files.exists(path) ? Files.readAllLines(path) : List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void needArchive() {
        if (!archiveAsked) {
            archiveIsMissing = whyNoArchive();
            archiveAsked = true;
        }
        if (archiveIsMissing != null) {
            throw new TestAbortedException(archiveIsMissing);
        }
    }

    private @Nullable String whyNoArchive() {
        List<String> archives = lines("archives");
        if (archives.isEmpty()) {
            return "the apt sources of this machine name no archive of its own release";
        }
        String[] archive = archives.getFirst().split(" ", -1);
        try {
            URI release = mirror().resolve("/" + archive[0] + "/dists/" + archive[1] + "/InRelease");
            HttpURLConnection asked = (HttpURLConnection) release.toURL().openConnection();
            asked.setReadTimeout((int) QUICK.toMillis() * 2);
            int status = asked.getResponseCode();
            asked.disconnect();
            return status == HttpURLConnection.HTTP_OK
                    ? null
                    : "the distribution's archive cannot be reached: the mirror of the fleet answers " + status;
        } catch (IOException silent) {
            return "the distribution's archive cannot be reached: " + silent.getMessage();
        }
    }

    /** Ends all hosts and waits until nothing is left of them. */
    @Override
    public void close() {
        try {
            keeper.getOutputStream().close();
            if (!keeper.waitFor(QUICK.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("The keeper of the fleet does not end.");
            }
            // What the sweeper does anyway, waited for.
            tool.order(QUICK, "down");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
