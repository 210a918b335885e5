package dev.fettle.server.database.backup;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes a backup: a zip of tables and files, its manifest last, sealed in its comment. */
final class BackupWriter implements Closeable {
    static final String MANIFEST = "manifest.json";

    private static final int CHUNK = 1 << 16;

    private final SealedOutput sealed;
    private final ZipOutputStream zip;
    private final Stop stop;

    BackupWriter(OutputStream out, Stop stop) {
        this.stop = stop;
        this.sealed = new SealedOutput(out, stop);
        this.zip = new ZipOutputStream(new BufferedOutputStream(sealed, CHUNK));
        zip.setComment("-".repeat(SealedOutput.SEAL));
    }

    /** Where what an entry holds comes from. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException, SQLException;
    }

    Manifest.Table table(String name, List<String> columns, Content content) throws IOException, SQLException {
        Measure measure = new Measure(columns.size());
        write("tables/" + name, measure, content);
        return new Manifest.Table(name, columns, measure.rows(), measure.bytes(), measure.sha256Hex());
    }

    Manifest.Kept file(String name, Content content) throws IOException, SQLException {
        Measure measure = new Measure(Measure.NO_ROWS);
        write("feeds/" + name, measure, content);
        return new Manifest.Kept(name, measure.bytes(), measure.sha256Hex());
    }

    private void write(String entry, Measure measure, Content content) throws IOException, SQLException {
        zip.putNextEntry(new ZipEntry(entry));
        OutputStream out = new BufferedOutputStream(new Measured(zip, measure, stop), CHUNK);
        content.writeTo(out);
        out.flush();
        zip.closeEntry();
    }

    /** The last that is written. */
    void finish(Manifest manifest) throws IOException {
        zip.putNextEntry(new ZipEntry(MANIFEST));
        zip.write(manifest.toJson());
        zip.closeEntry();
        zip.finish();
        zip.flush();
        sealed.seal();
    }

    /** Without {@link #finish} before, what was written is no backup. Leaves the stream open that it writes to. */
    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Measures what goes through. */
    private static final class Measured extends OutputStream {
        private final OutputStream out;
        private final Measure measure;
        private final Stop stop;

        Measured(OutputStream out, Measure measure, Stop stop) {
            this.out = out;
            this.measure = measure;
            this.stop = stop;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] chunk, int offset, int length) throws IOException {
            stop.check();
            out.write(chunk, offset, length);
            measure.add(chunk, offset, length);
        }
    }
}
