package dev.fettle.host.pkg.apt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Every file of a tree with the time of its last change, to prove that nothing was written. */
final class Snapshot {
    private Snapshot() {}

    static Map<String, Instant> of(Path root) throws IOException {
        Map<String, Instant> files = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path each : tree.toList()) {
                files.put(
                        root.relativize(each).toString(),
                        Files.getLastModifiedTime(each, LinkOption.NOFOLLOW_LINKS)
                                .toInstant());
            }
        }
        return files;
    }
}
