package dev.fettle.feeds;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fettle.feeds.FeedState.Status;
import dev.fettle.feeds.FeedStore.Loaded;
import dev.fettle.feeds.compiled.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feeds that come over HTTP, from servers in every mood. */
final class FeedStoreHttpTest {
    private static final byte[] FEED = Packed.zip(Corpus.osv());
    private static final Instant NOW = Instant.parse("2099-03-01T00:00:00Z");

    @TempDir
    Path cache;

    private HttpServer server;
    private String address;
    private final List<String> asked = new ArrayList<>();
    private Answer answer;

    @FunctionalInterface
    private interface Answer {
        void give(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            synchronized (asked) {
                asked.add(exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().getFirst("If-None-Match"));
            }
            try (exchange) {
                answer.give(exchange);
            }
        });
        server.start();
        address = "http://127.0.0.1:" + server.getAddress().getPort() + "/debian/all.zip";
        answer = whole(FEED, "\"one\"");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void a_feed_is_fetched_and_asked_for_again_only_if_it_changed() throws IOException {
        FeedState state = only(load(address));
        assertThat(state.status()).isEqualTo(Status.NEW);
        assertThat(state.name()).isEqualTo("all.zip");
        assertThat(state.location()).isEqualTo(address);
        answer = exchange -> exchange.sendResponseHeaders(304, -1);
        assertThat(only(load(address)).status()).isEqualTo(Status.UNCHANGED);
        assertThat(asked).containsExactly("/debian/all.zip null", "/debian/all.zip \"one\"");
        assertNothingLeft();
    }

    @Test
    void a_damaged_table_is_fetched_anew_although_the_server_knows_of_no_change() throws IOException {
        FeedState state = only(load(address));
        Path table = cache.resolve("tables/" + state.sha256() + ".v" + Table.FORM + ".table");
        Files.delete(table);
        Files.write(table, new byte[100]);
        assertThat(only(load(address)).status()).isEqualTo(Status.NEW);
        assertThat(asked).containsExactly("/debian/all.zip null", "/debian/all.zip null");
    }

    @Test
    void whatever_goes_wrong_on_the_way_the_last_good_state_stays() throws IOException {
        load(address);
        List<Answer> moods = List.of(
                status(404),
                status(500),
                status(204),
                status(403),
                exchange -> {
                    exchange.getResponseHeaders().add("Location", "/debian/all.zip");
                    exchange.sendResponseHeaders(302, -1);
                },
                exchange -> {
                    exchange.sendResponseHeaders(200, FEED.length);
                    exchange.getResponseBody().write(FEED, 0, FEED.length / 2);
                    exchange.getResponseBody().flush();
                },
                whole(Arrays.copyOf(FEED, FEED.length / 2), ""),
                whole(new byte[0], ""),
                whole("<html>Please log in</html>".getBytes(StandardCharsets.UTF_8), "\"x\""),
                whole(Corpus.text("kev.json"), ""));
        int number = 0;
        for (Answer mood : moods) {
            answer = mood;
            assertLastGood(load(address), "mood " + number++);
        }
        server.stop(0);
        assertLastGood(load(address), "connection refused");
        assertNothingLeft();
    }

    @Test
    void the_new_state_is_taken_when_the_server_has_one() {
        load(address);
        answer = status(500);
        load(address);
        answer = whole(Packed.gzip(FEED), "\"two\"");
        assertThat(only(load(address)).status()).isEqualTo(Status.NEW);
        answer = exchange -> exchange.sendResponseHeaders(304, -1);
        load(address);
        assertThat(asked.getLast()).endsWith("\"two\"");
    }

    @Test
    void a_redirection_is_followed() {
        answer = exchange -> {
            if (exchange.getRequestURI().getPath().equals("/elsewhere")) {
                whole(FEED, "").give(exchange);
            } else {
                exchange.getResponseHeaders().add("Location", "/elsewhere");
                exchange.sendResponseHeaders(301, -1);
            }
        };
        assertThat(only(load(address)).status()).isEqualTo(Status.NEW);
    }

    @Test
    void a_server_that_says_unchanged_without_being_asked_so_has_failed() {
        answer = exchange -> exchange.sendResponseHeaders(304, -1);
        FeedState state = only(load(address));
        assertThat(state.status()).isEqualTo(Status.FAILED);
        assertPlain(state.message());
    }

    @Test
    void a_token_in_the_query_is_sent_but_never_shown_and_two_queries_are_two_feeds() throws IOException {
        answer = exchange -> whole(
                        exchange.getRequestURI().getQuery().contains("kev") ? Corpus.text("kev.json") : FEED, "\"e\"")
                .give(exchange);
        Loaded loaded = load(address + "?feed=kev&token=s3cret", address + "?feed=osv&token=s3cret");
        assertThat(loaded.states()).allMatch(FeedState::good);
        assertThat(loaded.states()).extracting(FeedState::kind).containsExactly("kev", "osv");
        assertThat(asked.getFirst()).contains("token=s3cret");
        assertThat(loaded.toString()).doesNotContain("s3cret");
        assertThat(loaded.states())
                .extracting(FeedState::location)
                .containsExactly(
                        FeedStore.shown(address + "?feed=kev&token=s3cret"),
                        FeedStore.shown(address + "?feed=osv&token=s3cret"));
        assertThat(FeedStore.shown("/srv/feeds/what?ever")).isEqualTo("/srv/feeds/what?ever");
        try (Stream<Path> files = Files.walk(cache)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain("s3cret");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:s3cret@127.0.0.1/all.zip",
                "http://s3cret@127.0.0.1/all.zip",
                "https://us_er:s3cret@ho_st/all.zip",
                "http://user:s3cret@host name/all.zip",
                "http://user:s3c%zzret@s3cret/all.zip",
                "http://user:s3cret/x@host/all.zip",
                "http://user:s3cret",
                "http://",
                "http:///s3cret",
                "https://?s3cret",
                "http://127.0.0.1:99999/all.zip",
            })
    void an_address_that_cannot_be_used_has_failed_and_nothing_secret_is_echoed(String unusable) {
        Loaded loaded = load(unusable);
        FeedState state = only(loaded);
        assertThat(state.status()).isEqualTo(Status.FAILED);
        assertThat(loaded.toString()).doesNotContain("s3c");
        assertPlain(state.message());
    }

    private static Answer status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    private static Answer whole(byte[] body, String etag) {
        return exchange -> {
            if (!etag.isEmpty()) {
                exchange.getResponseHeaders().add("ETag", etag);
            }
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        };
    }

    private Loaded load(String... addresses) {
        return new FeedStore(cache, () -> NOW, (_, _, _) -> {}).load(List.of(addresses));
    }

    private static FeedState only(Loaded loaded) {
        assertThat(loaded.states()).hasSize(1);
        return loaded.states().getFirst();
    }

    private static void assertLastGood(Loaded loaded, String where) {
        FeedState state = only(loaded);
        assertThat(state.status()).as("%s: %s", where, state.message()).isEqualTo(Status.LAST_GOOD);
        assertThat(state.records()).isEqualTo(Corpus.RECORDS);
        assertThat(state.message()).as(where).contains("all.zip", "The last good state stays in force");
        assertPlain(state.message());
    }

    private static void assertPlain(String message) {
        assertThat(message).endsWith(".").doesNotContain("Exception", "null", "\n", "java.", "dev.fettle");
    }

    private void assertNothingLeft() throws IOException {
        try (Stream<Path> files = Files.list(cache.resolve("tmp"))) {
            assertThat(files).isEmpty();
        }
    }
}
