package dev.fettle.feeds;

import dev.fettle.feeds.intake.FeedException;
import dev.fettle.feeds.intake.Interruption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A file, or a folder's single records taken together, from which one feed is taken in.
 *
 * @param name for people
 * @param location what identifies it between runs
 * @param files one file, or every record of a folder in order
 * @param records whether {@code files} are single OSV records
 */
record SourceFile(String name, String location, List<Path> files, boolean records) {
    private static final int BUFFER = 1 << 16;

    static SourceFile of(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        return new SourceFile(fileName(absolute), absolute.toString(), List.of(absolute), false);
    }

    static SourceFile ofRecords(Path folder, List<Path> files) {
        Path absolute = folder.toAbsolutePath().normalize();
        return new SourceFile(fileName(absolute) + "/*.json", absolute + "/*.json", files, true);
    }

    private static String fileName(Path path) {
        Path name = path.getFileName();
        return name == null ? path.toString() : name.toString();
    }

    /**
     * What tells that nothing was written since: size, times and inode of every file, as {@code make} and git use them.
     *
     * @throws FeedException if a file is not there or cannot be read
     */
    Stamp stamp() throws IOException {
        if (files.size() == 1) {
            return stampOf(files.getFirst());
        }
        MessageDigest digest = sha256();
        long newest = 0;
        for (Path file : files) {
            Stamp one = stampOf(file);
            digest.update((file + " " + one.text() + "\n").getBytes(StandardCharsets.UTF_8));
            newest = Math.max(newest, one.changedMillis());
        }
        return new Stamp(HexFormat.of().formatHex(digest.digest()), newest);
    }

    /** @param changedMillis when it was last changed, milliseconds since 1970 */
    record Stamp(String text, long changedMillis) {
        private static final long SETTLED_AFTER_MILLIS = 2_000;

        /** A file changed just now could change again within the same tick of its clock, unseen. */
        boolean settledAt(long nowMillis) {
            return nowMillis - changedMillis > SETTLED_AFTER_MILLIS;
        }
    }

    private Stamp stampOf(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            boolean there = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
            throw new FeedException(
                    file + (there ? " cannot be read by this user." : " does not exist. Check the name."));
        }
        if (!Files.isRegularFile(file)) {
            throw new FeedException(file + " is no regular file. Save the feed to one first.");
        }
        Map<String, Object> attributes = Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,ino");
        String text = attributes.get("size") + ":" + attributes.get("lastModifiedTime") + ":" + attributes.get("ctime")
                + ":" + attributes.get("ino");
        return new Stamp(text, Files.getLastModifiedTime(file).toMillis());
    }

    /** SHA-256 of the content; for records of their names and contents in order. */
    String contentHash() throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER];
        for (Path file : files) {
            if (records) {
                digest.update((file.getFileName() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            try (InputStream in = Files.newInputStream(file)) {
                int got;
                while ((got = in.read(buffer)) >= 0) {
                    Interruption.check(name);
                    digest.update(buffer, 0, got);
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
