package dev.fettle.feeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.feeds.FeedState.Status;
import dev.fettle.feeds.FeedStore.Refreshed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a refresh changes is counted, against counting by hand. */
final class FeedDifferenceTest {
    private static final long SEED = 20_261_120;
    private static final Instant NOW = Instant.parse("2099-03-01T00:00:00Z");

    @TempDir
    Path folder;

    @TempDir
    Path cache;

    @Test
    void of_records_those_added_changed_and_removed_are_counted_by_id_and_date() throws IOException {
        Random random = new Random(SEED);
        SortedMap<String, Integer> before = new TreeMap<>();
        Path file = folder.resolve("all.zip");
        for (int round = 0; round < 20; round++) {
            SortedMap<String, Integer> now = new TreeMap<>();
            for (int i = 0; i < 30; i++) {
                if (random.nextInt(3) > 0) {
                    // Ids of different lengths, of which some begin others.
                    now.put("CVE-2099-" + (1000 + i * (i % 3 == 0 ? 1 : 37)), random.nextInt(3));
                }
            }
            if (now.isEmpty() || now.equals(before)) {
                continue;
            }
            Map<String, byte[]> records = new TreeMap<>();
            now.forEach((id, day) -> records.put(id + ".json", record(id, day)));
            assertThat(difference(file, Packed.zip(records)))
                    .as("seed %d, round %d", SEED, round)
                    .isEqualTo(byHand(before, now));
            before = now;
        }
    }

    @Test
    void of_the_catalogue_those_added_changed_and_removed_are_counted_by_cve() throws IOException {
        Path file = folder.resolve("kev.csv");
        String head = "cveID,vulnerabilityName,dateAdded,dueDate,knownRansomwareCampaignUse\n";
        assertThat(difference(
                        file,
                        bytes(head + "CVE-2099-1001,A,2099-01-01,2099-02-01,Unknown\n"
                                + "CVE-2099-1002,B,2099-01-01,2099-02-01,Unknown\nCVE-2099-1003,C,2099-01-01,,Unknown\n"
                                + "CVE-2099-1004,D,2099-01-01,,Unknown\n")))
                .isEqualTo(new FeedDifference(4, 0, 0));
        assertThat(difference(
                        file,
                        bytes(head + "CVE-2099-1001,A,2099-01-01,2099-02-01,Unknown\n"
                                + "CVE-2099-1002,B,2099-01-01,2099-02-01,Known\nCVE-2099-1003,Other,2099-01-01,,Unknown\n"
                                + "CVE-2099-1005,E,2099-01-01,,Unknown\nCVE-2099-1006,A,2099-01-01,,Unknown\n")))
                .isEqualTo(new FeedDifference(2, 2, 1));
    }

    @Test
    void of_scores_those_added_changed_and_removed_are_counted_and_a_percentile_alone_is_no_change()
            throws IOException {
        Path file = folder.resolve("epss.csv");
        String head = "cve,epss,percentile\n";
        difference(file, bytes(head + "CVE-2099-1001,0.1,0.5\nCVE-2099-1002,0.1,0.5\nCVE-2099-1003,0.1,0.5\n"));
        assertThat(difference(
                        file,
                        bytes(head + "CVE-2099-1000,0.1,0.5\nCVE-2099-1002,0.1,0.6\nCVE-2099-1003,0.10001,0.5\n")))
                .isEqualTo(new FeedDifference(1, 1, 1));
    }

    @Test
    void what_is_unchanged_or_not_taken_in_has_no_difference() throws IOException {
        Path file = Files.write(folder.resolve("kev.json"), Corpus.text("kev.json"));
        assertThat(refresh(file).differences()).containsOnly(Map.entry(file.toString(), new FeedDifference(2, 0, 0)));
        Refreshed same = refresh(file);
        assertThat(same.states().getFirst().status()).isEqualTo(Status.UNCHANGED);
        assertThat(same.differences()).isEmpty();
        Files.write(file, new byte[] {'{'});
        Refreshed broken = refresh(file);
        assertThat(broken.states().getFirst().status()).isEqualTo(Status.LAST_GOOD);
        assertThat(broken.differences()).isEmpty();
    }

    private static FeedDifference byHand(Map<String, Integer> before, Map<String, Integer> now) {
        int added = (int)
                now.keySet().stream().filter(id -> !before.containsKey(id)).count();
        int removed = (int)
                before.keySet().stream().filter(id -> !now.containsKey(id)).count();
        int changed = (int) now.entrySet().stream()
                .filter(each -> before.containsKey(each.getKey())
                        && !before.get(each.getKey()).equals(each.getValue()))
                .count();
        return new FeedDifference(added, changed, removed);
    }

    private FeedDifference difference(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        Refreshed refreshed = refresh(file);
        assertThat(refreshed.states().getFirst().status())
                .as(refreshed.states().getFirst().message())
                .isEqualTo(Status.NEW);
        return refreshed.differences().get(file.toString());
    }

    private Refreshed refresh(Path file) {
        return new FeedStore(cache, () -> NOW, (_, _, _) -> {}).refresh(file.toString());
    }

    private static byte[] record(String id, int day) {
        return bytes("{\"schema_version\":\"1\",\"id\":\"" + id + "\",\"modified\":\"2099-01-0" + (1 + day)
                + "T00:00:00Z\",\"affected\":[{\"package\":{\"ecosystem\":\"Debian:12\",\"name\":\"p\"}}]}");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
