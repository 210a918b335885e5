package dev.fettle.feeds;

import dev.fettle.feeds.compiled.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/** Where compiled feeds are kept: {@code tables/} by content, {@code sources/} by location, {@code tmp/}. */
final class CacheFolder {
    private static final Duration LEFTOVER_AFTER = Duration.ofHours(6);
    private static final Duration UNUSED_AFTER = Duration.ofDays(14);
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final int WRITABLE_BY_ALL = 0002;
    private static final int WRITABLE_BY_OTHERS = 0022;
    private static final int STICKY = 01000;
    private static final Object ME = me();

    private final Path root;
    private final Duration unusedAfter;

    CacheFolder(Path root) {
        this(root, UNUSED_AFTER);
    }

    /** @param unusedAfter how long a table is kept that no location points to */
    CacheFolder(Path root, Duration unusedAfter) {
        this.root = root;
        this.unusedAfter = unusedAfter;
    }

    Path root() {
        return root;
    }

    /** The table compiled from a content; named after the form too, so that another version of Fettle finds its own. */
    Path table(String content) {
        return tables().resolve(content + ".v" + Table.FORM + ".table");
    }

    /** Where the pointer of a location is: named by a checksum, for a start is too short for a cryptographic one. */
    Path source(String location) {
        byte[] bytes = location.getBytes(StandardCharsets.UTF_8);
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        String name = HexFormat.of().toHexDigits((int) crc.getValue()) + "-" + bytes.length;
        return sources().resolve(name + ".source");
    }

    private Path tables() {
        return root.resolve("tables");
    }

    Path sources() {
        return root.resolve("sources");
    }

    Path scratch() throws IOException {
        prepare();
        return tmp();
    }

    private Path tmp() {
        return root.resolve("tmp");
    }

    /** Makes the folders that are absent, but only where nobody else can change what is in them. */
    private void prepare() throws IOException {
        Files.createDirectories(root, PRIVATE);
        requireOwn();
        for (Path folder : folders()) {
            Files.createDirectories(folder, PRIVATE);
        }
    }

    private List<Path> folders() {
        return List.of(tables(), sources(), tmp());
    }

    /** Whether what is in the cache was put there by this user. An absent cache is. */
    boolean isOwn() {
        try {
            requireOwn();
            return true;
        } catch (NoSuchFileException _) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void requireOwn() throws IOException {
        requireOwn(root);
        for (Path folder : folders()) {
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                requireOwn(folder);
            }
        }
        // The way there: whoever can rename a folder above can put another in its place.
        for (Path above = root.toRealPath().getParent(); above != null; above = above.getParent()) {
            int mode = (Integer) Files.getAttribute(above, "unix:mode");
            // Ordinary users may have a group of their own; root's work is worth more to others.
            int others = ME.equals(0) ? WRITABLE_BY_OTHERS : WRITABLE_BY_ALL;
            boolean open = (mode & others) != 0 && (mode & STICKY) == 0;
            Object owner = Files.getAttribute(above, "unix:uid");
            if (open || !(owner.equals(0) || owner.equals(ME))) {
                throw notOwn(above);
            }
        }
    }

    private static void requireOwn(Path folder) throws IOException {
        boolean real = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) Files.getAttribute(folder, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        boolean mine = Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                .equals(ME);
        if (!real || !mine || (mode & WRITABLE_BY_OTHERS) != 0) {
            throw notOwn(folder);
        }
    }

    private static IOException notOwn(Path folder) {
        return new IOException(folder + " is a link, or others than this user can change what is in it");
    }

    private static Object me() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException("/proc/self cannot be read, so this is no Linux that Fettle knows.", e);
        }
    }

    /** For whoever changes what is in {@code tables/} or {@code sources/}. */
    CacheLock lock() throws IOException {
        prepare();
        return CacheLock.take(root.resolve("lock"));
    }

    /**
     * Writes a file whole or not at all: a reader sees the old one or the new one, also after a power cut. When this
     * returns the new one is there to stay.
     */
    void write(Path file, ByteBuffer bytes) throws IOException {
        Uninterrupted.run(() -> {
            replace(file, bytes.duplicate());
            return file;
        });
    }

    private void replace(Path file, ByteBuffer bytes) throws IOException {
        Path temporary = Files.createTempFile(scratch(), "new", ".part");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        // The new name stands in the folder, which a power cut could take back.
        try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** Deletes what killed runs left, and tables that no location has pointed to for long. */
    void tidy(Set<Path> inUse, Instant now) throws IOException {
        deleteOlder(scratch(), Set.of(), now.minus(LEFTOVER_AFTER));
        deleteOlder(tables(), inUse, now.minus(unusedAfter));
    }

    private static boolean isOlder(Path file, Instant before) throws IOException {
        try {
            return Files.getLastModifiedTime(file).compareTo(FileTime.from(before)) < 0;
        } catch (NoSuchFileException _) {
            return false; // Another process was done with it.
        }
    }

    private static void deleteOlder(Path folder, Set<Path> keep, Instant before) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (!keep.contains(file) && isOlder(file, before)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
