package dev.fettle.feeds.compiled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.catalog.ExploitPrediction;
import dev.fettle.core.catalog.FeedRef;
import dev.fettle.core.catalog.KnownExploitation;
import dev.fettle.core.catalog.Severity;
import dev.fettle.core.catalog.Statement;
import dev.fettle.core.catalog.VersionRange;
import dev.fettle.feeds.intake.FeedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written into a table is read back from it, and nothing is read from a damaged one. */
final class TableTest {
    private static final long SEED = 7;
    private static final List<VersionRange.Kind> KINDS =
            List.of(VersionRange.Kind.INTRODUCED, VersionRange.Kind.FIXED, VersionRange.Kind.LAST_AFFECTED);
    private static final FeedRef FEED = new FeedRef("all.zip", "2026-01-01");

    @Test
    void statements_come_back_as_they_were_written_and_only_for_their_package() throws IOException {
        Random random = new Random(SEED);
        AdvisoriesWriter writer = new AdvisoriesWriter();
        Map<String, List<Statement>> written = new HashMap<>();
        for (int i = 0; i < 500; i++) {
            Statement record = record(i, random);
            writer.record(
                    record.record(),
                    record.kind(),
                    record.vulnerabilities(),
                    record.severity(),
                    record.modified(),
                    record.published(),
                    record.withdrawn());
            for (int n = random.nextInt(3); n >= 0; n--) {
                Statement statement = about(record, random);
                String ecosystem = "Debian:" + (11 + random.nextInt(3));
                writer.affected(
                        ecosystem, statement.source(), statement.ranges(), statement.versions(), statement.urgency());
                written.computeIfAbsent(ecosystem + " " + statement.source(), _ -> new ArrayList<>())
                        .add(statement);
            }
        }
        Advisories read =
                new Advisories(Table.of(ByteBuffer.wrap(writer.toBytes(Map.of("records", "500"))), "all.zip"), FEED);
        for (int release = 10; release < 16; release++) {
            String ecosystem = "Debian:" + release;
            assertThat(read.covers(ecosystem)).isEqualTo(release >= 11 && release <= 13);
            for (int i = -1; i < 60; i++) {
                String source = i < 0 ? "" : "source-" + i;
                assertThat(read.statements(ecosystem, source))
                        .as("seed %d: %s %s", SEED, ecosystem, source)
                        .isEqualTo(written.getOrDefault(ecosystem + " " + source, List.of()));
            }
        }
        assertThat(read.statements("Debian:12", "source")).isEmpty();
        assertThat(read.statements("Debian:1", "source-1")).isEmpty();
        assertThat(read.statements("source-1", "Debian:12")).isEmpty();
        assertThat(read.covers("source-1")).isFalse();
        assertThat(read.covers("")).isFalse();
    }

    @Test
    void an_empty_table_answers_nothing() throws IOException {
        Advisories read =
                new Advisories(Table.of(ByteBuffer.wrap(new AdvisoriesWriter().toBytes(Map.of())), "empty"), FEED);
        assertThat(read.covers("Debian:12")).isFalse();
        assertThat(read.statements("Debian:12", "openssl")).isEmpty();
    }

    @Test
    void exploited_vulnerabilities_come_back_as_they_were_written() throws IOException {
        Random random = new Random(SEED);
        Map<String, KnownExploitation> listed = new TreeMap<>();
        for (int i = 0; i < 500; i++) {
            LocalDate added = LocalDate.of(2020, 1, 1).plusDays(random.nextInt(3000));
            listed.put(
                    cve(random),
                    new KnownExploitation(
                            added,
                            random.nextInt(5) == 0 ? null : added.plusDays(21),
                            random.nextBoolean(),
                            "Näme \"" + random.nextInt(50) + "\"\n\tof it"));
        }
        Exploited read = new Exploited(Table.of(ByteBuffer.wrap(Exploited.write(listed, Map.of())), "kev"));
        listed.forEach((id, entry) ->
                assertThat(read.find(id)).as("seed %d: %s", SEED, id).contains(entry));
        for (int i = 0; i < 2_000; i++) {
            String id = cve(random);
            assertThat(read.find(id).isPresent()).as("seed %d: %s", SEED, id).isEqualTo(listed.containsKey(id));
        }
        assertThat(read.find("DSA-1-1")).isEmpty();
        assertThat(read.find("")).isEmpty();
    }

    @Test
    void predictions_come_back_in_whatever_order_they_came_and_the_last_of_several_counts() throws IOException {
        for (boolean sorted : new boolean[] {true, false}) {
            Random random = new Random(SEED);
            Map<String, ExploitPrediction> scored = new TreeMap<>();
            List<String> order = new ArrayList<>();
            for (int i = 0; i < 100_000; i++) {
                String id = "CVE-%d-%d".formatted(1999 + i / 5000, 1000 + (sorted ? i % 5000 : random.nextInt(5000)));
                order.add(id);
            }
            Predicted.Writer writer = new Predicted.Writer();
            for (String id : order) {
                ExploitPrediction score =
                        new ExploitPrediction(random.nextInt(100_001) / 100_000.0, random.nextInt(100_001) / 100_000.0);
                assertThat(writer.add(id, score.probability(), score.percentile()))
                        .isTrue();
                scored.put(id, score);
            }
            Predicted read = new Predicted(Table.of(ByteBuffer.wrap(writer.toBytes(Map.of())), "epss"));
            scored.forEach((id, score) ->
                    assertThat(read.find(id)).as("seed %d: %s", SEED, id).contains(score));
            for (String absent : List.of("CVE-1998-1000", "CVE-2050-1", "CVE-1999-999", "CVE-2018-6000", "x", "")) {
                assertThat(read.find(absent)).as(absent).isEmpty();
            }
        }
    }

    @Test
    void what_is_no_cve_id_is_not_held() {
        for (String id : List.of(
                "",
                "CVE",
                "CVE-",
                "CVE-2024-",
                "CVE-2024-123",
                "CVE-20245-1234",
                "cve-2024-1234",
                "CVE-2024-12x4",
                "CVE-2024-1234 ",
                "CVE-2024-999999999999999",
                "CVE-2024-9999999999999999999999",
                "CVE-२०२४-1234",
                "CVE--024-1234",
                "CVE-2024--1234",
                "GHSA-2024-1234")) {
            assertThat(Exploited.canHold(id)).as(id).isFalse();
            assertThat(new Predicted.Writer().add(id, 0.1, 0.1)).as(id).isFalse();
        }
    }

    @Test
    void a_text_that_looks_like_a_property_is_none() throws IOException {
        byte[] bytes = Exploited.write(
                Map.of("CVE-2024-1234", new KnownExploitation(LocalDate.EPOCH, null, false, "")),
                Map.of("date", "2024\nstatements=0\r\nzz=1", "records", "1"));
        Table table = Table.of(ByteBuffer.wrap(bytes), "kev");
        assertThat(table.property("statements")).isEmpty();
        assertThat(table.property("zz")).isEmpty();
        assertThat(table.property("records")).isEqualTo("1");
    }

    @Test
    void a_damaged_byte_anywhere_is_noticed(@TempDir Path folder) throws IOException {
        Random random = new Random(SEED);
        for (byte[] sound : tables()) {
            for (int i = 0; i < 200; i++) {
                int at = i < 64 ? i : random.nextInt(sound.length);
                byte[] damaged = sound.clone();
                damaged[at] ^= (byte) (1 << random.nextInt(8));
                assertRefused(damaged, folder, "seed " + SEED + ", byte " + at);
            }
        }
    }

    @Test
    void a_table_cut_anywhere_or_with_something_behind_it_is_refused(@TempDir Path folder) throws IOException {
        Random random = new Random(SEED);
        for (byte[] sound : tables()) {
            for (int i = 0; i < 60; i++) {
                int length = i < 30 ? i : random.nextInt(sound.length);
                assertRefused(Arrays.copyOf(sound, length), folder, "seed " + SEED + ", cut at " + length);
            }
            assertRefused(Arrays.copyOf(sound, sound.length + 1), folder, "one byte more");
        }
    }

    @Test
    void a_table_of_another_kind_is_refused() throws IOException {
        Table kev = Table.of(ByteBuffer.wrap(tables().getLast()), "kev");
        assertThatThrownBy(() -> new Advisories(kev, FEED)).isInstanceOf(FeedException.class);
        assertThatThrownBy(() -> new Predicted(kev)).isInstanceOf(FeedException.class);
        Table epss = Table.of(ByteBuffer.wrap(tables().get(1)), "epss");
        assertThatThrownBy(() -> new Exploited(epss)).isInstanceOf(FeedException.class);
    }

    private static void assertRefused(byte[] damaged, Path folder, String where) throws IOException {
        Path file = Files.write(folder.resolve("a.table"), damaged);
        assertThatThrownBy(() -> Table.open(file))
                .as(where)
                .isInstanceOf(FeedException.class)
                .hasMessageContaining("a.table");
    }

    private static List<byte[]> tables() {
        Random random = new Random(SEED);
        AdvisoriesWriter advisories = new AdvisoriesWriter();
        Statement record = record(1, random);
        advisories.record(record.record(), record.kind(), record.vulnerabilities(), null, "", "", false);
        advisories.affected("Debian:12", "openssl", record.ranges(), List.of(), "");
        Predicted.Writer predicted = new Predicted.Writer();
        predicted.add("CVE-2024-1234", 0.5, 0.5);
        Map<String, KnownExploitation> listed =
                Map.of("CVE-2024-1234", new KnownExploitation(LocalDate.EPOCH, null, true, "name"));
        return List.of(
                advisories.toBytes(Map.of("records", "1")),
                predicted.toBytes(Map.of("records", "1")),
                Exploited.write(listed, Map.of("records", "1")));
    }

    private static String cve(Random random) {
        return "CVE-%d-%d".formatted(2000 + random.nextInt(20), 1000 + random.nextInt(50));
    }

    private static Statement record(int number, Random random) {
        List<String> about = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            about.add("CVE-2024-" + (1000 + random.nextInt(300)));
        }
        Severity severity =
                random.nextInt(3) == 0 ? null : new Severity("vector " + random.nextInt(9), random.nextInt(101) / 10.0);
        return new Statement(
                "RECORD-" + number,
                random.nextBoolean() ? Statement.Kind.ADVISORY : Statement.Kind.VULNERABILITY,
                about,
                "",
                List.of(),
                List.of(),
                "",
                severity,
                "2024-01-0" + (1 + random.nextInt(9)),
                random.nextBoolean() ? "" : "2023-05-05",
                random.nextInt(10) == 0,
                FEED);
    }

    private static Statement about(Statement record, Random random) {
        List<VersionRange> ranges = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            List<VersionRange.Event> events = new ArrayList<>();
            events.add(new VersionRange.Event(VersionRange.Kind.INTRODUCED, "0"));
            for (int n = random.nextInt(3); n > 0; n--) {
                VersionRange.Kind kind = KINDS.get(random.nextInt(3));
                events.add(new VersionRange.Event(kind, "1." + random.nextInt(20) + "-1"));
            }
            ranges.add(new VersionRange(events));
        }
        List<String> versions = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            versions.add("2." + random.nextInt(20) + "-ü");
        }
        return new Statement(
                record.record(),
                record.kind(),
                record.vulnerabilities(),
                "source-" + random.nextInt(50),
                ranges,
                versions,
                random.nextBoolean() ? "" : "unimportant",
                record.severity(),
                record.modified(),
                record.published(),
                record.withdrawn(),
                FEED);
    }
}
