package dev.fettle.feeds;

import dev.fettle.feeds.intake.FeedException;
import dev.fettle.feeds.intake.FeedKind;
import dev.fettle.feeds.intake.Limits;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The feeds of a folder: each file is one, but single OSV records that lie together are one feed. */
final class Folder {
    private static final int MAX_DEPTH = 6;

    private Folder() {}

    /** @throws FeedException if the folder holds more files than any real one */
    static List<SourceFile> sources(Path folder) throws IOException {
        List<SourceFile> sources = new ArrayList<>();
        Map<Path, List<Path>> records = new TreeMap<>();
        Path real = folder.toRealPath();
        try (Stream<Path> walk = Files.walk(real, MAX_DEPTH, new FileVisitOption[0])) {
            List<Path> files = walk.filter(Files::isRegularFile)
                    .filter(file -> !isHidden(file))
                    .limit(Limits.FOLDER_FILES + 1L)
                    .sorted()
                    .toList();
            if (files.size() > Limits.FOLDER_FILES) {
                throw new FeedException(folder + " holds more than " + Limits.FOLDER_FILES
                        + " files, so it is hardly a folder of feeds. Nothing of it was taken in.");
            }
            for (Path file : files) {
                Path parent = file.getParent();
                boolean leadsOut = !file.toRealPath().startsWith(real);
                if (leadsOut || parent == null) {
                    continue;
                }
                if (FeedKind.isRecordName(String.valueOf(file.getFileName()))) {
                    records.computeIfAbsent(parent, _ -> new ArrayList<>()).add(file);
                } else {
                    sources.add(SourceFile.of(file));
                }
            }
        }
        records.forEach((parent, files) -> sources.add(SourceFile.ofRecords(parent, files)));
        return sources;
    }

    private static boolean isHidden(Path file) {
        return String.valueOf(file.getFileName()).startsWith(".");
    }
}
