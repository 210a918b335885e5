package dev.fettle.feeds.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.feeds.Packed;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ArchiveTest {
    private static final byte[] RECORD = "{\"id\":\"CVE-2024-1\"}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Test
    void every_record_is_visited_with_its_name_and_text_and_other_files_are_passed_over() throws IOException {
        byte[] large = ("{\"x\":\"" + "y".repeat(3 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);
        Map<String, byte[]> entries = new TreeMap<>(
                Map.of("a.json", RECORD, "deep/b.json", large, "README.md", new byte[3], "deep/", new byte[0]));
        for (int method : new int[] {ZipEntry.DEFLATED, ZipEntry.STORED}) {
            Map<String, String> seen = visit(write(Packed.zip(entries, method)));
            assertThat(seen).containsOnlyKeys("a.json", "deep/b.json");
            assertThat(seen.get("deep/b.json")).isEqualTo(new String(large, StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../a.json",
                "/a.json",
                "/etc/passwd",
                "a/../../b.json",
                "..",
                "a/..",
                "a\\b.json",
                "..\\a.json",
                "C:\\a.json",
                "C:a.json"
            })
    void a_name_that_leads_out_is_refused(String entry) throws IOException {
        Path file = write(Packed.zip(Map.of(entry, RECORD)));
        assertThatThrownBy(() -> visit(file))
                .isInstanceOf(FeedException.class)
                .hasMessageStartingWith("all.zip")
                .hasMessageContaining(entry);
    }

    @Test
    void a_damaged_byte_in_a_stored_record_is_noticed_by_its_checksum() throws IOException {
        byte[] zip = Packed.zip(Map.of("a.json", RECORD), ZipEntry.STORED);
        String text = new String(zip, StandardCharsets.ISO_8859_1);
        zip[text.indexOf("CVE-2024")] ^= 1;
        Path file = write(zip);
        assertThatThrownBy(() -> visit(file))
                .isInstanceOf(FeedException.class)
                .hasMessageStartingWith("all.zip, entry a.json: the checksum does not match")
                .hasMessageEndingWith("fetch it again.");
    }

    @Test
    void a_record_whose_name_was_damaged_is_not_passed_over() throws IOException {
        Path file = write(Packed.zip(Map.of("a.json", RECORD, "b.jsoo", RECORD)));
        assertThatThrownBy(() -> visit(file))
                .isInstanceOf(FeedException.class)
                .hasMessageContaining("b.jsoo looks like a record");
    }

    @Test
    void more_entries_than_any_real_feed_has_are_refused() throws IOException {
        Path file = folder.resolve("all.zip");
        try (OutputStream raw = Files.newOutputStream(file);
                ZipOutputStream out = new ZipOutputStream(new java.io.BufferedOutputStream(raw, 1 << 20))) {
            out.setMethod(ZipOutputStream.STORED);
            for (int i = 0; i <= Limits.ARCHIVE_ENTRIES; i++) {
                ZipEntry entry = new ZipEntry(Integer.toString(i, 36));
                entry.setSize(0);
                entry.setCrc(0);
                out.putNextEntry(entry);
            }
        }
        assertThatThrownBy(() -> visit(file))
                .isInstanceOf(FeedException.class)
                .hasMessageContaining("more than any real feed");
    }

    @Test
    void a_record_of_a_gigabyte_is_refused_long_before_it_is_unpacked() throws IOException {
        Path file = folder.resolve("all.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(new ZipEntry("a.json"));
            Packed.gigabyte("{", 0, out);
        }
        assertThat(Files.size(file)).isLessThan(4 << 20);
        assertThatThrownBy(() -> visit(file))
                .isInstanceOf(FeedException.class)
                .hasMessageContaining("all.zip, entry a.json unpacks to more than 16 MiB");
        assertThatThrownBy(() -> kind(file)).isInstanceOf(FeedException.class);
    }

    @Test
    void a_text_that_unpacks_to_a_gigabyte_is_refused_long_before() throws IOException {
        Path file = folder.resolve("bomb.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            Packed.gigabyte("{", ' ', out);
        }
        assertThatThrownBy(() -> kind(file))
                .isInstanceOf(FeedException.class)
                .hasMessageStartingWith("all.zip unpacks to more than 64 MiB");
    }

    @Test
    void an_archive_in_a_compressed_file_is_unpacked_into_a_temporary_file_that_goes_again() throws IOException {
        Path file = write(Packed.gzip(Packed.zip(Map.of("a.json", RECORD))));
        Path scratch = Files.createDirectory(folder.resolve("scratch"));
        try (Unpacked unpacked = Unpacked.open("all.zip", file, scratch)) {
            assertThat(unpacked.archive()).isNotNull();
            assertThat(count(scratch)).isEqualTo(1);
        }
        assertThat(count(scratch)).isZero();
        write(Packed.gzip(new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0}));
        assertThatThrownBy(() -> Unpacked.open("all.zip", file, scratch)).isInstanceOf(FeedException.class);
        assertThat(count(scratch)).isZero();
    }

    @Test
    void empty_and_tiny_files_are_no_accident() throws IOException {
        Path empty = write(new byte[0]);
        assertThatThrownBy(() -> Unpacked.open("all.zip", empty, folder))
                .isInstanceOf(FeedException.class)
                .hasMessageContaining("all.zip is empty");
        for (byte[] tiny : new byte[][] {{'P', 'K'}, {0x1f, (byte) 0x8b}, {0x1f, (byte) 0x8b, 8, 0, 0}}) {
            Path file = write(tiny);
            assertThatThrownBy(() -> Unpacked.open("all.zip", file, folder))
                    .isInstanceOf(FeedException.class)
                    .hasMessageContaining("all.zip is cut or damaged");
        }
    }

    private FeedKind kind(Path file) throws IOException {
        try (Unpacked unpacked = Unpacked.open("all.zip", file, folder)) {
            return FeedKind.of("all.zip", unpacked);
        }
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("all.zip"), bytes);
    }

    private static Map<String, String> visit(Path file) throws IOException {
        Map<String, String> seen = new TreeMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            new Archive("all.zip", zip)
                    .forEachRecord((entry, buffer, length) ->
                            seen.put(entry, new String(buffer, 0, length, StandardCharsets.UTF_8)));
        }
        return seen;
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }
}
