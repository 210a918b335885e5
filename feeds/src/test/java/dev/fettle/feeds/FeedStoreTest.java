package dev.fettle.feeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.fettle.core.product.Platform;
import dev.fettle.feeds.FeedState.Status;
import dev.fettle.feeds.FeedStore.Loaded;
import dev.fettle.feeds.compiled.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A feed is taken in whole or not at all, and the last good state stays in force. */
final class FeedStoreTest {
    private static final long SEED = 20_261_121;
    private static final Platform BOOKWORM = new Platform("debian", "12");
    private static final Instant NOW = Instant.parse("2099-03-01T00:00:00Z");
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2099-01-01T00:00:00Z"));

    @TempDir
    Path folder;

    @TempDir
    Path cacheHome;

    /** The forms in which upstream and mirrors hand feeds out. */
    @SuppressWarnings("ImmutableEnumChecker") // Nobody writes into the bytes.
    enum Form {
        ZIP("osv", Packed.zip(Corpus.osv())),
        STORED_ZIP("osv", Packed.zip(Corpus.osv(), ZipEntry.STORED)),
        ZIP_GZ("osv", Packed.gzip(Packed.zip(Corpus.osv(), ZipEntry.STORED))),
        RECORD("osv", Corpus.osv().get("CVE-2099-0001.json")),
        KEV_JSON("kev", Corpus.text("kev.json")),
        KEV_JSON_GZ("kev", Packed.gzip(Corpus.text("kev.json"))),
        KEV_CSV("kev", Corpus.kevCsv()),
        KEV_CSV_GZ("kev", Packed.gzip(Corpus.kevCsv())),
        EPSS("epss", Corpus.text("epss.csv")),
        EPSS_GZ("epss", Packed.gzip(Corpus.text("epss.csv")));

        private final String kind;
        private final byte[] bytes;

        Form(String kind, byte[] bytes) {
            this.kind = kind;
            this.bytes = bytes;
        }

        /** Told by nothing: content counts. */
        String fileName() {
            return "feed-" + name().toLowerCase(Locale.ROOT);
        }

        /** Whether a changed byte can leave a sound feed that says something else. */
        boolean checked() {
            return switch (this) {
                case ZIP, STORED_ZIP, ZIP_GZ, KEV_JSON_GZ, KEV_CSV_GZ, EPSS_GZ -> true;
                case RECORD, KEV_JSON, KEV_CSV, EPSS -> false;
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void every_form_is_taken_in_and_the_second_time_known(Form form) throws IOException {
        Path file = settled(folder.resolve(form.fileName()), form.bytes);
        Loaded first = load(file);
        FeedState state = only(first);
        assertThat(state.status()).isEqualTo(Status.NEW);
        assertThat(state.kind()).isEqualTo(form.kind);
        assertThat(state.name()).isEqualTo(form.fileName());
        assertThat(state.location()).isEqualTo(file.toString());
        assertThat(state.message()).isEmpty();
        assertThat(state.records()).isPositive();
        assertThat(first.warnings()).allMatch(warning -> warning.contains("CVE-2099-0020"));
        FileTime written = Files.getLastModifiedTime(table(state));
        Loaded second = load(file);
        assertThat(only(second).status()).isEqualTo(Status.UNCHANGED);
        assertThat(only(second).sha256()).isEqualTo(state.sha256());
        assertThat(Files.getLastModifiedTime(table(state))).isEqualTo(written);
        assertThat(words(second)).isEqualTo(words(first));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void a_feed_cut_anywhere_leaves_the_last_good_state_in_force(Form form) throws IOException {
        Path file = settled(folder.resolve(form.fileName()), form.bytes);
        List<String> good = words(load(file));
        Random random = new Random(SEED);
        for (int i = 0; i < 20; i++) {
            int length = i == 0 ? 0 : random.nextInt(form.bytes.length);
            byte[] cut = Arrays.copyOf(form.bytes, length);
            if (new String(cut, StandardCharsets.UTF_8).stripTrailing().length()
                    == new String(form.bytes, StandardCharsets.UTF_8)
                            .stripTrailing()
                            .length()) {
                continue; // Nothing but the newline behind the JSON is gone.
            }
            settled(file, cut);
            assertLastGood(load(file), good, form, "seed " + SEED + ", cut at " + length);
        }
        settled(file, form.bytes);
        Loaded repaired = load(file);
        assertThat(only(repaired).good()).isTrue();
        assertThat(only(repaired).message()).isEmpty();
        assertThat(words(repaired)).isEqualTo(good);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void a_feed_with_a_damaged_byte_never_replaces_what_was_good(Form form) throws IOException {
        Path file = settled(folder.resolve(form.fileName()), form.bytes);
        List<String> good = words(load(file));
        Random random = new Random(SEED);
        for (int i = 0; i < 20; i++) {
            int at = random.nextInt(form.bytes.length);
            byte[] damaged = form.bytes.clone();
            damaged[at] ^= (byte) (1 + random.nextInt(255));
            settled(file, damaged);
            Loaded loaded = load(file);
            String where = "seed " + SEED + ", byte " + at;
            if (only(loaded).status() == Status.LAST_GOOD) {
                assertLastGood(loaded, good, form, where);
            } else if (form.checked()) {
                // Something no checksum covers, such as a time stamp: what the feed says is the same.
                assertThat(only(loaded).good()).as(where).isTrue();
                assertThat(words(loaded)).as(where).isEqualTo(good);
            } else {
                assertThat(only(loaded).good()).as(where).isTrue();
                settled(file, form.bytes);
                load(file);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void whatever_takes_the_place_of_a_feed_the_last_good_state_stays(Form form) throws IOException {
        Path file = settled(folder.resolve(form.fileName()), form.bytes);
        List<String> good = words(load(file));
        Map<String, byte[]> others = new TreeMap<>();
        others.put("nothing", new byte[0]);
        others.put("a page", bytes("<!DOCTYPE html><html><body>Please log in</body></html>"));
        others.put("xml", bytes("<?xml version=\"1.0\"?><a/>"));
        others.put("text", bytes("Not Found\n"));
        others.put("a program", new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0});
        others.put("json", bytes("{\"name\":\"left-pad\",\"version\":\"1.0.0\"}"));
        others.put("a schema", bytes("{\"$schema\":\"x\",\"properties\":{\"vulnerabilities\":{}}}"));
        others.put("zeros", new byte[100_000]);
        others.put("another archive", Packed.zip(Map.of("README", bytes("x"))));
        others.put("an archive of json", Packed.zip(Map.of("package.json", bytes("{\"name\":\"x\"}"))));
        others.put("packed nothing", Packed.gzip(new byte[0]));
        others.put("half a magic", new byte[] {0x1f});
        others.put("another feed", form.kind.equals("epss") ? Corpus.kevCsv() : Corpus.text("epss.csv"));
        others.put("feeds on other systems", bytes("{\"schema_version\":\"1\",\"id\":\"GHSA-1\",\"affected\":[]}"));
        for (Map.Entry<String, byte[]> other : others.entrySet()) {
            settled(file, other.getValue());
            assertLastGood(load(file), good, form, other.getKey());
            // Also when it lies in a folder, where what is no feed is otherwise passed over.
            Loaded below = load(folder);
            assertThat(below.states())
                    .as(other.getKey())
                    .extracting(FeedState::name, FeedState::status)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(form.fileName(), Status.LAST_GOOD));
            assertThat(words(below)).isEqualTo(good);
        }
        Files.delete(file);
        assertLastGood(load(file), good, form, "deleted");
        Files.createDirectory(file);
        assertLastGood(load(file), good, form, "an empty folder");
        Files.delete(file);
        Files.createSymbolicLink(file, file);
        assertLastGood(load(file), good, form, "a link to itself");
        Files.delete(file);
        settled(file, form.bytes);
        assertThat(only(load(file)).good()).isTrue();
    }

    @Test
    void a_file_that_cannot_be_read_leaves_the_last_good_state_in_force() throws IOException {
        assumeFalse("root".equals(System.getProperty("user.name")), "root can read everything");
        Path file = settled(folder.resolve(Form.ZIP.fileName()), Form.ZIP.bytes);
        List<String> good = words(load(file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assertLastGood(load(file), good, Form.ZIP, "unreadable");
    }

    @Test
    void a_feed_without_last_good_state_has_failed_and_says_why() throws IOException {
        Path file = settled(folder.resolve("all.zip"), Arrays.copyOf(Form.ZIP.bytes, 1000));
        FeedState state = only(load(file));
        assertThat(state.status()).isEqualTo(Status.FAILED);
        assertThat(state.message()).startsWith("all.zip is cut or damaged").endsWith("fetch it again.");
        FeedState missing = only(load(folder.resolve("absent")));
        assertThat(missing.status()).isEqualTo(Status.FAILED);
        assertThat(missing.message()).contains("absent does not exist");
    }

    @Test
    void a_damaged_record_is_named_with_its_file() throws IOException {
        Map<String, byte[]> records = Corpus.osv();
        records.put("CVE-2099-0007.json", bytes("{\"schema_version\":\"1\",\"id\":"));
        FeedState state = only(load(settled(folder.resolve("all.zip"), Packed.zip(records))));
        assertThat(state.status()).isEqualTo(Status.FAILED);
        assertThat(state.message())
                .contains("all.zip, record CVE-2099-0007.json")
                .endsWith("fetch it again.");
    }

    @Test
    void a_file_that_was_only_touched_is_not_compiled_again() throws IOException {
        Path file = settled(folder.resolve("all.zip"), Form.ZIP.bytes);
        FeedState state = only(load(file));
        Files.setLastModifiedTime(table(state), LONG_AGO);
        Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(60)));
        assertThat(only(load(file)).status()).isEqualTo(Status.UNCHANGED);
        assertThat(Files.getLastModifiedTime(table(state))).isEqualTo(LONG_AGO);
    }

    @Test
    void a_file_changed_just_now_is_read_again_although_its_times_are_the_same() throws IOException {
        Path file = settled(folder.resolve("kev.json"), Form.KEV_JSON.bytes);
        Files.setLastModifiedTime(file, FileTime.from(NOW));
        load(file);
        assertThat(pointerTexts()).allMatch(text -> text.contains("\nstamp=\n"));
        Files.setLastModifiedTime(file, LONG_AGO);
        load(file);
        assertThat(pointerTexts()).noneMatch(text -> text.contains("\nstamp=\n"));
    }

    @Test
    void one_content_under_two_names_is_one_table() throws IOException {
        Path a = settled(folder.resolve("a.zip"), Form.ZIP.bytes);
        Path b = settled(folder.resolve("b.zip"), Form.ZIP.bytes);
        Loaded loaded = load(a, b);
        assertThat(loaded.states()).extracting(FeedState::status).containsOnly(Status.NEW);
        assertThat(list(cache().resolve("tables"))).hasSize(1);
        assertThat(list(cache().resolve("sources"))).hasSize(2);
    }

    @Test
    void a_damaged_table_is_compiled_again() throws IOException {
        Path file = settled(folder.resolve("all.zip"), Form.ZIP.bytes);
        Loaded first = load(file);
        Path table = table(only(first));
        byte[] sound = Files.readAllBytes(table);
        for (int length : new int[] {0, 10, 100, sound.length - 1}) {
            Files.delete(table);
            Files.write(table, Arrays.copyOf(sound, length));
            Loaded again = load(file);
            assertThat(only(again).good()).isTrue();
            assertThat(words(again)).isEqualTo(words(first));
            assertThat(Files.readAllBytes(table)).isEqualTo(sound);
        }
        Files.delete(table);
        assertThat(words(load(file))).isEqualTo(words(first));
        settled(file, new byte[] {1, 2, 3});
        Files.write(table, new byte[] {1});
        FeedState lost = only(load(file));
        assertThat(lost.status()).isEqualTo(Status.FAILED);
        assertThat(lost.message()).contains("all.zip", "cannot be read either");
        assertPlain(lost.message());
    }

    @Test
    void a_damaged_note_of_what_was_taken_in_only_costs_a_second_reading() throws IOException {
        Path file = settled(folder.resolve("all.zip"), Form.ZIP.bytes);
        Loaded first = load(file);
        Path note = list(cache().resolve("sources")).getFirst();
        byte[] sound = Files.readAllBytes(note);
        Random random = new Random(SEED);
        for (int i = 0; i < 60; i++) {
            byte[] damaged = sound.clone();
            damaged[random.nextInt(sound.length)] = (byte) random.nextInt(256);
            Files.write(note, i % 2 == 0 ? damaged : Arrays.copyOf(sound, random.nextInt(sound.length)));
            Loaded loaded = load(file);
            assertThat(only(loaded).good()).as("seed %d, %d", SEED, i).isTrue();
            assertThat(words(loaded)).isEqualTo(words(first));
        }
    }

    @Test
    void a_feed_is_used_although_the_cache_cannot_be_written_to() throws IOException {
        Path regular = Files.writeString(folder.resolve("regular"), "x");
        for (Form form : Form.values()) {
            Path file = settled(folder.resolve(form.fileName()), form.bytes);
            Loaded loaded =
                    new FeedStore(regular.resolve("cache"), () -> NOW, (_, _, _) -> {}).load(List.of(file.toString()));
            assertThat(only(loaded).status()).as(form.name()).isEqualTo(Status.NEW);
            assertThat(loaded.warnings())
                    .as(form.name())
                    .anyMatch(warning -> warning.startsWith(form.fileName() + " is used but could not be kept"));
            loaded.warnings().forEach(FeedStoreTest::assertPlain);
        }
    }

    @Test
    void a_feed_that_changes_while_it_is_read_is_not_taken_in() throws IOException {
        Map<String, byte[]> many = new TreeMap<>();
        for (int i = 1000; i < 1600; i++) {
            many.put(
                    "CVE-2099-" + i + ".json",
                    bytes("{\"schema_version\":\"1\",\"id\":\"CVE-2099-" + i
                            + "\",\"affected\":[{\"package\":{\"ecosystem\":\"Debian:12\",\"name\":\"p\"}}]}"));
        }
        Path file = settled(folder.resolve("all.zip"), Packed.zip(many));
        FeedStore store = new FeedStore(cache(), () -> NOW, (_, _, _) -> {
            try {
                Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(10)));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        FeedState state = only(store.load(List.of(file.toString())));
        assertThat(state.status()).isEqualTo(Status.FAILED);
        assertThat(state.message()).contains("all.zip changed while it was read");
        assertThat(only(load(file)).status()).isEqualTo(Status.NEW);
    }

    @Test
    void a_text_that_lost_many_of_its_lines_looks_cut() throws IOException {
        Path file = settled(folder.resolve("epss.csv"), Form.EPSS.bytes);
        List<String> good = words(load(file));
        String text = new String(Form.EPSS.bytes, StandardCharsets.UTF_8);
        settled(file, bytes(text.substring(0, text.indexOf("CVE-2099-0013"))));
        Loaded loaded = load(file);
        assertThat(only(loaded).status()).isEqualTo(Status.LAST_GOOD);
        assertThat(only(loaded).message()).contains("looks cut");
        assertThat(words(loaded)).isEqualTo(good);
    }

    @Test
    void two_loads_at_once_on_an_empty_cache_both_succeed() throws Exception {
        List<String> locations = new ArrayList<>();
        for (Form form : Form.values()) {
            if (!form.kind.equals("epss")) {
                locations.add(
                        settled(folder.resolve(form.fileName()), form.bytes).toString());
            }
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int round = 0; round < 5; round++) {
                Path fresh = folder.resolve("cache-" + round);
                // By a clock that is late nothing in the cache is old enough to be tidied away.
                Callable<Loaded> load =
                        () -> new FeedStore(fresh, () -> Instant.EPOCH, (_, _, _) -> {}).load(locations);
                for (Future<Loaded> each : threads.invokeAll(List.of(load, load, load, load))) {
                    assertThat(each.get().states()).allMatch(FeedState::good);
                    assertThat(each.get().warnings()).allMatch(warning -> warning.contains("CVE-2099-0020"));
                }
                assertThat(list(fresh.resolve("tmp"))).isEmpty();
            }
        }
    }

    @Test
    void what_killed_runs_left_is_tidied_and_what_is_in_use_is_kept() throws IOException {
        Path kev = settled(folder.resolve("kev.json"), Form.KEV_JSON.bytes);
        Path used = table(only(load(kev)));
        Path left = Files.write(cache().resolve("tmp/new1.part"), new byte[3]);
        Path fresh = Files.write(cache().resolve("tmp/new2.part"), new byte[3]);
        Path unused =
                Files.write(cache().resolve("tables/" + "0".repeat(64) + ".v" + Table.FORM + ".table"), new byte[3]);
        Path recent =
                Files.write(cache().resolve("tables/" + "1".repeat(64) + ".v" + Table.FORM + ".table"), new byte[3]);
        Files.setLastModifiedTime(used, FileTime.from(NOW.minus(Duration.ofDays(400))));
        Files.setLastModifiedTime(left, FileTime.from(NOW.minus(Duration.ofHours(7))));
        Files.setLastModifiedTime(fresh, FileTime.from(NOW.minus(Duration.ofHours(5))));
        Files.setLastModifiedTime(unused, FileTime.from(NOW.minus(Duration.ofDays(15))));
        Files.setLastModifiedTime(recent, FileTime.from(NOW.minus(Duration.ofDays(13))));
        load(settled(folder.resolve("epss.csv"), Form.EPSS.bytes));
        assertThat(left).doesNotExist();
        assertThat(unused).doesNotExist();
        assertThat(fresh).exists();
        assertThat(recent).exists();
        assertThat(used).exists();
    }

    @Test
    void a_folder_is_taken_with_all_that_lies_in_it_and_nothing_outside_it() throws IOException {
        Path feeds = Files.createDirectories(folder.resolve("feeds/deep"));
        Path root = feeds.getParent();
        for (Map.Entry<String, byte[]> record : Corpus.osv().entrySet()) {
            settled(feeds.resolve(record.getKey()), record.getValue());
        }
        settled(root.resolve("kev.json.gz"), Form.KEV_JSON_GZ.bytes);
        settled(root.resolve("notes.txt"), bytes("notes"));
        settled(root.resolve(".hidden.json"), bytes("{"));
        Path outside = settled(folder.resolve("outside.csv"), Form.EPSS.bytes);
        Files.createSymbolicLink(root.resolve("loop"), root);
        Files.createSymbolicLink(feeds.resolve("up"), Path.of(".."));
        Files.createSymbolicLink(root.resolve("out.csv"), outside);
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("/nonexistent"));
        Loaded loaded = load(root);
        Map<String, Status> stands = new TreeMap<>();
        loaded.states().forEach(state -> stands.put(state.name(), state.status()));
        assertThat(stands)
                .containsEntry("deep/*.json", Status.NEW)
                .containsEntry("kev.json.gz", Status.NEW)
                .containsEntry("notes.txt", Status.IGNORED)
                .containsEntry("out.csv", Status.IGNORED)
                .doesNotContainKeys("outside.csv", ".hidden.json");
        assertThat(loaded.catalog().knowsPrediction()).isFalse();
        assertThat(loaded.states().stream()
                        .filter(FeedState::good)
                        .mapToLong(FeedState::records)
                        .sum())
                .isEqualTo(Corpus.RECORDS + 2);
        assertThat(load(root).states())
                .filteredOn(FeedState::good)
                .extracting(FeedState::status)
                .containsOnly(Status.UNCHANGED);
    }

    @Test
    void records_of_a_folder_follow_what_is_put_in_changed_and_taken_out() throws IOException {
        Path feeds = Files.createDirectories(folder.resolve("feeds"));
        Corpus.osv().forEach((name, record) -> settledUnchecked(feeds.resolve(name), record));
        List<String> whole = words(load(feeds));
        Files.delete(feeds.resolve("CVE-2099-0001.json"));
        Loaded less = load(feeds);
        assertThat(only(less).status()).isEqualTo(Status.NEW);
        assertThat(only(less).records()).isEqualTo(Corpus.RECORDS - 1);
        settled(feeds.resolve("CVE-2099-0001.json"), bytes("{\"id\":"));
        Loaded broken = load(feeds);
        assertThat(only(broken).status()).isEqualTo(Status.LAST_GOOD);
        assertThat(only(broken).message()).contains("record CVE-2099-0001.json");
        assertThat(words(broken)).isEqualTo(words(less));
        settled(feeds.resolve("CVE-2099-0001.json"), Corpus.osv().get("CVE-2099-0001.json"));
        assertThat(words(load(feeds))).isEqualTo(whole);
    }

    @Test
    void a_folder_that_is_gone_or_not_mounted_leaves_all_that_was_below_it_in_force() throws IOException {
        Path feeds = Files.createDirectories(folder.resolve("feeds"));
        settled(feeds.resolve("kev.json"), Form.KEV_JSON.bytes);
        settled(feeds.resolve("all.zip"), Form.ZIP.bytes);
        settled(feeds.resolve("notes"), bytes("x"));
        List<String> good = words(load(feeds));
        for (String name : List.of("kev.json", "all.zip", "notes")) {
            Files.delete(feeds.resolve(name));
        }
        Loaded empty = load(feeds);
        assertThat(empty.states()).hasSize(2).allMatch(state -> state.status() == Status.LAST_GOOD);
        assertThat(words(empty)).isEqualTo(good);
        Files.delete(feeds);
        Loaded gone = load(feeds);
        assertThat(gone.states()).hasSize(2).allMatch(state -> state.status() == Status.LAST_GOOD);
        assertThat(words(gone)).isEqualTo(good);
        assertThat(only(load(Files.createDirectories(folder.resolve("never")))).status())
                .isEqualTo(Status.FAILED);
    }

    @Test
    void what_is_no_regular_file_is_refused_without_reading_it() {
        FeedState state = only(load(Path.of("/dev/zero")));
        assertThat(state.status()).isEqualTo(Status.FAILED);
        assertThat(state.message()).contains("/dev/zero is no regular file");
    }

    @Test
    void a_location_that_can_be_no_path_has_failed() {
        FeedState state = only(store().load(List.of("a\0b")));
        assertThat(state.status()).isEqualTo(Status.FAILED);
        assertThat(state.message()).contains("no path");
    }

    @Test
    void of_several_days_of_scores_the_newest_counts() throws IOException {
        String text = new String(Form.EPSS.bytes, StandardCharsets.UTF_8);
        String older = text.replace("2099-02-03", "2098-02-03").replace("CVE-2099-0001,0.02", "CVE-2099-0001,0.99");
        Path a = settled(folder.resolve("a.csv"), bytes(older));
        Path b = settled(folder.resolve("b.csv"), Form.EPSS.bytes);
        assertThat(load(a, b)
                        .catalog()
                        .prediction("CVE-2099-0001")
                        .orElseThrow()
                        .probability())
                .isEqualTo(0.02);
    }

    private Path cache() {
        return cacheHome.resolve("feeds");
    }

    private FeedStore store() {
        return new FeedStore(cache(), () -> NOW, (_, _, _) -> {});
    }

    private Loaded load(Path... paths) {
        return store().load(Stream.of(paths).map(Path::toString).toList());
    }

    private Path table(FeedState state) {
        return cache().resolve("tables").resolve(state.sha256() + ".v" + Table.FORM + ".table");
    }

    private List<String> pointerTexts() throws IOException {
        List<String> texts = new ArrayList<>();
        for (Path file : list(cache().resolve("sources"))) {
            texts.add(Files.readString(file));
        }
        return texts;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static FeedState only(Loaded loaded) {
        assertThat(loaded.states()).hasSize(1);
        return loaded.states().getFirst();
    }

    /** What the catalogue says, in words, without the names of the feeds. */
    private static List<String> words(Loaded loaded) {
        List<String> words = new ArrayList<>();
        for (String source :
                List.of("openssl", "zlib", "linux", "grub2", "nginx", "sudo", "bash", "curl", "shadow", "p")) {
            loaded.catalog()
                    .statements(BOOKWORM, source)
                    .forEach(each -> words.add(each.toString().replaceAll("feed=FeedRef.*", "")));
        }
        for (int i = 1; i < 20; i++) {
            String id = "CVE-2099-%04d".formatted(i);
            words.add(id + loaded.catalog().exploitation(id) + loaded.catalog().prediction(id));
        }
        words.add(loaded.catalog().exploitation("CVE-2098-7777").toString());
        return words;
    }

    private static void assertLastGood(Loaded loaded, List<String> good, Form form, String where) {
        FeedState state = only(loaded);
        assertThat(state.status()).as("%s: %s", where, state.message()).isEqualTo(Status.LAST_GOOD);
        assertThat(state.name()).isEqualTo(form.fileName());
        assertThat(state.kind()).isEqualTo(form.kind);
        assertThat(state.message()).as(where).contains(form.fileName(), "The last good state stays in force");
        assertPlain(state.message());
        assertThat(words(loaded)).as(where).isEqualTo(good);
    }

    /** A sentence for people. */
    private static void assertPlain(String message) {
        assertThat(message).endsWith(".").doesNotContain("Exception", "null)", " null", "\n", "java.", "dev.fettle");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void settledUnchecked(Path file, byte[] bytes) {
        try {
            settled(file, bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Writes a file and lets it look old, so that its times tell it from later states. */
    private static Path settled(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        Files.setLastModifiedTime(file, LONG_AGO);
        return file.toAbsolutePath().normalize();
    }
}
