package dev.fettle.server.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What PostgreSQL says of itself in {@code postmaster.pid}. Whether that is still so, the file cannot know.
 *
 * @param pid the server's process
 * @param port 0 where it was not written yet
 * @param ready whether it takes connections
 * @param rest all lines but the first
 */
record PidFile(long pid, int port, boolean ready, List<String> rest) {
    private static final int MOST_BYTES = 4096;

    static Path of(Path cluster) {
        return cluster.resolve("postmaster.pid");
    }

    /** Empty if there is none, or none that PostgreSQL would understand either. */
    static Optional<PidFile> read(Path cluster) throws IOException {
        Path file = of(cluster);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        String text;
        try (InputStream stream = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            text = new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (NoSuchFileException removedJustNow) {
            return Optional.empty();
        }
        List<String> lines = text.lines().map(String::strip).toList();
        // A server alone writes its pid, a single-user one the negative of it.
        if (lines.isEmpty() || !lines.getFirst().matches("-?[1-9][0-9]{0,9}")) {
            return Optional.empty();
        }
        boolean hasPort = lines.size() > 3 && lines.get(3).matches("[1-9][0-9]{0,4}");
        return Optional.of(new PidFile(
                Math.abs(Long.parseLong(lines.getFirst())),
                hasPort ? Integer.parseInt(lines.get(3)) : 0,
                lines.size() > 7 && lines.get(7).equals("ready"),
                lines.subList(1, lines.size())));
    }
}
