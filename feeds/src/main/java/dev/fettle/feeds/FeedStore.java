package dev.fettle.feeds;

import dev.fettle.feeds.FeedState.Status;
import dev.fettle.feeds.compiled.Table;
import dev.fettle.feeds.intake.FeedException;
import dev.fettle.feeds.intake.FeedKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes feeds in and keeps them compiled by content. A feed is taken in whole or not at all: whatever is wrong with
 * it, the last good state from the same location stays in force, and the feed's {@link FeedState} says so.
 */
public final class FeedStore {
    /** Of a text whose form does not show that it was cut, this share of the last good state's records must be there. */
    private static final double MIN_SHARE = 0.9;

    private final CacheFolder cache;
    private final InstantSource clock;
    private final FeedProgress progress;

    /** @param folder where compiled feeds are kept; made when first written to */
    public FeedStore(Path folder, InstantSource clock, FeedProgress progress) {
        this.cache = new CacheFolder(folder);
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
            if (location.startsWith("https://") || location.startsWith("http://")) {
                fetch(location, gathered);
            } else {
                open(Path.of(location), gathered);
            }
        }
        return gathered.loaded();
    }

    private void open(Path path, Gathered gathered) {
        try {
            if (Files.isDirectory(path)) {
                List<SourceFile> sources = Folder.sources(path);
                if (sources.isEmpty()) {
                    throw new FeedException(
                            "The folder " + path + " holds no files. Name the folder that holds the feeds.");
                }
                sources.forEach(source -> take(source, Asked.BY_FOLDER, gathered));
                return;
            }
            List<String> goneBelow = Files.exists(path) ? List.of() : knownBelow(path);
            if (goneBelow.isEmpty()) {
                take(SourceFile.of(path), Asked.BY_NAME, gathered);
            }
            for (String gone : goneBelow) {
                lastGood(gone, gone, new FeedException(gone + " does not exist."), gathered);
            }
        } catch (IOException e) {
            gathered.failed(path.toString(), path.toString(), sentence(e));
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
            Optional<SourcePointer> known = pointer(source.location());
            if (known.isPresent()
                    && known.get().stamp().equals(stamp.text())
                    && inForce(source, known.get(), asked, gathered)) {
                return;
            }
            String content = source.contentHash();
            String keptStamp = stamp.settledAt(clock.millis()) ? stamp.text() : "";
            if (known.isPresent() && known.get().content().equals(content)) {
                SourcePointer same = known.get();
                SourcePointer moved = new SourcePointer(
                        same.location(), keptStamp, content, same.kind(), same.records(), same.date(), same.etag());
                if (inForce(source, moved, asked, gathered)) {
                    remember(source, moved, gathered);
                    return;
                }
            }
            takeNew(source, content, keptStamp, "", asked, known.orElse(null), gathered);
        } catch (IOException e) {
            lastGood(source.name(), source.location(), e, gathered);
        }
    }

    private void fetch(String address, Gathered gathered) {
        @Nullable Path temporary = null;
        String shown = address;
        String name = address;
        try {
            Download download = new Download(address, progress);
            shown = download.shown();
            name = download.name();
            Optional<SourcePointer> known = pointer(shown);
            boolean usable =
                    known.isPresent() && Files.exists(cache.table(known.get().content()));
            Optional<Download.Fetched> fetched =
                    download.fetch(usable ? known.get().etag() : "", cache.scratch());
            SourceFile source = new SourceFile(
                    name, shown, fetched.map(Download.Fetched::file).stream().toList(), false);
            if (fetched.isEmpty()) {
                if (known.isEmpty() || !inForce(source, known.get(), Asked.BY_NAME, gathered)) {
                    throw new FeedException(shown + " says that nothing has changed, but no state of it is at hand.");
                }
                return;
            }
            temporary = fetched.get().file();
            String content = source.contentHash();
            takeNew(source, content, "", fetched.get().etag(), Asked.BY_NAME, known.orElse(null), gathered);
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

    private void takeNew(
            SourceFile source,
            String content,
            String stamp,
            String etag,
            Asked asked,
            @Nullable SourcePointer known,
            Gathered gathered)
            throws IOException {
        FeedCompiler.Compiled compiled;
        try {
            compiled = new FeedCompiler(cache.scratch(), progress).compile(source);
        } catch (FeedException e) {
            throw e;
        } catch (IOException e) {
            throw new FeedException(source.name() + " could not be taken in: " + reason(e) + ". " + advice(), e);
        }
        if (compiled.kind() == FeedKind.NONE) {
            if (asked == Asked.BY_NAME) {
                throw new FeedException(source.name()
                        + " is no feed that Fettle knows (OSV records, CISA KEV or EPSS scores). It was not taken in.");
            }
            SourcePointer none = new SourcePointer(source.location(), stamp, content, FeedKind.NONE, 0, "", "");
            remember(source, none, gathered);
            inForce(source, none, asked, gathered);
            return;
        }
        Table table = Table.of(compiled.table(), source.name());
        long records = Long.parseLong(table.property("records"));
        refuseShrunk(source, compiled.kind(), records, known);
        if (asked == Asked.BY_NAME && table.property("statements").equals("0")) {
            throw new FeedException(source.name() + " holds " + records
                    + " OSV records, none of them on a Debian release. It was not taken in.");
        }
        SourcePointer pointer = new SourcePointer(
                source.location(), stamp, content, compiled.kind(), records, table.property("date"), etag);
        try {
            cache.write(cache.table(content), compiled.table().duplicate());
            cache.write(cache.source(source.location()), ByteBuffer.wrap(pointer.toBytes()));
            cache.tidy(inUse(), clock.instant());
        } catch (IOException e) {
            gathered.warn(
                    source.name() + " is used but could not be kept for the next time: " + reason(e) + ". " + advice());
        }
        gathered.add(source.name(), pointer, table, Status.NEW, "");
    }

    private String advice() {
        return "Make room in " + cache.root() + ", or set XDG_CACHE_HOME to a folder that can be written to.";
    }

    private static void refuseShrunk(SourceFile source, FeedKind kind, long records, @Nullable SourcePointer known)
            throws FeedException {
        boolean cutWouldShow = kind == FeedKind.OSV || kind == FeedKind.KEV_JSON;
        if (!cutWouldShow && known != null && records < MIN_SHARE * known.records()) {
            throw new FeedException(source.name() + " has " + records + " records where the last good state has "
                    + known.records() + ", so it looks cut. It was not taken in; fetch it again.");
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
            Table table = Table.map(cache.table(pointer.content()));
            if (asked == Asked.BY_NAME && table.property("statements").equals("0")) {
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
            Optional<SourcePointer> known = pointer(location);
            if (known.isPresent() && known.get().kind() != FeedKind.NONE) {
                Table table = Table.map(cache.table(known.get().content()));
                String message = why + " The last good state stays in force ("
                        + known.get().records() + " records"
                        + (known.get().date().isEmpty()
                                ? ""
                                : ", of " + known.get().date()) + ").";
                gathered.add(name, known.get(), table, Status.LAST_GOOD, message);
                return;
            }
        } catch (IOException e) {
            why = why + " The last good state cannot be read either: " + reason(e) + ".";
        }
        gathered.failed(name, location, why);
    }

    private static String sentence(IOException e) {
        return e instanceof FeedException ? reason(e) : "It could not be read: " + reason(e) + ".";
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return e instanceof FeedException || e.getClass() == IOException.class
                ? String.valueOf(message)
                : e.getClass().getSimpleName().replace("Exception", "") + " (" + message + ")";
    }

    private Optional<SourcePointer> pointer(String location) throws IOException {
        return SourcePointer.read(cache.source(location));
    }

    private void remember(SourceFile source, SourcePointer pointer, Gathered gathered) {
        try {
            cache.write(cache.source(source.location()), ByteBuffer.wrap(pointer.toBytes()));
        } catch (IOException e) {
            gathered.warn(source.name() + " will be read again the next time: " + reason(e) + ". " + advice());
        }
    }

    /** The locations below a folder that is gone from which something was taken in. */
    private List<String> knownBelow(Path folder) throws IOException {
        String prefix = folder.toAbsolutePath().normalize() + "/";
        List<String> below = new ArrayList<>();
        for (SourcePointer pointer : pointers()) {
            if (pointer.location().startsWith(prefix) && pointer.kind() != FeedKind.NONE) {
                below.add(pointer.location());
            }
        }
        below.sort(Comparator.naturalOrder());
        return below;
    }

    private Set<Path> inUse() throws IOException {
        Set<Path> tables = new HashSet<>();
        for (SourcePointer pointer : pointers()) {
            tables.add(cache.table(pointer.content()));
        }
        return tables;
    }

    private List<SourcePointer> pointers() throws IOException {
        List<SourcePointer> pointers = new ArrayList<>();
        if (Files.isDirectory(cache.sources())) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(cache.sources())) {
                for (Path file : files) {
                    SourcePointer.read(file).ifPresent(pointers::add);
                }
            }
        }
        return pointers;
    }
}
