package dev.fettle.server.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/** The server's folder, held for this process alone as long as it is open. */
public final class DataFolder implements AutoCloseable {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final int SECRET_BYTES = 32;
    private static final int WRITABLE_BY_OTHERS = 0022;

    private final Path path;
    private final FileChannel lockFile;

    private DataFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Opens the folder, and makes it if it is not there.
     *
     * @throws FolderException if it cannot be written to, others could change what is in it, or another server has it
     */
    public static DataFolder open(Path folder) throws FolderException {
        try {
            Files.createDirectories(folder, PRIVATE_FOLDER);
            Path path = folder.toRealPath();
            requireOwn(path);
            FileChannel lockFile = FileChannel.open(
                    path.resolve("lock"),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    PRIVATE_FILE);
            if (!locks(lockFile)) {
                String holder = read(lockFile);
                lockFile.close();
                throw new FolderException(
                        "Another Fettle server" + (holder.isEmpty() ? "" : " (process " + holder + ")") + " works in "
                                + path + ". Stop it, or give this one another folder with --data.",
                        true);
            }
            lockFile.truncate(0);
            lockFile.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new DataFolder(path, lockFile);
        } catch (IOException e) {
            throw new FolderException(
                    "The data folder " + folder + " cannot be used: " + reason(e)
                            + " Mend that, or name another folder with --data.",
                    e);
        }
    }

    private static boolean locks(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false; // held by this very process
        }
    }

    private static String read(FileChannel file) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(20);
        file.read(text, 0);
        return new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
    }

    private static void requireOwn(Path path) throws IOException, FolderException {
        Path probe = Files.createTempFile(path, "probe", "", PRIVATE_FILE);
        try {
            Files.write(probe, new byte[4096]);
            Object me = Files.getAttribute(probe, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            if (!Files.getAttribute(path, "unix:uid").equals(me)) {
                throw new FolderException("The data folder " + path
                        + " belongs to another user. Run Fettle as that user, or name another folder with --data.");
            }
        } finally {
            Files.deleteIfExists(probe);
        }
        int mode = (Integer) Files.getAttribute(path, "unix:mode");
        if ((mode & WRITABLE_BY_OTHERS) != 0) {
            throw new FolderException("Others than this user can change what is in " + path
                    + ". Take that right away (chmod go-w " + path + "), or name another folder with --data.");
        }
    }

    /** What an error of the file system means, in a sentence. */
    public static String reason(IOException e) {
        String why = e instanceof FileSystemException file && file.getReason() != null ? file.getReason() : "";
        String message = String.valueOf(e.getMessage());
        String all = (why + " " + message).toLowerCase(Locale.ROOT);
        if (all.contains("no space left") || all.contains("quota")) {
            return "the disk is full (" + message + "). Make room on it.";
        }
        if (all.contains("read-only")) {
            return "its file system is mounted read-only (" + message + ").";
        }
        if (e instanceof AccessDeniedException) {
            return "this user may not write there (" + message + ").";
        }
        return message + ".";
    }

    public Path path() {
        return path;
    }

    public Path resolve(String name) {
        return path.resolve(name);
    }

    /**
     * A folder in it that only this user can look into, made if absent.
     *
     * @throws FolderException if it cannot be made
     */
    public Path privateFolder(String name) throws FolderException {
        Path folder = path.resolve(name);
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            return folder;
        } catch (IOException e) {
            throw new FolderException(folder + " cannot be made: " + reason(e), e);
        }
    }

    /**
     * A secret text of this installation, made at first need, in a file that only this user can read.
     *
     * @throws FolderException if the file can be neither read nor made
     */
    public String secret(String name) throws FolderException {
        Path file = path.resolve(name);
        try {
            return Files.readString(file, StandardCharsets.US_ASCII).strip();
        } catch (NoSuchFileException _) {
            return newSecret(file);
        } catch (IOException e) {
            throw new FolderException(file + " cannot be read: " + reason(e), e);
        }
    }

    private static String newSecret(Path file) throws FolderException {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        try {
            writePrivate(file, secret + "\n");
            return secret;
        } catch (IOException e) {
            throw new FolderException(file + " cannot be written: " + reason(e), e);
        }
    }

    /** Writes a text that only this user can read, whole or not at all. */
    public static void writePrivate(Path file, String text) throws IOException {
        Path temporary = Files.createTempFile(file.getParent(), file.getFileName() + ".", ".new", PRIVATE_FILE);
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    @Override
    public void close() throws FolderException {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new FolderException("The lock of " + path + " could not be given back: " + reason(e), e);
        }
    }
}
