package dev.fettle.server.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A folder that only this user can look into, whose files are written whole or not at all. */
final class PrivateFolder {
    private static final String PART = ".part";
    private static final int OTHERS = 0077;

    private final Path folder;

    private PrivateFolder(Path folder) {
        this.folder = folder;
    }

    /** Makes it if absent, and deletes what a killed write has left. One process at a time. */
    static PrivateFolder open(Path folder) throws TlsException {
        try {
            Files.createDirectories(folder, permissions("rwx------"));
            Object owner = Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            // /proc/self is itself a link, of root's.
            boolean mine = owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || !mine || isOpen(folder)) {
                throw new TlsException(folder + " is a link, belongs to somebody else or is open to others, so the"
                        + " keys in it may be known; look who did that, then chmod 700 it or move it away.");
            }
            try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*" + PART)) {
                for (Path file : left) {
                    Files.deleteIfExists(file);
                }
            }
            return new PrivateFolder(folder);
        } catch (IOException e) {
            throw new TlsException(folder + " cannot be made or read (" + e + ").", e);
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> permissions(String text) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
    }

    private static boolean isOpen(Path file) throws IOException {
        return ((Integer) Files.getAttribute(file, "unix:mode") & OTHERS) != 0;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    boolean has(String name) {
        return Files.exists(file(name), LinkOption.NOFOLLOW_LINKS);
    }

    /** Refuses a key file that others can read. */
    void requireSecret(String name) throws TlsException {
        try {
            if (isOpen(file(name))) {
                throw new TlsException(file(name) + " holds a key and is open to other users, who may know it by now:"
                        + " move it away for a new one, or chmod 600 it if you are sure that nobody has read it.");
            }
        } catch (IOException e) {
            throw new TlsException(file(name) + " cannot be read (" + e + ").", e);
        }
    }

    /** Puts a file of mode 0600 there, in place of the one of that name; it lasts also after a power cut. */
    void write(String name, String text) throws TlsException {
        try {
            Path part = Files.createTempFile(folder, name, PART, permissions("rw-------"));
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(part, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw new TlsException(file(name) + " cannot be written (" + e + ").", e);
        }
    }
}
