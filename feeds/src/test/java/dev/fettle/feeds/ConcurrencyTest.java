package dev.fettle.feeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.feeds.FeedState.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several refresh different feeds at once, and one puts them in force meanwhile. */
@Timeout(120)
final class ConcurrencyTest {
    private static final int LOCATIONS = 4;
    private static final int ROUNDS = 25;

    @TempDir
    Path folder;

    @TempDir
    Path cache;

    /** The hardest case: a table is deleted as soon as no location points to it, and contents come and go and come again. */
    @Test
    void no_table_is_deleted_that_a_location_needs_and_nothing_half_written_is_seen() throws Exception {
        List<String> locations = new ArrayList<>();
        for (int i = 0; i < LOCATIONS; i++) {
            Path file = folder.resolve("kev-" + i + ".csv");
            put(file, 0);
            locations.add(file.toString());
        }
        assertThat(store().load(locations).states()).allMatch(state -> state.status() == Status.NEW);
        AtomicBoolean over = new AtomicBoolean();
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < LOCATIONS; i++) {
            int start = i;
            work.add(() -> refreshAgainAndAgain(Path.of(locations.get(start)), start));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(LOCATIONS + 1)) {
            Future<Integer> reader = threads.submit(() -> readAgainAndAgain(locations, over));
            for (Future<Integer> each : threads.invokeAll(work)) {
                assertThat(each.get()).isPositive();
            }
            over.set(true);
            assertThat(reader.get()).isPositive();
        }
        assertThat(store().lastGood(locations).states()).allMatch(FeedState::good);
        try (Stream<Path> left = Files.list(cache.resolve("tmp"))) {
            assertThat(left).isEmpty();
        }
    }

    private int refreshAgainAndAgain(Path file, int start) throws IOException {
        int news = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            // Few contents, so that one is dropped by one location while another takes it in.
            int content = (start + round) % 3;
            put(file, content);
            FeedStore.Refreshed refreshed = store().refresh(file.toString());
            assertThat(refreshed.warnings()).isEmpty();
            FeedState state = refreshed.states().getFirst();
            assertThat(state.status()).as(state.message()).isIn(Status.NEW, Status.UNCHANGED);
            news += state.status() == Status.NEW ? 1 : 0;
            FeedStore.Loaded loaded = store().lastGood(List.of(file.toString()));
            assertThat(loaded.states()).allMatch(FeedState::good);
            assertThat(loaded.catalog().exploitation("CVE-2099-" + (1000 + content)))
                    .isPresent();
        }
        return news;
    }

    private int readAgainAndAgain(List<String> locations, AtomicBoolean over) {
        int reads = 0;
        while (!over.get()) {
            assertThat(store().lastGood(locations).states())
                    .hasSize(LOCATIONS)
                    .allSatisfy(state ->
                            assertThat(state.status()).as(state.message()).isEqualTo(Status.UNCHANGED));
            reads++;
        }
        return reads;
    }

    /** Each change deletes the table of before, which a reader may be about to open, and the next one brings it back. */
    @Test
    void who_reads_while_a_feed_changes_sees_the_old_state_or_the_new_one() throws Exception {
        Path file = folder.resolve("kev.csv");
        put(file, 0);
        store().load(List.of(file.toString()));
        AtomicBoolean over = new AtomicBoolean();
        KnownSources known = new KnownSources(new CacheFolder(cache, Duration.ZERO));
        Callable<Integer> reader = () -> {
            int reads = 0;
            while (!over.get()) {
                assertThat(known.state(file.toString())).isPresent();
                reads++;
            }
            return reads;
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<Integer>> readers =
                    List.of(threads.submit(reader), threads.submit(reader), threads.submit(reader));
            for (int round = 1; round <= 150; round++) {
                put(file, round % 2);
                store().load(List.of(file.toString()));
            }
            over.set(true);
            for (Future<Integer> each : readers) {
                assertThat(each.get()).isPositive();
            }
        }
    }

    @Test
    void two_processes_refresh_at_once_and_both_are_in_force() throws Exception {
        List<Process> processes = new ArrayList<>();
        List<String> locations = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Path file = folder.resolve("kev-" + i + ".csv");
            put(file, i);
            locations.add(file.toString());
        }
        try {
            for (String location : locations) {
                processes.add(new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.fettle.feeds.HostileFeedMain",
                                cache.toString(),
                                location)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("output").toFile())
                        .start());
            }
            for (Process process : processes) {
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
        assertThat(store().lastGood(locations).states()).hasSize(2).allMatch(FeedState::good);
    }

    @Test
    void the_oldest_states_are_forgotten_when_all_take_too_much_room_and_the_newest_stays() throws IOException {
        KnownSources little = new KnownSources(new CacheFolder(cache, Duration.ZERO), 1);
        List<String> locations = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Path file = folder.resolve("kev-" + i + ".csv");
            put(file, i);
            locations.add(file.toString());
        }
        KnownSources enough = new KnownSources(new CacheFolder(cache, Duration.ZERO), 1 << 20);
        for (String location : locations) {
            assertThat(new FeedStore(enough, clock(), (_, _, _) -> {})
                            .load(List.of(location))
                            .states())
                    .allMatch(state -> state.status() == Status.NEW);
        }
        put(Path.of(locations.get(2)), 5);
        new FeedStore(little, clock(), (_, _, _) -> {}).load(List.of(locations.get(2)));
        assertThat(store().lastGood(locations.subList(0, 2)).states())
                .allMatch(state -> state.status() == Status.NEVER);
    }

    private FeedStore store() {
        return new FeedStore(new KnownSources(new CacheFolder(cache, Duration.ZERO)), clock(), (_, _, _) -> {});
    }

    private static InstantSource clock() {
        return Clock.systemUTC();
    }

    /** A small catalogue, put there whole, as a downloader does. */
    private static void put(Path file, int content) throws IOException {
        Path temporary = Files.writeString(
                file.resolveSibling(file.getFileName() + ".new"),
                "cveID,vendorProject,product,vulnerabilityName,dateAdded,dueDate,knownRansomwareCampaignUse\n"
                        + "CVE-2099-" + (1000 + content) + ",V,P,Name,2099-01-30,2099-02-20,Known\n",
                StandardCharsets.UTF_8);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
