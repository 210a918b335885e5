package dev.fettle.server.database.backup;

import dev.fettle.server.digest.Sha256;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A file that somebody says is a backup. Opening it compares all of it with its seal and its entries with its manifest;
 * reading an entry to its end compares that with the manifest too. So a change in between cannot pass either.
 */
final class BackupReader implements Closeable {
    /** Fixed fields of a zip's end record, which the comment follows. */
    private static final int END = 22;

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int MOST_ENTRIES = 20_000;
    private static final int MOST_DIRECTORY = 8 << 20;
    private static final int CHUNK = 1 << 16;

    private final ZipFile zip;
    private final Manifest manifest;
    private final Stop stop;

    private BackupReader(ZipFile zip, Manifest manifest, Stop stop) {
        this.zip = zip;
        this.manifest = manifest;
        this.stop = stop;
    }

    /**
     * Reads the whole file once.
     *
     * @throws DamagedException if it is no whole backup that this version can read
     */
    static BackupReader open(Path file, Stop stop) throws IOException {
        if (Files.isDirectory(file)) {
            throw new DamagedException("it is a folder");
        }
        requireSeal(file, stop);
        ZipFile zip = new ZipFile(file.toFile());
        boolean good = false;
        try {
            Manifest manifest = manifest(zip);
            requireEntries(zip, manifest);
            good = true;
            return new BackupReader(zip, manifest, stop);
        } finally {
            if (!good) {
                zip.close();
            }
        }
    }

    private static void requireSeal(Path file, Stop stop) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long sealed = channel.size() - SealedOutput.SEAL;
            if (sealed < END) {
                throw new DamagedException("it is too short");
            }
            requireEnd(read(channel, sealed - END, END));
            MessageDigest digest = Sha256.begin();
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            for (long at = 0; at < sealed; ) {
                stop.check();
                chunk.clear().limit((int) Math.min(CHUNK, sealed - at));
                int length = channel.read(chunk, at);
                if (length < 0) {
                    throw new DamagedException("it becomes shorter while it is read");
                }
                digest.update(chunk.flip());
                at += length;
            }
            String seal = StandardCharsets.ISO_8859_1
                    .decode(read(channel, sealed, SealedOutput.SEAL))
                    .toString();
            if (!seal.equals(HexFormat.of().formatHex(digest.digest()))) {
                throw new DamagedException("its checksum does not fit what is in it");
            }
        }
    }

    /** Bounds what {@link ZipFile} will hold in memory. */
    private static void requireEnd(ByteBuffer end) throws DamagedException {
        end.order(ByteOrder.LITTLE_ENDIAN);
        boolean whole = end.getInt(0) == END_SIGNATURE
                && Short.toUnsignedInt(end.getShort(END - 2)) == SealedOutput.SEAL
                && Short.toUnsignedInt(end.getShort(10)) <= MOST_ENTRIES
                && Integer.toUnsignedLong(end.getInt(12)) <= MOST_DIRECTORY;
        if (!whole) {
            throw new DamagedException("it does not end as a backup does");
        }
    }

    private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                throw new DamagedException("it becomes shorter while it is read");
            }
        }
        return bytes.flip();
    }

    private static Manifest manifest(ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(BackupWriter.MANIFEST);
        if (entry == null) {
            throw new DamagedException("it has no manifest");
        }
        byte[] json;
        try (InputStream in = zip.getInputStream(entry)) {
            json = in.readNBytes(Manifest.MOST_BYTES + 1);
        }
        if (json.length > Manifest.MOST_BYTES) {
            throw new DamagedException("its manifest is too long");
        }
        int form = Manifest.form(json);
        if (form < 1) {
            throw new DamagedException("its manifest does not tell its form");
        }
        if (form > Manifest.FORM) {
            throw new DamagedException("it has form " + form + ", and this Fettle knows form " + Manifest.FORM
                    + "; a newer Fettle made it, which can restore it");
        }
        return Manifest.parse(json);
    }

    private static void requireEntries(ZipFile zip, Manifest manifest) throws DamagedException {
        Set<String> wanted = new HashSet<>();
        wanted.add(BackupWriter.MANIFEST);
        Stream.concat(
                        manifest.tables().stream().map(Manifest.Table::entry),
                        manifest.files().stream().map(Manifest.Kept::entry))
                .forEach(wanted::add);
        long named = 1L + manifest.tables().size() + manifest.files().size();
        Set<String> there = new HashSet<>();
        zip.stream().map(ZipEntry::getName).forEach(there::add);
        if (!there.equals(wanted) || zip.size() != named || wanted.size() != named) {
            throw new DamagedException("it does not hold just what its manifest names");
        }
    }

    Manifest manifest() {
        return manifest;
    }

    /** Reads everything once more, entry by entry, and changes nothing. */
    void verify(Consumer<String> progress) throws IOException {
        for (Manifest.Table table : manifest.tables()) {
            try (InputStream in = open(table)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
        for (Manifest.Kept file : manifest.files()) {
            try (InputStream in = open(file)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
        progress.accept("Verified: " + manifest.tables().size() + " tables, " + manifest.rows() + " rows, "
                + manifest.files().size() + " feed files.");
    }

    InputStream open(Manifest.Table table) throws IOException {
        return open(table.entry(), table.columns().size(), new Wanted(table.bytes(), table.rows(), table.sha256()));
    }

    InputStream open(Manifest.Kept file) throws IOException {
        return open(file.entry(), Measure.NO_ROWS, new Wanted(file.bytes(), 0, file.sha256()));
    }

    private InputStream open(String name, int columns, Wanted wanted) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new DamagedException("it does not hold " + name);
        }
        return new Verified(zip.getInputStream(entry), name, new Measure(columns), wanted, stop);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** What the manifest says of an entry. */
    private record Wanted(long bytes, long rows, String sha256) {}

    /** Fails at the end, or as soon as there is too much, unless it is what was wanted. */
    private static final class Verified extends InputStream {
        private final InputStream in;
        private final String name;
        private final Measure measure;
        private final Wanted wanted;
        private final Stop stop;
        private boolean ended;

        Verified(InputStream in, String name, Measure measure, Wanted wanted, Stop stop) {
            this.in = in;
            this.name = name;
            this.measure = measure;
            this.wanted = wanted;
            this.stop = stop;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            stop.check();
            if (ended) {
                return -1;
            }
            int got = in.read(into, offset, length);
            if (got >= 0) {
                measure.add(into, offset, got);
                if (measure.bytes() > wanted.bytes()) {
                    throw new DamagedException(name + " in it is longer than its manifest says");
                }
                return got;
            }
            ended = true;
            if (measure.bytes() != wanted.bytes()
                    || measure.rows() != wanted.rows()
                    || !measure.areRows()
                    || !measure.sha256Hex().equals(wanted.sha256())) {
                throw new DamagedException(name + " in it is not what its manifest says");
            }
            return -1;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
