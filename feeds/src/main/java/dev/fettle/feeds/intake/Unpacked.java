package dev.fettle.feeds.intake;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A file that was handed in, with its compressions taken off: either an archive of records or one text. Told by its
 * first bytes, never by its name.
 */
public final class Unpacked implements Closeable {
    private static final int GZIP = 0x8b1f;
    private static final int ZIP = 0x4b50;
    private static final int BUFFER = 1 << 16;

    private final String name;
    private final Path file;
    private final boolean gzip;
    private final @Nullable ZipFile archive;
    private final @Nullable Path temporary;

    private Unpacked(String name, Path file, boolean gzip, @Nullable ZipFile archive, @Nullable Path temporary) {
        this.name = name;
        this.file = file;
        this.gzip = gzip;
        this.archive = archive;
        this.temporary = temporary;
    }

    /**
     * @param name for messages
     * @param scratch a folder for an archive that must be unpacked before it can be read
     * @throws FeedException if the file is empty, damaged, or unpacks to more than {@link Limits} allow
     */
    public static Unpacked open(String name, Path file, Path scratch) throws IOException {
        if (Files.size(file) == 0) {
            throw new FeedException(name + " is empty. It was not taken in; fetch it again.");
        }
        int magic = magicOf(Files.newInputStream(file));
        if (magic == ZIP) {
            return new Unpacked(name, file, false, zip(name, file), null);
        }
        if (magic != GZIP) {
            return new Unpacked(name, file, false, null, null);
        }
        int inner;
        try (InputStream raw = Files.newInputStream(file)) {
            inner = magicOf(new GZIPInputStream(raw));
        } catch (EOFException | ZipException e) {
            throw damaged(name, e);
        }
        if (inner != ZIP) {
            return new Unpacked(name, file, true, null, null);
        }
        Path temporary = Files.createTempFile(scratch, "archive", ".zip");
        boolean opened = false;
        try {
            try (InputStream in = inflated(name, file);
                    OutputStream out = Files.newOutputStream(temporary)) {
                in.transferTo(out);
            } catch (EOFException | ZipException e) {
                throw damaged(name, e);
            }
            Unpacked unpacked = new Unpacked(name, file, true, zip(name, temporary), temporary);
            opened = true;
            return unpacked;
        } finally {
            if (!opened) {
                Files.deleteIfExists(temporary);
            }
        }
    }

    private static InputStream inflated(String name, Path file) throws IOException {
        return new BoundedStream(new GZIPInputStream(Files.newInputStream(file), BUFFER), name, Limits.FILE_BYTES);
    }

    private static int magicOf(InputStream in) throws IOException {
        try (in) {
            int first = in.read();
            int second = in.read();
            return first < 0 || second < 0 ? -1 : second << 8 | first;
        }
    }

    private static ZipFile zip(String name, Path file) throws IOException {
        try {
            return new ZipFile(file.toFile());
        } catch (ZipException e) {
            throw damaged(name, e);
        }
    }

    static FeedException damaged(String name, IOException cause) {
        String detail = cause.getMessage() == null ? "it ends too early" : cause.getMessage();
        return new FeedException(
                name + " is cut or damaged (" + detail + "). It was not taken in; fetch it again.", cause);
    }

    /** The archive of records, or null if the file is one text. */
    public @Nullable ZipFile archive() {
        return archive;
    }

    /** The text from its beginning, bounded; damage shows as {@link FeedException} while reading. */
    public InputStream text() throws IOException {
        InputStream raw = Files.newInputStream(file);
        try {
            InputStream in = gzip ? new GZIPInputStream(raw, BUFFER) : raw;
            return new BufferedInputStream(
                    new BoundedStream(new DamageReportingStream(name, in), name, Limits.TEXT_BYTES), BUFFER);
        } catch (EOFException | ZipException e) {
            raw.close();
            throw damaged(name, e);
        }
    }

    @Override
    public void close() throws IOException {
        if (archive != null) {
            archive.close();
        }
        if (temporary != null) {
            Files.deleteIfExists(temporary);
        }
    }
}
