package dev.fettle.feeds;

import dev.fettle.feeds.intake.Interruption;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread of one process at a time change what the cache holds. Who only reads needs none: files are replaced
 * whole, and a pointer is written after its table.
 */
final class CacheLock implements Closeable {
    /** The lock of a file is held by a whole JVM, so its threads queue here. Nobody holds it for long. */
    private static final ReentrantLock THREADS = new ReentrantLock();

    private final FileChannel channel;

    private CacheLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits until nobody else holds it. The system gives it back when this process ends, however it ends.
     *
     * @throws InterruptedIOException if the thread is interrupted, which it stays
     */
    static CacheLock take(Path file) throws IOException {
        boolean taken = false;
        try {
            THREADS.lockInterruptibly();
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                channel.lock();
                taken = true;
                return new CacheLock(channel);
            } finally {
                if (!taken) {
                    channel.close();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw Interruption.of("what was read");
        } catch (FileLockInterruptionException | ClosedByInterruptException _) {
            throw Interruption.of("what was read");
        } finally {
            if (!taken && THREADS.isHeldByCurrentThread()) {
                THREADS.unlock();
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            THREADS.unlock();
        }
    }
}
