package dev.fettle.feeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.product.Platform;
import dev.fettle.feeds.FeedState.Status;
import dev.fettle.feeds.FeedStore.Loaded;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole feeds of upstream, where the developers' data lies beside the checkout. */
final class RealFeedsTest {
    private static final Instant NOW = Instant.parse("2026-11-20T00:00:00Z");
    private static final Platform BOOKWORM = new Platform("debian", "12");

    @TempDir
    Path cache;

    @Test
    void the_distribution_folder_is_taken_in_and_what_is_no_feed_is_passed_over() {
        Loaded loaded = load("1-distro");
        Map<String, FeedState> states = byName(loaded);
        assertGood(states, "osv-debian-12-all.zip.gz", "osv", 31_332);
        assertGood(states, "osv-debian-full-2024-2025.zip", "osv", 3_949);
        assertGood(states, "osv-debian-12-before-2025-01-28.zip", "osv", 2_002);
        assertGood(states, "osv-debian-2026-01-sample.zip", "osv", 120);
        assertGood(states, "osv-debian-12-dsa-derived-2025-02_2025-09.zip", "osv", 139);
        assertThat(loaded.states()).as("%s", loaded.states()).noneMatch(state -> state.status() == Status.FAILED);
        assertThat(states.get("osv-almalinux9-all.zip").status()).isEqualTo(Status.IGNORED);
        assertThat(states.get("apt-bookworm-indices-2026-11-18.zip").status()).isEqualTo(Status.IGNORED);
        assertThat(states.get("grype-provider-records.zip").status()).isEqualTo(Status.IGNORED);
        assertThat(loaded.catalog().covers(BOOKWORM)).isTrue();
        assertThat(loaded.catalog().statements(BOOKWORM, "linux")).hasSizeGreaterThan(2_000);
        assertThat(load("1-distro").states())
                .filteredOn(FeedState::good)
                .extracting(FeedState::status)
                .containsOnly(Status.UNCHANGED);
    }

    @Test
    void the_threat_folder_is_taken_in_and_what_is_no_feed_is_passed_over() {
        Loaded loaded = load("2-threat");
        Map<String, FeedState> states = byName(loaded);
        assertGood(states, "kev-2025-08-25-known_exploited_vulnerabilities.json.gz", "kev", 1_404);
        assertGood(states, "kev-2025-08-25-known_exploited_vulnerabilities.csv.gz", "kev", 1_404);
        assertGood(states, "epss_scores-2025-08-17.csv.gz", "epss", 289_921);
        assertThat(states.get("epss_scores-2025-08-17.csv.gz").date()).startsWith("2025-08-17");
        assertThat(loaded.states())
                .filteredOn(state -> !state.good())
                .as("%s", loaded.states())
                .hasSize(4)
                .extracting(FeedState::status)
                .containsOnly(Status.IGNORED);
        assertThat(loaded.catalog().exploitation("CVE-2025-48384")).isPresent();
    }

    @Test
    void both_forms_of_the_catalogue_say_the_same() {
        Loaded json = load("2-threat/kev-2025-08-25-known_exploited_vulnerabilities.json.gz");
        Loaded csv = load("2-threat/kev-2025-08-25-known_exploited_vulnerabilities.csv.gz");
        int both = 0;
        for (int year = 2002; year <= 2025; year++) {
            for (int number = 1; number < 60_000; number++) {
                String id = "CVE-%d-%04d".formatted(year, number);
                if (json.catalog().exploitation(id).isPresent()) {
                    assertThat(csv.catalog().exploitation(id))
                            .isEqualTo(json.catalog().exploitation(id));
                    both++;
                }
            }
        }
        assertThat(both).isGreaterThan(1_390);
    }

    private static void assertGood(Map<String, FeedState> states, String name, String kind, long records) {
        assertThat(states.get(name)).as("%s of %s", name, states).isNotNull().satisfies(state -> {
            assertThat(state.status()).isEqualTo(Status.NEW);
            assertThat(state.kind()).isEqualTo(kind);
            assertThat(state.records()).isEqualTo(records);
        });
    }

    private static Map<String, FeedState> byName(Loaded loaded) {
        Map<String, FeedState> states = new TreeMap<>();
        loaded.states().forEach(state -> states.put(state.name(), state));
        return states;
    }

    private Loaded load(String name) {
        return new FeedStore(cache, () -> NOW, (_, _, _) -> {})
                .load(List.of(SharedData.file(name).toString()));
    }
}
