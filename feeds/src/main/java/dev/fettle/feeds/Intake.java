package dev.fettle.feeds;

import dev.fettle.feeds.FeedState.Status;
import dev.fettle.feeds.compiled.Comparison;
import dev.fettle.feeds.compiled.Table;
import dev.fettle.feeds.intake.FeedException;
import dev.fettle.feeds.intake.FeedKind;
import dev.fettle.feeds.intake.Interruption;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes what is there now in, where it is new, whole or not at all; the last good state stays in force otherwise. An
 * interrupted thread takes nothing more in.
 */
final class Intake {
    /** Of a text whose form does not show that it was cut, this share of the last good state's records must be there. */
    private static final double MIN_SHARE = 0.9;

    private final KnownSources known;
    private final LastGoodStates lastGood;
    private final InstantSource clock;
    private final FeedProgress progress;

    Intake(KnownSources known, InstantSource clock, FeedProgress progress) {
        this.known = known;
        this.lastGood = new LastGoodStates(known);
        this.clock = clock;
        this.progress = progress;
    }

    void path(Path path, Gathered gathered) throws IOException {
        if (Files.isDirectory(path)) {
            folder(path, gathered);
        } else if (Files.exists(path)) {
            file(SourceFile.of(path), Asked.BY_NAME, gathered);
        } else {
            lastGood.insteadOfMissing(path, new FeedException(path + " does not exist. Check the name."), gathered);
        }
    }

    private void folder(Path path, Gathered gathered) throws IOException {
        Folder folder;
        try {
            folder = Folder.read(path);
        } catch (IOException e) {
            lastGood.insteadOfFolder(path, e, _ -> e, gathered);
            return;
        }
        folder.sources().forEach(source -> file(source, Asked.BY_FOLDER, gathered));
        folder.passedOver().forEach((file, why) -> gathered.ignored(SourceFile.of(file), why));
        if (folder.sources().isEmpty()) {
            FeedException empty =
                    new FeedException("The folder " + path + " holds no files. Name the folder that holds the feeds.");
            lastGood.insteadOfMissing(path, empty, gathered);
            return;
        }
        for (String location : known.below(path)) {
            if (folder.lacks(location)) {
                known.forget(location);
            }
        }
    }

    private void file(SourceFile source, Asked asked, Gathered gathered) {
        try {
            Interruption.check(source.name());
            SourceFile.Stamp stamp = source.stamp();
            Optional<SourcePointer> before = known.of(source.location());
            if (before.isPresent()
                    && before.get().stamp().equals(stamp.text())
                    && lastGood.inForce(source, before.get(), asked, gathered)) {
                return;
            }
            String content = source.contentHash();
            Found found = new Found(source, content, stamp.text(), stamp.settledAt(clock.millis()), "");
            if (before.isPresent() && before.get().content().equals(content)) {
                SourcePointer moved = before.get().stamped(found.keptStamp());
                if (lastGood.inForce(source, moved, asked, gathered)) {
                    remember(source, moved, gathered);
                    return;
                }
            }
            takeNew(found, asked, before, gathered);
        } catch (IOException e) {
            lastGood.insteadOf(source.name(), source.location(), e, gathered);
        }
    }

    /**
     * A source as it was found.
     *
     * @param stamp of before its content was read
     * @param settled whether the stamp tells it from every later state
     */
    private record Found(SourceFile source, String content, String stamp, boolean settled, String etag) {
        String keptStamp() {
            return settled ? stamp : "";
        }
    }

    void download(Download download, Gathered gathered) {
        @Nullable Path temporary = null;
        String shown = download.shown();
        try {
            Interruption.check(shown);
            Optional<SourcePointer> before = known.of(shown);
            String etag = before.filter(known::isSound).map(SourcePointer::etag).orElse("");
            if (!download.isTrustworthy()) {
                gathered.warn(
                        shown + " is fetched without encryption, so anybody on the way could change it. Use https.");
            }
            Optional<Download.Fetched> fetched = download.fetch(etag, known.scratch());
            SourceFile source = new SourceFile(
                    download.name(),
                    shown,
                    fetched.map(Download.Fetched::file).stream().toList(),
                    false);
            if (fetched.isEmpty()) {
                if (before.isEmpty() || !lastGood.inForce(source, before.get(), Asked.BY_NAME, gathered)) {
                    throw new FeedException(shown + " says that nothing has changed, but no state of it is at hand.");
                }
                return;
            }
            temporary = fetched.get().file();
            Found found = new Found(
                    source,
                    source.contentHash(),
                    source.stamp().text(),
                    false,
                    fetched.get().etag());
            takeNew(found, Asked.BY_NAME, before, gathered);
        } catch (IOException e) {
            lastGood.insteadOf(download.name(), shown, e, gathered);
        } finally {
            delete(temporary, gathered);
        }
    }

    private static void delete(@Nullable Path temporary, Gathered gathered) {
        try {
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            gathered.warn("The temporary file " + temporary + " could not be deleted: " + Failure.reason(e) + ".");
        }
    }

    private void takeNew(Found found, Asked asked, Optional<SourcePointer> last, Gathered gathered) throws IOException {
        SourceFile source = found.source();
        FeedCompiler.Compiled compiled = compiled(found);
        Optional<SourcePointer> before = last.filter(known::spokeOfDebian);
        if (compiled.kind() == FeedKind.NONE) {
            if (asked == Asked.BY_NAME || before.isPresent()) {
                throw new FeedException(source.name() + " is no feed that Fettle knows (OSV records, CISA KEV or EPSS"
                        + " scores). It was not taken in; fetch it again.");
            }
            SourcePointer none =
                    new SourcePointer(source.location(), found.keptStamp(), found.content(), FeedKind.NONE, 0, "", "");
            remember(source, none, gathered);
            lastGood.inForce(source, none, asked, gathered);
            return;
        }
        Table table = Table.of(compiled.table(), source.name());
        long records = Long.parseLong(table.property("records"));
        if (before.isPresent()) {
            refuseOtherFamily(source, compiled.kind(), before.get());
            refuseShrunk(source, compiled.kind(), records, before.get());
        }
        if (!table.speaksOfDebian() && (asked == Asked.BY_NAME || before.isPresent())) {
            throw new FeedException(source.name() + " holds " + records
                    + " OSV records, none of them on a Debian release. It was not taken in.");
        }
        SourcePointer pointer = new SourcePointer(
                source.location(),
                found.keptStamp(),
                found.content(),
                compiled.kind(),
                records,
                table.property("date"),
                found.etag());
        if (gathered.wantsDifferences() && table.speaksOfDebian()) {
            gathered.difference(source.location(), difference(before, table));
        }
        Interruption.check(source.name());
        keep(source, pointer, compiled.table().duplicate(), gathered);
        gathered.add(source.name(), pointer, table, Status.NEW, "");
    }

    private FeedDifference difference(Optional<SourcePointer> before, Table after) throws IOException {
        return FeedDifference.of(
                before.isPresent()
                        ? Comparison.between(known.table(before.get()), after)
                        : Comparison.withNothing(after));
    }

    private void keep(SourceFile source, SourcePointer pointer, ByteBuffer table, Gathered gathered)
            throws InterruptedIOException {
        try {
            known.keep(pointer, table);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            gathered.warn(source.name() + " is used but could not be kept for the next time: " + Failure.reason(e)
                    + ". " + known.advice());
            return;
        }
        try {
            known.tidy(clock.instant());
        } catch (IOException e) {
            gathered.warn("What is no longer needed of the feeds could not be deleted: " + Failure.reason(e) + ".");
        }
    }

    private FeedCompiler.Compiled compiled(Found found) throws IOException {
        SourceFile source = found.source();
        try {
            FeedCompiler.Compiled compiled = new FeedCompiler(known.scratch(), progress).compile(source);
            if (!source.stamp().text().equals(found.stamp())) {
                throw new FeedException(source.name()
                        + " changed while it was read. It was not taken in; try again when it is complete.");
            }
            return compiled;
        } catch (FeedException | InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw new FeedException(
                    source.name() + " could not be taken in: " + Failure.reason(e) + ". " + known.advice(), e);
        }
    }

    private static void refuseOtherFamily(SourceFile source, FeedKind kind, SourcePointer before) throws FeedException {
        if (!kind.family().equals(before.kind().family())) {
            throw new FeedException(
                    source.name() + " held a feed of kind " + before.kind().family() + " and now holds " + kind.family()
                            + ". It was not taken in; give the new feed a name of its own.");
        }
    }

    private static void refuseShrunk(SourceFile source, FeedKind kind, long records, SourcePointer before)
            throws FeedException {
        boolean cutWouldShow = kind == FeedKind.OSV || kind == FeedKind.KEV_JSON;
        if (!cutWouldShow && records < MIN_SHARE * before.records()) {
            throw new FeedException(source.name() + " has " + records + " records where the last good state has "
                    + before.records() + ", so it looks cut. It was not taken in; fetch it again.");
        }
    }

    private void remember(SourceFile source, SourcePointer pointer, Gathered gathered) {
        try {
            known.remember(pointer);
        } catch (IOException e) {
            gathered.warn(
                    source.name() + " will be read again the next time: " + Failure.reason(e) + ". " + known.advice());
        }
    }
}
