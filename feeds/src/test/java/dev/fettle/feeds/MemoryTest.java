package dev.fettle.feeds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feeds made to fill the memory, in a JVM with the heap that the launcher gives. */
final class MemoryTest {
    @TempDir
    Path folder;

    @Test
    void no_hostile_feed_fills_the_memory() throws Exception {
        List<Path> feeds = List.of(
                gzip("spaces", "{", " ".repeat(1 << 20), 100),
                gzip("name", "{\"", "a".repeat(1 << 20), 100),
                gzip("text", "{\"title\":\"", "a".repeat(1 << 20), 63),
                gzip("line", "#model_version:x\n", "a".repeat(1 << 20), 100),
                gzip("cell", "cveID,b\n\"", "a".repeat(1 << 20), 63),
                gzip("scores", "cve,epss,percentile\n", scores(), 1),
                gzip("entries", "{\"catalogVersion\":\"1\",\"vulnerabilities\":[", kev(), 1),
                zip("record", 1, 1, _ -> "{\"x\":\"" + "a".repeat(20 << 20)),
                zip("versions", 50, 1, i -> osv(i, "\"versions\":[" + distinct(i, 90_000) + "]", "")),
                zip("most-text", 4, 1, i -> osv(i, "\"versions\":[" + distinct(i, 90_000) + "]", "")),
                zip("long-text", 10, 1, i -> osv(i, "\"versions\":[\"" + ("a" + i).repeat(4_500_000) + "\"]", "")),
                zip("most-statements", 500, 500, i -> osv(i, "\"ranges\":[]", "")),
                zip(
                        "vectors",
                        100,
                        1_000,
                        i -> osv(
                                i,
                                "\"ranges\":[]",
                                ",\"severity\":[{\"type\":\"CVSS_V3\",\"score\":\"" + vector(i) + "\"}]")));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx320m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.fettle.feeds.HostileFeedMain",
                folder.resolve("cache").toString()));
        feeds.forEach(feed -> command.add(feed.toString()));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(output);
        assertThat(said).doesNotContain("OutOfMemoryError", "Exception");
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(said.lines()).hasSize(feeds.size());
    }

    private static String scores() {
        StringBuilder text = new StringBuilder(40 << 20);
        for (int i = 1_200_000; i > 0; i--) {
            text.append("CVE-2024-").append(1000 + i).append(",0,0\n");
        }
        return text.toString();
    }

    private static String kev() {
        StringBuilder text = new StringBuilder(60 << 20);
        for (int i = 0; i < 120_000; i++) {
            text.append("{\"cveID\":\"CVE-2024-").append(1000 + i).append("\",\"dateAdded\":\"2024-01-01\"},");
        }
        return text.append("]}").toString();
    }

    /** Affected by {@code members} in as many packages as fit a record. */
    private static String osv(int number, String members, String more) {
        return "{\"schema_version\":\"1\",\"id\":\"CVE-2024-" + number
                + "\"" + more + ",\"affected\":[{\"package\":{\"ecosystem\":\"Debian:12\",\"name\":\"p" + number
                + "\"},"
                + members + "}]}";
    }

    private static String distinct(int salt, int count) {
        StringBuilder text = new StringBuilder(count * 40);
        IntStream.range(0, count)
                .forEach(i -> text.append(i == 0 ? "" : ",")
                        .append("\"1.")
                        .append(salt)
                        .append('.')
                        .append(i)
                        .append("-aaaaaaaaaaaaaaaaaaaaaaaaaaaa\""));
        return text.toString();
    }

    private static String vector(int number) {
        String letters = Integer.toString(number, 2).replace('0', 'A').replace('1', 'B');
        return "AV:" + String.join("/V:", letters.split("(?<=\\G.{4})")) + "/AC:LOW".repeat(60);
    }

    private Path gzip(String name, String start, String block, int times) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16)) {
            out.write(start.getBytes(StandardCharsets.UTF_8));
            byte[] bytes = block.getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < times; i++) {
                out.write(bytes);
            }
        }
        return file;
    }

    private Path zip(String name, int a, int b, java.util.function.IntFunction<String> record) {
        Path file = folder.resolve(name);
        try (ZipOutputStream out =
                new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
            out.setLevel(1);
            for (int i = 0; i < a * b; i++) {
                out.putNextEntry(new ZipEntry("CVE-2024-" + i + ".json"));
                out.write(record.apply(i).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
