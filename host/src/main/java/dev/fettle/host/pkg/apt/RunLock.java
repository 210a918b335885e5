package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.Problem;
import dev.fettle.host.HostException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Lets one process at a time fetch changelogs into a state directory; the others wait, and then find them there. */
final class RunLock implements AutoCloseable {
    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Waits until no other process holds it. The system gives it back when this one ends, however it ends. */
    static RunLock take(StateDirectory state) throws HostException {
        Path file = state.path().resolve("changelogs.lock");
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.lock();
            return new RunLock(channel);
        } catch (IOException cannot) {
            throw new HostException(
                    new Problem(
                            file.toString(),
                            "Could not lock " + file + ". Choose another cache directory with XDG_CACHE_HOME.",
                            String.valueOf(cannot)),
                    cannot);
        }
    }

    @Override
    public void close() throws HostException {
        try {
            channel.close();
        } catch (IOException cannot) {
            throw new HostException(
                    new Problem("changelogs.lock", "Could not give a lock back.", String.valueOf(cannot)), cannot);
        }
    }
}
