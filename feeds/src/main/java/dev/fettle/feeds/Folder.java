package dev.fettle.feeds;

import dev.fettle.feeds.intake.FeedException;
import dev.fettle.feeds.intake.FeedKind;
import dev.fettle.feeds.intake.Interruption;
import dev.fettle.feeds.intake.Limits;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a folder holds: each file is a feed, but single OSV records that lie together are one.
 *
 * @param passedOver why files below it were not looked at, by file
 */
record Folder(List<SourceFile> sources, Map<Path, String> passedOver) {
    private static final int MAX_DEPTH = 32;

    /** @throws FeedException if the folder holds more files than any real one */
    static Folder read(Path folder) throws IOException {
        Path real = folder.toRealPath();
        Visit visit = new Visit(folder, real);
        Files.walkFileTree(real, Set.of(), MAX_DEPTH, visit);
        // Named as the folder was, so that what is known of it is found again also when it is gone.
        Path named = folder.toAbsolutePath().normalize();
        List<SourceFile> sources = new ArrayList<>();
        Map<Path, List<Path>> records = new TreeMap<>();
        for (Path found : visit.files) {
            Path file = named.resolve(real.relativize(found));
            Path parent = file.getParent();
            if (parent != null && FeedKind.isRecordName(String.valueOf(file.getFileName()))) {
                records.computeIfAbsent(parent, _ -> new ArrayList<>()).add(file);
            } else {
                sources.add(SourceFile.of(file));
            }
        }
        records.forEach((parent, files) -> sources.add(SourceFile.ofRecords(parent, files)));
        Map<Path, String> passedOver = new TreeMap<>();
        visit.passedOver.forEach((found, why) -> passedOver.put(named.resolve(real.relativize(found)), why));
        return new Folder(sources, passedOver);
    }

    /** Whether a location below it is no feed any more: nothing is there, and it was looked for. */
    boolean lacks(String location) {
        return sources.stream().noneMatch(source -> source.location().equals(location))
                && passedOver.keySet().stream()
                        .noneMatch(path -> Path.of(location).startsWith(path));
    }

    /** Follows no link to a folder, so that none leads out and none in a circle. */
    private static final class Visit extends SimpleFileVisitor<Path> {
        private final Path asked;
        private final Path real;
        private final SortedSet<Path> files = new TreeSet<>();
        private final Map<Path, String> passedOver = new TreeMap<>();

        Visit(Path asked, Path real) {
            this.asked = asked;
            this.real = real;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Interruption.check(asked.toString());
            if (String.valueOf(file.getFileName()).startsWith(".")) {
                return FileVisitResult.CONTINUE;
            }
            if (attributes.isSymbolicLink()
                    && (!Files.exists(file) || !file.toRealPath().startsWith(real))) {
                passedOver.put(file, "It is a link that leads out of the folder. Name its target itself.");
            } else if (Files.isRegularFile(file)) {
                files.add(file);
            }
            if (files.size() > Limits.FOLDER_FILES) {
                throw new FeedException(asked + " holds more than " + Limits.FOLDER_FILES
                        + " files, so it is hardly a folder of feeds. Nothing of it was taken in.");
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
            if (file.equals(real)) {
                throw why;
            }
            passedOver.put(file, "It cannot be read by this user.");
            return FileVisitResult.CONTINUE;
        }
    }
}
