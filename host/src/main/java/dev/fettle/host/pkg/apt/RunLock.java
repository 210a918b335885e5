package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.Problem;
import dev.fettle.host.HostException;
import dev.fettle.host.Interruption;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one at a time fetch changelogs into a state directory; the others wait, and then find them there. */
final class RunLock implements AutoCloseable {
    /** The lock of a file is held by a whole JVM, so the threads of this one queue here, by file. */
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final FileChannel channel;
    private final ReentrantLock threads;

    private RunLock(FileChannel channel, ReentrantLock threads) {
        this.channel = channel;
        this.threads = threads;
    }

    /**
     * Waits until no other thread or process holds it. The system gives it back when this process ends, however it ends.
     *
     * @throws HostException if the thread is interrupted meanwhile, or there can be no lock
     */
    static RunLock take(StateDirectory state) throws HostException {
        Path file = state.path().resolve("changelogs.lock");
        ReentrantLock threads = THREADS.computeIfAbsent(file, _ -> new ReentrantLock());
        try {
            threads.lockInterruptibly();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Interruption.exception();
        }
        boolean taken = false;
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                channel.lock();
                taken = true;
                return new RunLock(channel, threads);
            } finally {
                if (!taken) {
                    channel.close();
                }
            }
        } catch (IOException cannot) {
            Interruption.check();
            throw new HostException(
                    new Problem(
                            file.toString(),
                            "Could not lock " + file + ". Choose another cache directory with XDG_CACHE_HOME.",
                            String.valueOf(cannot)),
                    cannot);
        } finally {
            if (!taken) {
                threads.unlock();
            }
        }
    }

    @Override
    public void close() throws HostException {
        try {
            channel.close();
        } catch (IOException cannot) {
            throw new HostException(
                    new Problem("changelogs.lock", "Could not give a lock back.", String.valueOf(cannot)), cannot);
        } finally {
            threads.unlock();
        }
    }
}
