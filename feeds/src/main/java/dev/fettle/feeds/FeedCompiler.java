package dev.fettle.feeds;

import dev.fettle.feeds.epss.EpssImport;
import dev.fettle.feeds.intake.Archive;
import dev.fettle.feeds.intake.FeedException;
import dev.fettle.feeds.intake.FeedKind;
import dev.fettle.feeds.intake.Interruption;
import dev.fettle.feeds.intake.Limits;
import dev.fettle.feeds.intake.Unpacked;
import dev.fettle.feeds.kev.KevImport;
import dev.fettle.feeds.osv.OsvImport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;

/** Compiles one source, whole or not at all. */
final class FeedCompiler {
    /** How many records go between two words of progress. */
    private static final int PROGRESS_EVERY = 500;

    private final Path scratch;
    private final FeedProgress progress;

    /** @param scratch a folder for temporary files */
    FeedCompiler(Path scratch, FeedProgress progress) {
        this.scratch = scratch;
        this.progress = progress;
    }

    /** @param table empty if the kind is {@link FeedKind#NONE} */
    record Compiled(FeedKind kind, ByteBuffer table) {
        static final Compiled NONE = new Compiled(FeedKind.NONE, ByteBuffer.allocate(0));

        private static Compiled of(FeedKind kind, byte[] table) {
            return new Compiled(kind, ByteBuffer.wrap(table));
        }
    }

    /** @throws FeedException if the source is no sound feed; says why, with file and record */
    Compiled compile(SourceFile source) throws IOException {
        if (source.records()) {
            return Compiled.of(FeedKind.OSV, records(source));
        }
        try (Unpacked unpacked = Unpacked.open(source.name(), source.files().getFirst(), scratch)) {
            FeedKind kind = FeedKind.of(source.name(), unpacked);
            return switch (kind) {
                case OSV -> Compiled.of(kind, osv(source, unpacked));
                case KEV_JSON -> {
                    try (InputStream text = unpacked.text()) {
                        yield Compiled.of(kind, new KevImport(source.name()).json(text));
                    }
                }
                case KEV_CSV -> {
                    try (InputStream text = unpacked.text()) {
                        yield Compiled.of(kind, new KevImport(source.name()).csv(text));
                    }
                }
                case EPSS -> {
                    try (InputStream text = unpacked.text()) {
                        yield Compiled.of(kind, new EpssImport(source.name()).csv(text));
                    }
                }
                case NONE -> Compiled.NONE;
            };
        }
    }

    private byte[] osv(SourceFile source, Unpacked unpacked) throws IOException {
        OsvImport osv = new OsvImport(source.name());
        ZipFile zip = unpacked.archive();
        if (zip == null) {
            try (InputStream text = unpacked.text()) {
                byte[] record = text.readNBytes(Limits.RECORD_BYTES);
                osv.add(source.name(), record, record.length);
            }
        } else {
            Archive archive = new Archive(source.name(), zip);
            archive.forEachRecord((entry, buffer, length) -> {
                osv.add(entry, buffer, length);
                tick(source, osv.records(), archive.size());
            });
        }
        return finished(source, osv);
    }

    private byte[] records(SourceFile source) throws IOException {
        OsvImport osv = new OsvImport(source.name());
        for (Path file : source.files()) {
            if (Files.size(file) > Limits.RECORD_BYTES) {
                throw new FeedException(file + " is larger than any real record. The feed was not taken in.");
            }
            byte[] record = Files.readAllBytes(file);
            osv.add(String.valueOf(file.getFileName()), record, record.length);
            Interruption.check(source.name());
            tick(source, osv.records(), source.files().size());
        }
        return finished(source, osv);
    }

    private void tick(SourceFile source, int done, int total) {
        if (done % PROGRESS_EVERY == 0) {
            progress.amount(source.name(), done, total);
        }
    }

    private static byte[] finished(SourceFile source, OsvImport osv) throws FeedException {
        if (osv.records() == 0) {
            throw new FeedException(source.name() + " holds no records. It was not taken in.");
        }
        return osv.toBytes();
    }
}
