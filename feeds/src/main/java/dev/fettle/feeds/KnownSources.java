package dev.fettle.feeds;

import dev.fettle.feeds.compiled.Table;
import dev.fettle.feeds.intake.FeedKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What was taken in before, by location: the last good states. */
final class KnownSources {
    /** All of Debian's OSV records with KEV and EPSS take under 20 MiB. */
    private static final long MAX_BYTES = 1L << 30;

    /** A table that cannot be opened so often under one pointer is lost: a feed may change, and change back, meanwhile. */
    private static final int LOOKS = 3;

    private final CacheFolder cache;
    private final long maxBytes;

    KnownSources(CacheFolder cache) {
        this(cache, MAX_BYTES);
    }

    /** @param maxBytes how much all tables together may take before the oldest states are forgotten */
    KnownSources(CacheFolder cache, long maxBytes) {
        this.cache = cache;
        this.maxBytes = maxBytes;
    }

    /** The last good state from a location. */
    Optional<SourcePointer> of(String location) {
        return cache.isOwn()
                ? SourcePointer.read(cache.source(location))
                        .filter(pointer -> pointer.location().equals(location))
                : Optional.empty();
    }

    /** @throws IOException if the compiled table is gone or damaged */
    Table table(SourcePointer pointer) throws IOException {
        return Uninterrupted.run(() -> Table.open(cache.table(pointer.content())));
    }

    /** A last good state with its compiled table. */
    record State(SourcePointer pointer, Table table) {}

    /**
     * The last good state from a location, opened; empty if there is none that is a feed.
     *
     * @throws IOException if the compiled table is gone or damaged
     */
    Optional<State> state(String location) throws IOException {
        Optional<SourcePointer> pointer = of(location).filter(each -> each.kind() != FeedKind.NONE);
        int unchanged = 0;
        while (pointer.isPresent()) {
            try {
                return Optional.of(new State(pointer.get(), table(pointer.get())));
            } catch (IOException e) {
                // Whoever took in a newer state meanwhile may have deleted the table of this one.
                Optional<SourcePointer> again = of(location).filter(each -> each.kind() != FeedKind.NONE);
                unchanged = again.equals(pointer) ? unchanged + 1 : 0;
                if (unchanged == LOOKS) {
                    throw e;
                }
                pointer = again;
            }
        }
        return Optional.empty();
    }

    boolean isSound(SourcePointer pointer) {
        try {
            table(pointer);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the last good state is one that is in force, not a feed on other systems that lay in a folder. */
    boolean spokeOfDebian(SourcePointer pointer) {
        try {
            return pointer.kind() != FeedKind.NONE && table(pointer).speaksOfDebian();
        } catch (IOException e) {
            return false;
        }
    }

    /** Keeps a new state whole: when its pointer is there, so is its table. */
    void keep(SourcePointer pointer, ByteBuffer table) throws IOException {
        try (CacheLock _ = cache.lock()) {
            cache.write(cache.table(pointer.content()), table);
            write(pointer);
        }
    }

    /** Drops what nobody needs any more. */
    void tidy(Instant now) throws IOException {
        try (CacheLock _ = cache.lock()) {
            Set<Path> inUse = new HashSet<>();
            long room = maxBytes;
            for (Path file : newestFirst()) {
                Optional<SourcePointer> known = SourcePointer.read(file);
                if (known.isPresent()) {
                    Path itsTable = cache.table(known.get().content());
                    boolean counted = !inUse.add(itsTable) || !Files.exists(itsTable);
                    room -= counted ? 0 : Files.size(itsTable);
                }
                if (room < 0) {
                    Files.deleteIfExists(file);
                }
            }
            cache.tidy(inUse, now);
        }
    }

    /** Feeds with a date in their name are new locations every day. */
    private List<Path> newestFirst() throws IOException {
        record Aged(Path file, FileTime written) {}
        List<Aged> aged = new ArrayList<>();
        for (Path file : files()) {
            aged.add(new Aged(file, Files.getLastModifiedTime(file)));
        }
        aged.sort(Comparator.comparing(Aged::written).reversed());
        return aged.stream().map(Aged::file).toList();
    }

    /** Keeps a pointer to a state that is known already, unless its table was dropped in the meantime. */
    void remember(SourcePointer pointer) throws IOException {
        try (CacheLock _ = cache.lock()) {
            if (pointer.kind() == FeedKind.NONE || Files.exists(cache.table(pointer.content()))) {
                write(pointer);
            }
        }
    }

    private void write(SourcePointer pointer) throws IOException {
        cache.write(cache.source(pointer.location()), ByteBuffer.wrap(pointer.toBytes()));
    }

    /** What was taken in from a location is no longer its last good state: there is nothing more to come from it. */
    void forget(String location) throws IOException {
        try (CacheLock _ = cache.lock()) {
            if (of(location).isPresent()) {
                Files.deleteIfExists(cache.source(location));
            }
        }
    }

    /** The locations below a folder from which feeds were taken in. */
    List<String> below(Path folder) throws IOException {
        String prefix = folder.toAbsolutePath().normalize() + "/";
        List<String> below = new ArrayList<>();
        for (Path file : files()) {
            SourcePointer.read(file)
                    .filter(pointer -> pointer.location().startsWith(prefix) && pointer.kind() != FeedKind.NONE)
                    .ifPresent(pointer -> below.add(pointer.location()));
        }
        below.sort(Comparator.naturalOrder());
        return below;
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(cache.sources())) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(cache.sources())) {
                all.forEach(files::add);
            }
        }
        return files;
    }

    /** Where temporary files may lie, also when the cache cannot be written to. */
    Path scratch() {
        try {
            Path own = cache.scratch();
            if (Files.isWritable(own)) {
                return own;
            }
        } catch (IOException _) {
            // Writing the table will tell of it.
        }
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** What to do where the cache cannot be written to. */
    String advice() {
        return "Make room in " + cache.root() + ", or set XDG_CACHE_HOME to a folder that can be written to.";
    }
}
