package dev.fettle.feeds.intake;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Reads every JSON record of an archive in turn, checked against the archive's own checksums and within {@link Limits}. */
public final class Archive {
    private final String name;
    private final ZipFile zip;

    public Archive(String name, ZipFile zip) {
        this.name = name;
        this.zip = zip;
    }

    /** Takes one record; the buffer is used again for the next. */
    @FunctionalInterface
    public interface Visitor {
        void record(String entry, byte[] buffer, int length) throws IOException;
    }

    /** How many entries there are, folders included. */
    public int size() {
        return zip.size();
    }

    /** @throws FeedException if an entry is damaged, too large, or named so as to lead out of a folder */
    public void forEachRecord(Visitor visitor) throws IOException {
        if (zip.size() > Limits.ARCHIVE_ENTRIES) {
            throw new FeedException(
                    name + " has " + zip.size() + " entries, more than any real feed. It was not taken in.");
        }
        byte[] buffer = new byte[1 << 16];
        long total = 0;
        CRC32 crc = new CRC32();
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
            Interruption.check(name);
            ZipEntry entry = entries.nextElement();
            refuseEscape(entry.getName());
            if (!entry.getName().endsWith(".json")) {
                refuseHiddenRecord(entry);
                continue;
            }
            int length = 0;
            try (InputStream in = zip.getInputStream(entry)) {
                int got;
                while ((got = in.read(buffer, length, buffer.length - length)) >= 0) {
                    length += got;
                    if (length == buffer.length) {
                        buffer = grown(buffer, entry.getName());
                    }
                }
            } catch (ZipException | EOFException e) {
                throw Unpacked.damaged(name + ", entry " + entry.getName(), e);
            }
            crc.reset();
            crc.update(buffer, 0, length);
            if (crc.getValue() != entry.getCrc()) {
                throw new FeedException(
                        name + ", entry " + entry.getName()
                                + ": the checksum does not match, so the file is damaged. It was not taken in; fetch it again.");
            }
            total += length;
            if (total > Limits.ARCHIVE_BYTES) {
                throw new FeedException(name + " unpacks to more than " + (Limits.ARCHIVE_BYTES >> 30)
                        + " GiB, more than any real feed. It was not taken in.");
            }
            visitor.record(entry.getName(), buffer, length);
        }
    }

    private byte[] grown(byte[] buffer, String entry) throws FeedException {
        if (buffer.length >= Limits.RECORD_BYTES) {
            throw new FeedException(name + ", entry " + entry + " unpacks to more than " + (Limits.RECORD_BYTES >> 20)
                    + " MiB, more than any real record. The feed was not taken in.");
        }
        return Arrays.copyOf(buffer, 2 * buffer.length);
    }

    /** Names are all that no checksum covers, and a record with a damaged one would be passed over in silence. */
    private void refuseHiddenRecord(ZipEntry entry) throws IOException {
        boolean record;
        try (InputStream in = zip.getInputStream(entry)) {
            record = in.read() == '{';
        } catch (ZipException | EOFException e) {
            throw Unpacked.damaged(name + ", entry " + entry.getName(), e);
        }
        if (record) {
            throw new FeedException(name + ", entry " + entry.getName()
                    + " looks like a record but is not named .json. It was not taken in; fetch it again.");
        }
    }

    private void refuseEscape(String entry) throws FeedException {
        boolean escapes = entry.startsWith("/")
                || entry.indexOf('\\') >= 0
                || entry.indexOf(':') == 1
                || entry.equals("..")
                || entry.startsWith("../")
                || entry.contains("/../")
                || entry.endsWith("/..");
        if (escapes) {
            throw new FeedException(
                    name + " has an entry whose name leads out of its folder (" + entry + "). It was not taken in.");
        }
    }
}
