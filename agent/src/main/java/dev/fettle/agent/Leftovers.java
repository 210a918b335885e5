package dev.fettle.agent;

import dev.fettle.host.Deadline;
import dev.fettle.host.HostException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The package manager that goes on after the program which had started it for an order was killed. It is known by the file to
 * which it writes, which no other order has.
 */
final class Leftovers {
    private static final Set<String> PROGRAMS = Set.of("apt-get", "dpkg");
    private static final long LOOK_MILLISECONDS = 500;

    private final Path output;

    Leftovers(Path output) {
        this.output = output;
    }

    /** Waits until it has ended, but not beyond the deadline: its lock then says what is the matter. */
    void awaitEnd(Deadline deadline) throws HostException {
        try {
            while (!deadline.isOver() && isThere()) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLISECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new HostException("fettle-agent", "The order was interrupted.");
        }
    }

    private boolean isThere() throws HostException {
        if (!Files.exists(output)) {
            return false;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            Path file = output.toRealPath();
            for (Path each : processes) {
                if (writesTo(each, file)) {
                    return true;
                }
            }
            return false;
        } catch (IOException unreadable) {
            throw new HostException("/proc", "The processes of the host could not be looked through.");
        }
    }

    private static boolean writesTo(Path process, Path file) {
        try {
            return PROGRAMS.contains(Files.readString(process.resolve("comm")).strip())
                    && Files.readSymbolicLink(process.resolve("fd/1")).equals(file);
        } catch (IOException ended) {
            return false;
        }
    }
}
