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

    private final CacheFolder cache;

    KnownSources(CacheFolder cache) {
        this.cache = cache;
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
        return Table.open(cache.table(pointer.content()));
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

    /** Keeps a new state whole, then drops what nobody needs any more. */
    void keep(SourcePointer pointer, ByteBuffer table, Instant now) throws IOException {
        cache.write(cache.table(pointer.content()), table);
        remember(pointer);
        Set<Path> inUse = new HashSet<>();
        long room = MAX_BYTES;
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

    void remember(SourcePointer pointer) throws IOException {
        cache.write(cache.source(pointer.location()), ByteBuffer.wrap(pointer.toBytes()));
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
