package dev.fettle.server.feeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.fettle.server.TestServerDatabase;
import dev.fettle.server.audit.TestAudit;
import dev.fettle.server.tasks.Recurring;
import dev.fettle.server.tasks.Run;
import dev.fettle.server.tasks.Runs;
import dev.fettle.server.tasks.TestRuns;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.transaction.support.TransactionTemplate;

final class RefreshFeedTest {
    @TempDir
    private Path folder;

    private final TestServerDatabase database = TestServerDatabase.fresh();
    private final FeedStatusStore statuses = new FeedStatusStore(database.jdbc());
    private final Runs runs = TestRuns.in(database);
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String answer = answers.get(exchange.getRequestURI().toString());
            byte[] bytes = String.valueOf(answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 404 : 200, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        database.close();
    }

    private static String kev(int records) {
        return IntStream.range(0, records)
                .mapToObj(number ->
                        "{\"cveID\": \"CVE-2099-000" + number + "\", \"vendorProject\": \"A\", \"product\": \"B\","
                                + " \"vulnerabilityName\": \"Made up\", \"dateAdded\": \"2099-01-30\","
                                + " \"shortDescription\": \"Made up.\", \"requiredAction\": \"Patch.\","
                                + " \"dueDate\": \"2099-02-20\", \"knownRansomwareCampaignUse\": \"Known\"}")
                .collect(Collectors.joining(
                        ", ",
                        "{\"title\": \"Known\", \"catalogVersion\": \"2099.02.01\", \"dateReleased\":"
                                + " \"2099-02-01T10:00:00.0000Z\", \"count\": " + records + ", \"vulnerabilities\": [",
                        "]}"));
    }

    private RefreshFeed refresh(String path, Clock clock) {
        String location = "http://127.0.0.1:" + server.getAddress().getPort() + path;
        return new RefreshFeed(
                new FeedSource(location),
                folder,
                Duration.ofHours(6),
                runs,
                statuses,
                new TransactionTemplate(database.transactions()),
                new CatalogInForce(folder, List.of(location), Clock.systemUTC()),
                TestAudit.in(database),
                clock);
    }

    private RefreshFeed refresh(String path) {
        return refresh(path, Clock.systemUTC());
    }

    private Run last(RefreshFeed refresh) {
        return runs.last(RefreshFeed.KIND, refresh.shown()).orElseThrow();
    }

    @Test
    void two_sources_that_differ_in_their_query_alone_are_two_and_no_query_is_shown() {
        answers.put("/kev.json?a=1", kev(1));
        answers.put("/kev.json?a=2", kev(2));
        RefreshFeed one = refresh("/kev.json?a=1");
        RefreshFeed two = refresh("/kev.json?a=2");

        assertThat(one.run()).isEqualTo(Recurring.Outcome.DONE);
        assertThat(two.run()).isEqualTo(Recurring.Outcome.DONE);
        assertThat(one.run()).isEqualTo(Recurring.Outcome.DONE);

        assertThat(one.shown()).isNotEqualTo(two.shown()).doesNotContain("a=1");
        assertThat(statuses.all().stream().collect(Collectors.toMap(FeedStatus::source, FeedStatus::records)))
                .isEqualTo(Map.of(one.shown(), 1L, two.shown(), 2L));
        assertThat(runs.newest(RefreshFeed.KIND, one.shown(), 9)).hasSize(2);
        assertThat(runs.newest(RefreshFeed.KIND, two.shown(), 9)).hasSize(1);
    }

    @Test
    void what_cannot_be_fetched_failed_and_says_why() {
        RefreshFeed refresh = refresh("/nothing.json");

        assertThat(refresh.run()).isEqualTo(Recurring.Outcome.FAILED);

        assertThat(last(refresh).state()).isEqualTo(Run.State.FAILED);
        assertThat(last(refresh).message()).contains("404");
    }

    @Test
    void a_mistake_of_fettle_ends_the_run_as_failed_and_is_thrown_on() {
        answers.put("/kev.json", kev(1));
        Clock broken = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                throw new IllegalStateException("as if");
            }
        };
        RefreshFeed refresh = refresh("/kev.json", broken);

        assertThatThrownBy(refresh::run).isInstanceOf(IllegalStateException.class);

        assertThat(last(refresh).state()).isEqualTo(Run.State.FAILED);
        assertThat(last(refresh).message()).isEqualTo("Fettle made a mistake; the log says which.");
    }

    @Test
    void what_is_interrupted_was_cut_off() {
        answers.put("/kev.json", kev(1));
        RefreshFeed refresh = refresh("/kev.json");

        Thread.currentThread().interrupt();

        assertThat(refresh.run()).isEqualTo(Recurring.Outcome.CUT_OFF);
        assertThat(last(refresh).state()).isEqualTo(Run.State.CUT_OFF);
    }
}
