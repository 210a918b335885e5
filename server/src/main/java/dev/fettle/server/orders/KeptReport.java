package dev.fettle.server.orders;

import dev.fettle.core.order.Report;
import dev.fettle.link.LinkException;
import dev.fettle.link.ReportForm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** Reports as they lie in the database: deflated. */
final class KeptReport {
    /** Far more than a report of these bounds takes. */
    private static final int MOST_BYTES = 128 << 20;

    private KeptReport() {}

    static byte[] bytes(Report report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
            deflater.write(ReportForm.write(report));
        } catch (IOException e) {
            throw new UncheckedIOException("Memory cannot be written.", e);
        }
        return bytes.toByteArray();
    }

    /** Empty if somebody has changed the bytes in the database so that they are no report any more. */
    static Optional<Report> read(byte[] bytes) {
        try (InflaterInputStream inflater = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
            return Optional.of(ReportForm.read(inflater.readNBytes(MOST_BYTES)));
        } catch (IOException | LinkException _) {
            return Optional.empty();
        }
    }
}
