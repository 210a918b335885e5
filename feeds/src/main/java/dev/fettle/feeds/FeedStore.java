package dev.fettle.feeds;

import dev.fettle.feeds.FeedState.Status;
import dev.fettle.feeds.compiled.Table;
import dev.fettle.feeds.intake.FeedException;
import dev.fettle.feeds.intake.FeedKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes feeds in and keeps them compiled by content. A feed is taken in whole or not at all: whatever is wrong with
 * it, the last good state from the same location stays in force, and the feed's {@link FeedState} says so.
 */
public final class FeedStore {
    /** Of a text whose form does not show that it was cut, this share of the last good state's records must be there. */
    private static final double MIN_SHARE = 0.9;

    /** Whatever looks like an address is treated as one, so that no password in it is shown. */
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://");

    private final KnownSources known;
    private final InstantSource clock;
    private final FeedProgress progress;

    /** @param folder where compiled feeds are kept; made when first written to */
    public FeedStore(Path folder, InstantSource clock, FeedProgress progress) {
        this.known = new KnownSources(new CacheFolder(folder));
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * What is in force, and how each feed that was asked for stands.
     *
     * @param warnings sentences on what went wrong around the feeds, such as a cache that cannot be written to
     */
    public record Loaded(FeedCatalog catalog, List<FeedState> states, List<String> warnings) {}

    /** @param locations files, folders and HTTP addresses */
    public Loaded load(List<String> locations) {
        Gathered gathered = new Gathered();
        for (String location : locations) {
            if (ADDRESS.matcher(location).lookingAt()) {
                fetch(location, gathered);
            } else {
                open(location, gathered);
            }
        }
        return gathered.loaded();
    }

    private void open(String location, Gathered gathered) {
        try {
            Path path = Path.of(location);
            if (Files.isDirectory(path)) {
                openFolder(path, gathered);
            } else if (Files.exists(path)) {
                take(SourceFile.of(path), Asked.BY_NAME, gathered);
            } else {
                missing(path, new FeedException(path + " does not exist. Check the name."), gathered);
            }
        } catch (IOException e) {
            gathered.failed(location, location, sentence(e));
        } catch (InvalidPathException e) {
            gathered.failed(
                    location, location, "It is no path on this system (" + e.getReason() + "). Check the name.");
        }
    }

    private void openFolder(Path path, Gathered gathered) throws IOException {
        Folder folder = Folder.read(path);
        folder.sources().forEach(source -> take(source, Asked.BY_FOLDER, gathered));
        folder.passedOver().forEach((file, why) -> gathered.ignored(SourceFile.of(file), why));
        if (folder.sources().isEmpty()) {
            missing(
                    path,
                    new FeedException("The folder " + path + " holds no files. Name the folder that holds the feeds."),
                    gathered);
        }
    }

    /** A folder that is gone or empty may be one that is not mounted: what was taken in from below it stays in force. */
    private void missing(Path path, FeedException why, Gathered gathered) throws IOException {
        SourceFile itself = SourceFile.of(path);
        List<String> below = known.below(path);
        if (below.isEmpty() || known.of(itself.location()).isPresent()) {
            lastGood(itself.name(), itself.location(), why, gathered);
        }
        for (String gone : below) {
            lastGood(gone, gone, new FeedException(gone + " does not exist."), gathered);
        }
    }

    /** Whether a file was named itself, or only lies in a folder that was. */
    private enum Asked {
        BY_NAME,
        BY_FOLDER
    }

    private void take(SourceFile source, Asked asked, Gathered gathered) {
        try {
            SourceFile.Stamp stamp = source.stamp();
            Optional<SourcePointer> before = known.of(source.location());
            if (before.isPresent()
                    && before.get().stamp().equals(stamp.text())
                    && inForce(source, before.get(), asked, gathered)) {
                return;
            }
            String content = source.contentHash();
            Found found = new Found(source, content, stamp.text(), stamp.settledAt(clock.millis()), "");
            if (before.isPresent() && before.get().content().equals(content)) {
                SourcePointer moved = before.get().stamped(found.keptStamp());
                if (inForce(source, moved, asked, gathered)) {
                    remember(source, moved, gathered);
                    return;
                }
            }
            takeNew(found, asked, before, gathered);
        } catch (IOException e) {
            lastGood(source.name(), source.location(), e, gathered);
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

    private void fetch(String address, Gathered gathered) {
        @Nullable Path temporary = null;
        String shown = Download.shown(address);
        String name = shown;
        try {
            Download download = new Download(address, progress);
            name = download.name();
            Optional<SourcePointer> before = known.of(shown);
            String etag = before.filter(known::isSound).map(SourcePointer::etag).orElse("");
            if (!download.isTrustworthy()) {
                gathered.warn(
                        shown + " is fetched without encryption, so anybody on the way could change it. Use https.");
            }
            Optional<Download.Fetched> fetched = download.fetch(etag, known.scratch());
            SourceFile source = new SourceFile(
                    name, shown, fetched.map(Download.Fetched::file).stream().toList(), false);
            if (fetched.isEmpty()) {
                if (before.isEmpty() || !inForce(source, before.get(), Asked.BY_NAME, gathered)) {
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
            lastGood(name, shown, e, gathered);
        } finally {
            delete(temporary, gathered);
        }
    }

    private void delete(@Nullable Path temporary, Gathered gathered) {
        try {
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            gathered.warn("The temporary file " + temporary + " could not be deleted: " + reason(e) + ".");
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
            inForce(source, none, asked, gathered);
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
        try {
            known.keep(pointer, compiled.table().duplicate(), clock.instant());
        } catch (IOException e) {
            gathered.warn(source.name() + " is used but could not be kept for the next time: " + reason(e) + ". "
                    + known.advice());
        }
        gathered.add(source.name(), pointer, table, Status.NEW, "");
    }

    private FeedCompiler.Compiled compiled(Found found) throws FeedException {
        SourceFile source = found.source();
        try {
            FeedCompiler.Compiled compiled = new FeedCompiler(known.scratch(), progress).compile(source);
            if (!source.stamp().text().equals(found.stamp())) {
                throw new FeedException(source.name()
                        + " changed while it was read. It was not taken in; scan again when it is complete.");
            }
            return compiled;
        } catch (FeedException e) {
            throw e;
        } catch (IOException e) {
            throw new FeedException(source.name() + " could not be taken in: " + reason(e) + ". " + known.advice(), e);
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

    /** Puts a state known from before in force; false if its compiled table is gone or damaged. */
    private boolean inForce(SourceFile source, SourcePointer pointer, Asked asked, Gathered gathered) {
        if (pointer.kind() == FeedKind.NONE) {
            if (asked == Asked.BY_FOLDER) {
                gathered.ignored(source, "It is no feed that Fettle knows.");
            }
            return asked == Asked.BY_FOLDER;
        }
        try {
            Table table = known.table(pointer);
            if (asked == Asked.BY_NAME && !table.speaksOfDebian()) {
                return false;
            }
            gathered.add(source.name(), pointer, table, Status.UNCHANGED, "");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void lastGood(String name, String location, IOException cause, Gathered gathered) {
        String why = sentence(cause);
        try {
            Optional<SourcePointer> before = known.of(location).filter(each -> each.kind() != FeedKind.NONE);
            if (before.isPresent()) {
                SourcePointer good = before.get();
                Table table = known.table(good);
                String of = good.date().isEmpty() ? "" : ", of " + good.date();
                String message =
                        why + " The last good state stays in force (" + good.records() + " records" + of + ").";
                if (table.speaksOfDebian()) {
                    gathered.add(name, good, table, Status.LAST_GOOD, message);
                    return;
                }
            }
        } catch (IOException e) {
            why = why + " The last good state cannot be read either. " + sentence(e);
        }
        gathered.failed(name, location, why);
    }

    private static String sentence(IOException e) {
        return e instanceof FeedException ? reason(e) : "It could not be read: " + reason(e) + ".";
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        String what = e.getClass().getSimpleName().replace("Exception", "");
        if (message == null) {
            return what;
        }
        return e instanceof FeedException || e.getClass() == IOException.class ? message : what + " (" + message + ")";
    }

    private void remember(SourceFile source, SourcePointer pointer, Gathered gathered) {
        try {
            known.remember(pointer);
        } catch (IOException e) {
            gathered.warn(source.name() + " will be read again the next time: " + reason(e) + ". " + known.advice());
        }
    }
}
