package dev.fettle.server.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Held by the one server that may start PostgreSQL in a folder; the kernel takes it from a process that died. */
final class FolderLock {
    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    static FolderLock take(Home home) throws PostgresException {
        try {
            FileChannel channel = FileChannel.open(
                    home.lock(),
                    Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            if (tryLock(channel) == null) {
                channel.close();
                throw new PostgresException("Another Fettle server already runs on " + home.dataFolder()
                        + ". Stop that one first, or give this one another data folder.");
            }
            return new FolderLock(channel);
        } catch (IOException e) {
            throw PostgresException.of("Locking the folder of the database", home.folder(), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    /** Gives the folder free; does nothing the second time. */
    void release() throws PostgresException {
        try {
            channel.close();
        } catch (IOException e) {
            throw new PostgresException("The lock of the database's folder could not be given back.", e);
        }
    }
}
