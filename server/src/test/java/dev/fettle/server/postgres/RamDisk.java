package dev.fettle.server.postgres;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A small file system in memory, mounted until it is closed. */
public final class RamDisk implements AutoCloseable {
    private final Path folder;

    private RamDisk(Path folder) {
        this.folder = folder;
    }

    /** Skips the test where nothing may be mounted. */
    public static RamDisk mount(Path folder, String size) {
        boolean mounted =
                run(List.of("mount", "-t", "tmpfs", "-o", "mode=0755,size=" + size, "tmpfs", folder.toString()));
        assumeTrue(mounted, "a tmpfs cannot be mounted by this user, so a full or read-only disk cannot be tried");
        return new RamDisk(folder);
    }

    public void makeReadOnly() {
        assumeTrue(run(List.of("mount", "-o", "remount,ro", folder.toString())), "the tmpfs cannot be made read-only");
    }

    private static boolean run(List<String> argv) {
        try {
            return new ProcessBuilder(argv).start().onExit().join().exitValue() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    /** Tries again while a process that was killed a moment ago still holds it. */
    @Override
    public void close() throws PostgresException {
        List<String> unmount = List.of("umount", folder.toString());
        if (!Waiting.until(() -> run(unmount), Duration.ofSeconds(10))) {
            throw new AssertionError(folder + " is still mounted");
        }
    }
}
