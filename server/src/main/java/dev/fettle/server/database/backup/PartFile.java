package dev.fettle.server.database.backup;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A new file that bears its name only when it is whole; until then {@code NAME.part}, which only this user can read. */
final class PartFile implements Closeable {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path target;
    private final Path part;
    private final FileChannel channel;

    private PartFile(Path target, Path part, FileChannel channel) {
        this.target = target;
        this.part = part;
        this.channel = channel;
    }

    /**
     * Begins a file; what a killed process left of it is deleted.
     *
     * @throws BackupException if the file is there already or another process writes it
     */
    static PartFile create(Path target) throws IOException, BackupException {
        requireAbsent(target);
        Path folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new BackupException("There is no folder " + folder + ". Make it, or name a file in another one.");
        }
        Path part = target.resolveSibling(target.getFileName() + ".part");
        if (Files.exists(part, LinkOption.NOFOLLOW_LINKS)) {
            removeLeftover(target, part);
        }
        FileChannel channel = FileChannel.open(
                part,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PRIVATE);
        PartFile file = new PartFile(target, part, channel);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        return file;
    }

    private static void requireAbsent(Path target) throws BackupException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw isThere(target);
        }
    }

    private static BackupException isThere(Path target) {
        return new BackupException(
                target + " is there already, and a backup never overwrites anything. Name another file.");
    }

    private static void removeLeftover(Path target, Path part) throws IOException, BackupException {
        if (!Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)) {
            throw new BackupException(part + " is in the way. Remove it, or name another file.");
        }
        try (FileChannel leftover = FileChannel.open(part, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock lock = leftover.tryLock()) {
            if (lock == null) {
                throw busy(target);
            }
            Files.delete(part);
        } catch (OverlappingFileLockException _) {
            throw busy(target);
        }
    }

    private static BackupException busy(Path target) {
        return new BackupException(
                "Another backup is being written to " + target + ". Wait for it, or name another file.");
    }

    FileChannel channel() {
        return channel;
    }

    Path path() {
        return part;
    }

    /** Has what was written on the disk. */
    void force() throws IOException {
        channel.force(true);
    }

    /** Gives the file its name, to stay. */
    void publish() throws IOException, BackupException {
        try {
            Files.createLink(target, part);
        } catch (FileAlreadyExistsException _) {
            throw isThere(target);
        } catch (IOException | UnsupportedOperationException _) {
            // A file system without hard links: the check and the new name are two steps there.
            requireAbsent(target);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.deleteIfExists(part);
        force(target.resolveSibling("."));
    }

    /** Has the names in a folder on the disk. */
    static void force(Path folder) throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** Deletes what was not published. */
    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(part);
        }
    }
}
