package dev.fettle.server.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Visitor;
import dev.fettle.server.access.Route;
import dev.fettle.server.access.RouteTable;
import dev.fettle.server.access.UnattendedRequests;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session lasts from deed to deed, whatever open pages ask meanwhile. */
final class IdleSessionTest {
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Path TEMPLATES = Path.of("src", "main", "jte");
    private static final Pattern BY_ITSELF = Pattern.compile("hx-trigger=.*\\b(every|live|load)\\b");
    private static final Pattern PATH = Pattern.compile("hx-get=\\S*?\"(/[a-z/]+)|hx-get=\"\\$\\{[^}]*?\"(/[a-z/]+)");

    @TempDir
    static Path folder;

    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of("session.idle", "10m"));
        server.add("ada", List.of(new Grant(Role.ADMINISTRATOR, Scope.everything())));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Visitor ada() throws IOException, InterruptedException {
        Visitor visitor = server.visitor();
        visitor.signIn("ada", RunningServer.PASSWORD);
        return visitor;
    }

    /** All sessions look as if the last deed was that long ago. */
    private static Instant lastDeed(Duration ago) {
        Instant at = Instant.ofEpochMilli(Instant.now().minus(ago).toEpochMilli());
        server.jdbc()
                .sql("update spring_session set last_access_time = ?, expiry_time = ?")
                .params(at.toEpochMilli(), at.plus(IDLE).toEpochMilli())
                .update();
        return at;
    }

    private static Instant lastDeed() {
        return server.jdbc()
                .sql("select max(last_access_time) as last from spring_session")
                .query((row, _) -> Instant.ofEpochMilli(row.getLong("last")))
                .single();
    }

    @Test
    void what_a_page_asks_by_itself_keeps_no_session_alive() throws Exception {
        Visitor ada = ada();
        Instant before = lastDeed(Duration.ofMinutes(5));
        List<Route> routes = server.bean(RouteTable.class).unattended();
        assertThat(routes).extracting(Route::pattern).contains("/live", "/scans/now", "/overview/totals");
        for (Route route : routes) {
            // Of no order or roll-out in particular there is nothing to tell.
            boolean told = !Set.of("/orders/now", "/rollouts/now").contains(route.pattern());
            assertThat(ada.get(route.pattern()).status())
                    .as(route.pattern())
                    .isBetween(told ? 200 : 404, told ? 299 : 404);
        }
        String[] mark = {UnattendedRequests.HEADER, "1"};
        assertThat(ada.get("/feeds", mark).status()).isEqualTo(200);
        assertThat(ada.get("/no-such-page", mark).status()).isEqualTo(404);
        assertThat(lastDeed()).isEqualTo(before);

        assertThat(ada.get("/feeds").status()).isEqualTo(200);
        assertThat(lastDeed()).isAfter(before);
    }

    @Test
    void who_did_nothing_for_too_long_is_out_although_the_page_went_on_asking() throws Exception {
        Visitor ada = ada();
        lastDeed(IDLE.minusMinutes(1));
        assertThat(ada.get("/live").status()).isEqualTo(200);
        lastDeed(IDLE.plusSeconds(1));
        assertThat(ada.get("/live").toSignIn()).isTrue();
        assertThat(ada.signIn("ada", RunningServer.PASSWORD).header("Location"))
                .as("where one was is no stream")
                .isEqualTo("/");
    }

    @Test
    void a_stream_ends_with_the_session() throws Exception {
        Visitor ada = ada();
        lastDeed(IDLE.minusSeconds(2));
        try (HttpClient client =
                HttpClient.newBuilder().cookieHandler(ada.cookies()).build()) {
            String heard = client.send(
                            HttpRequest.newBuilder(URI.create(server.address() + "/live"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            assertThat(heard).contains("listening");
            assertThat(heard.split("still here", -1).length - 1)
                    .as("a whole stream of a minute has four")
                    .isLessThanOrEqualTo(1);
        }
        assertThat(ada.get("/live").toSignIn()).isTrue();
    }

    @Test
    void no_part_of_a_page_asks_by_itself_at_a_route_that_is_not_declared_so() throws IOException {
        List<String> declared = server.bean(RouteTable.class).unattended().stream()
                .map(Route::pattern)
                .toList();
        List<String> asked = new ArrayList<>();
        try (Stream<Path> files = Files.walk(TEMPLATES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                for (String line : Files.readAllLines(file)) {
                    Matcher path = PATH.matcher(line);
                    if (BY_ITSELF.matcher(line).find() && path.find()) {
                        asked.add(path.group(1) == null ? path.group(2) : path.group(1));
                    }
                }
            }
        }
        assertThat(asked).hasSizeGreaterThan(5);
        assertThat(declared).containsAll(asked);
    }
}
