package dev.fettle.feeds;

import dev.fettle.feeds.intake.FeedKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What was last taken in well from one location: a small text file of {@code key=value} lines.
 *
 * @param stamp of the file then, or empty if it was too fresh to rely on
 * @param content SHA-256 of what was taken in; the compiled table is named after it
 * @param etag what an HTTP server called that state; empty if it did not
 */
record SourcePointer(
        String location, String stamp, String content, FeedKind kind, long records, String date, String etag) {

    private static final Pattern CONTENT = Pattern.compile("[0-9a-f]{64}");

    /** Empty if there is none that can be read: the source is then taken in as if for the first time. */
    static Optional<SourcePointer> read(Path file) {
        Map<String, String> values = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    values.put(line.substring(0, equals), line.substring(equals + 1));
                }
            }
        } catch (IOException _) {
            return Optional.empty();
        }
        String kind = values.getOrDefault("kind", "");
        String records = values.getOrDefault("records", "");
        String content = values.getOrDefault("content", "");
        if (!records.matches("\\d{1,18}") || !CONTENT.matcher(content).matches()) {
            return Optional.empty();
        }
        return Arrays.stream(FeedKind.values())
                .filter(each -> each.name().equals(kind))
                .findFirst()
                .map(known -> new SourcePointer(
                        values.getOrDefault("location", ""),
                        values.getOrDefault("stamp", ""),
                        content,
                        known,
                        Long.parseLong(records),
                        values.getOrDefault("date", ""),
                        values.getOrDefault("etag", "")));
    }

    /** The same state, found again under another stamp. */
    SourcePointer stamped(String newStamp) {
        return new SourcePointer(location, newStamp, content, kind, records, date, etag);
    }

    byte[] toBytes() {
        String text = "location=" + line(location) + "\nstamp=" + stamp + "\ncontent=" + content + "\nkind="
                + kind.name() + "\nrecords=" + records + "\ndate=" + line(date) + "\netag=" + line(etag) + "\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String line(String value) {
        return value.replaceAll("\\p{Cntrl}", " ");
    }
}
