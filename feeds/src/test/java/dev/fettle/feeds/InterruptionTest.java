package dev.fettle.feeds;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.fettle.feeds.FeedState.Status;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A refresh ends soon when its thread is interrupted, says so, and leaves the last good state in force. */
@Timeout(120)
final class InterruptionTest {
    private static final Instant NOW = Instant.parse("2099-03-01T00:00:00Z");

    /** Much less than what the work would take, much more than the end of it may. */
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    @TempDir
    Path cache;

    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void done() {
        over.countDown();
    }

    @Test
    void a_download_from_a_slow_server_is_given_up() throws Exception {
        byte[] feed = Packed.zip(Corpus.osv());
        CountDownLatch begun = new CountDownLatch(1);
        boolean[] slow = {false};
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, feed.length);
                exchange.getResponseBody().write(feed, 0, slow[0] ? 100 : feed.length);
                exchange.getResponseBody().flush();
                if (slow[0]) {
                    begun.countDown();
                    over.await();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/all.zip";
            assertThat(store().load(List.of(address)).states()).allMatch(state -> state.status() == Status.NEW);
            slow[0] = true;
            assertInterrupted(interruptedAfter(begun, address), Status.LAST_GOOD);
        } finally {
            over.countDown();
            server.stop(0);
        }
        assertNothingLeft();
    }

    @Test
    void a_server_that_does_not_even_answer_is_given_up() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                begun.countDown();
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/all.zip";
            assertInterrupted(interruptedAfter(begun, address), Status.FAILED);
        } finally {
            over.countDown();
            server.stop(0);
        }
        assertNothingLeft();
    }

    @Test
    void the_compilation_of_a_large_feed_is_given_up_and_the_last_good_state_stays() throws IOException {
        Path file = settled(Files.write(folder.resolve("all.zip"), Packed.zip(Corpus.osv())));
        FeedState before = store().load(List.of(file.toString())).states().getFirst();
        settled(Files.write(file, Packed.zip(generated(20_000))));
        long[] most = {0};
        FeedStore interrupting = new FeedStore(cache, () -> NOW, (_, done, _) -> {
            most[0] = done;
            Thread.currentThread().interrupt();
        });
        FeedStore.Refreshed refreshed = interrupting.refresh(file.toString());
        assertThat(Thread.interrupted()).as("the thread stays interrupted").isTrue();
        assertInterrupted(refreshed, Status.LAST_GOOD);
        assertThat(refreshed.states().getFirst().sha256()).isEqualTo(before.sha256());
        assertThat(refreshed.differences()).isEmpty();
        assertThat(refreshed.warnings()).allMatch(warning -> warning.contains("CVE-2099-0020"));
        assertThat(most[0]).isEqualTo(500);
        assertNothingLeft();
        assertThat(store().load(List.of(file.toString())).states().getFirst().status())
                .isEqualTo(Status.NEW);
    }

    @Test
    void the_unpacking_of_a_large_feed_is_given_up() throws Exception {
        Path file = folder.resolve("all.zip.gz");
        try (OutputStream out =
                new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(file), 1 << 16), 1 << 16)) {
            Packed.gigabyte("PK", 0, out);
            Packed.gigabyte("", 0, out);
        }
        CountDownLatch unpacking = new CountDownLatch(1);
        Thread watch = Thread.ofPlatform().daemon().start(() -> {
            while (unpacking.getCount() > 0 && over.getCount() > 0) {
                if (unpacked() > 1 << 20) {
                    unpacking.countDown();
                }
                Thread.onSpinWait();
            }
        });
        assertInterrupted(interruptedAfter(unpacking, file.toString()), Status.FAILED);
        over.countDown();
        watch.join();
        assertNothingLeft();
    }

    private long unpacked() {
        long bytes = 0;
        if (Files.isDirectory(cache.resolve("tmp"))) {
            try (Stream<Path> files = Files.list(cache.resolve("tmp"))) {
                for (Path file : files.toList()) {
                    bytes += file.toFile().length();
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        return bytes;
    }

    @Test
    void an_interrupted_thread_takes_nothing_in_but_puts_everything_known_in_force() throws IOException {
        for (String name : List.of("kev.json", "epss.csv")) {
            settled(Files.write(folder.resolve(name), Corpus.text(name)));
        }
        Path osv = settled(Files.write(folder.resolve("all.zip"), Packed.zip(Corpus.osv())));
        store().load(List.of(folder.toString()));
        Files.write(osv, Packed.zip(generated(3)));
        List<String> locations = List.of(osv.toString(), folder.toString());
        Thread.currentThread().interrupt();
        FeedStore.Loaded loaded = store().load(locations);
        FeedStore.Loaded known = store().lastGood(locations);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(loaded.states()).hasSize(4).allMatch(state -> state.status() == Status.LAST_GOOD);
        assertThat(loaded.states()).allMatch(state -> state.message().contains("was interrupted"));
        assertThat(known.states()).hasSize(4).allMatch(state -> state.status() == Status.UNCHANGED);
        assertThat(loaded.catalog().knowsExploitation()).isTrue();
        assertThat(known.catalog().knowsPrediction()).isTrue();
    }

    @Test
    void a_refresh_that_waits_for_another_one_to_write_is_given_up() throws Exception {
        Path file = settled(Files.write(folder.resolve("kev.json"), Corpus.text("kev.json")));
        CountDownLatch begun = new CountDownLatch(1);
        CacheFolder held = new CacheFolder(cache);
        FutureTask<FeedStore.Refreshed> task = new FutureTask<>(() -> {
            begun.countDown();
            return store().refresh(file.toString());
        });
        try (CacheLock _ = held.lock()) {
            Thread thread = Thread.ofPlatform().daemon().start(task);
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
                Thread.onSpinWait();
            }
            thread.interrupt();
            assertInterrupted(task.get(SOON.toMillis(), TimeUnit.MILLISECONDS), Status.FAILED);
        }
        assertNothingLeft();
    }

    /** Interrupts a refresh as soon as it has come to the latch. */
    private FeedStore.Refreshed interruptedAfter(CountDownLatch begun, String location) throws Exception {
        FutureTask<FeedStore.Refreshed> task = new FutureTask<>(() -> store().refresh(location));
        Thread thread = Thread.ofPlatform().daemon().start(task);
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        thread.interrupt();
        try {
            return task.get(SOON.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("It did not end soon.", e);
        }
    }

    private static void assertInterrupted(FeedStore.Refreshed refreshed, Status status) {
        FeedState state = refreshed.states().getFirst();
        assertThat(state.status()).as(state.message()).isEqualTo(status);
        assertThat(state.message())
                .startsWith("Taking in ")
                .contains("was interrupted")
                .endsWith(".")
                .doesNotContain("Exception");
    }

    private static Map<String, byte[]> generated(int records) {
        Map<String, byte[]> many = new TreeMap<>();
        for (int i = 0; i < records; i++) {
            String id = "CVE-2099-" + (100_000 + i);
            many.put(
                    id + ".json",
                    ("{\"schema_version\":\"1\",\"id\":\"" + id
                                    + "\",\"affected\":[{\"package\":{\"ecosystem\":\"Debian:12\",\"name\":\"p\"}}]}")
                            .getBytes(StandardCharsets.UTF_8));
        }
        return many;
    }

    private FeedStore store() {
        return new FeedStore(cache, () -> NOW, (_, _, _) -> {});
    }

    private static Path settled(Path file) throws IOException {
        return Files.setLastModifiedTime(file, FileTime.from(NOW.minus(Duration.ofDays(40))));
    }

    private void assertNothingLeft() throws IOException {
        try (Stream<Path> files = Files.list(cache.resolve("tmp"))) {
            assertThat(files).isEmpty();
        }
    }
}
