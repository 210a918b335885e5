package dev.fettle.server.audit;

import dev.fettle.core.audit.AuditChain;
import dev.fettle.core.audit.AuditEntry;
import dev.fettle.core.audit.ChainPart;
import dev.fettle.core.audit.Checkpoint;
import dev.fettle.core.signing.Octets;
import dev.fettle.trail.TrailWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes entries of the chain out, so that others can check and keep them. */
@Component
public final class AuditExport {
    private final TrailStore rows;
    private final ChainStore chain;
    private final SealingThread sealing;
    /** Each holds a connection for as long as its reader takes, and the pages need some too. */
    private final Semaphore places = new Semaphore(2, true);

    private final TransactionTemplate onePicture;

    AuditExport(TrailStore rows, ChainStore chain, SealingThread sealing, PlatformTransactionManager transactions) {
        this.rows = rows;
        this.chain = chain;
        this.sealing = sealing;
        this.onePicture = new TransactionTemplate(transactions);
        onePicture.setReadOnly(true);
        onePicture.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /** How it is written. */
    public enum Format {
        /** With all that is needed to prove that nothing was changed: {@code fettle audit verify} does. */
        JSON_LINES,
        /** For spreadsheets; proves nothing. */
        CSV
    }

    /**
     * Writes what is meant, in one picture of the chain and with little memory; neither closes the stream nor ends
     * within a line. Waits until one of two places is free. Of entries in between that are not meant, JSON Lines has the digests alone.
     *
     * @throws IOException if the stream cannot take it
     */
    public void write(OutputStream out, Selection selection, Format format) throws IOException {
        sealing.settle();
        places.acquireUninterruptibly();
        try {
            onePicture.executeWithoutResult(_ -> {
                switch (format) {
                    case JSON_LINES -> writeLines(out, selection);
                    case CSV -> writeCsv(out, selection);
                }
            });
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            places.release();
        }
    }

    private void writeLines(OutputStream out, Selection selection) {
        TrailStore.Ends ends = ends(selection);
        // To the newest checkpoint: who has kept it is to see that nothing is missing at the end.
        long last = Math.max(
                ends.last(), chain.lastCheckpoint().map(Checkpoint::number).orElse(0L));
        Octets before = chain.hash(ends.first() - 1).orElse(AuditChain.START);
        try {
            TrailWriter writer = new TrailWriter(out, ends.first(), before);
            if (ends.last() >= ends.first()) {
                rows.walk(ends.first(), last, selection, new Writing() {
                    @Override
                    void write(ChainPart part) throws IOException {
                        writer.write(part);
                    }
                });
            }
            writer.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeCsv(OutputStream out, Selection selection) {
        TrailStore.Ends ends = ends(selection);
        try {
            CsvLines lines = new CsvLines(out);
            rows.walk(ends.first(), ends.last(), selection, new Writing() {
                @Override
                void write(ChainPart part) throws IOException {
                    if (part instanceof ChainPart.Told(AuditEntry entry, Octets digest, Octets hash)) {
                        lines.write(entry, digest, hash);
                    }
                }
            });
            lines.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The place behind the end where nothing is meant. */
    private TrailStore.Ends ends(Selection selection) {
        Optional<TrailStore.Ends> ends = rows.ends(selection);
        return ends.orElseGet(() -> {
            long end = chain.end().number();
            return new TrailStore.Ends(end + 1, end);
        });
    }

    /** Writes all that is found, as it is found: to tell what is wrong with it is the verification's work. */
    private abstract static class Writing implements TrailStore.Walker {
        abstract void write(ChainPart part) throws IOException;

        @Override
        public boolean part(ChainPart part) {
            try {
                write(part);
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public boolean absent(long number, Octets digest) {
            return part(new ChainPart.Withheld(number, digest));
        }

        @Override
        public void unreadable(long number, String why) {
            throw new UncheckedIOException(new IOException("Entry " + number
                    + " has been changed and cannot be written out: " + why + " Verify the audit trail."));
        }
    }
}
