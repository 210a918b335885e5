package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code fettle rollouts} asks of a server, and what it says of its answers. */
final class RolloutCommandsTest {
    private static final String ME = """
            {"kind": "token", "name": "ada/tests", "grants": [], "permissions": []}""";
    private static final String ITEM = """
            {"id": 5, "change": 17, "title": "Mend\\u001b[2J", "stage": "rolling", "open": true, "wave": 1, "waves": 2,
             "hosts": 4, "done": 1, "underWay": 1, "failed": 0, "startedBy": "olga", "startedAt": "2026-11-21T12:00:00Z",
             "startAt": "2026-11-21T12:00:00Z", "backAnyTime": false, "override": "nothing",
             "overrideReason": null, "content": "ab", "endedAt": null}""";
    private static final String DETAIL = """
            {"rollout": ITEM, "says": "It is at wave 1 of 2 (pilot).", "why": null, "waits": ["1 host is at work."],
             "waves": []}""".replace("ITEM", ITEM);
    private static final String HOST = """
            {"place": 0, "wave": 1, "host": 7, "name": "web-1\\u001b[2J", "state": "failed", "says": "No space.",
             "order": 12}""";

    @TempDir
    private Path home;

    private HttpServer server;
    private final List<String> asked = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        assertThat(run("fettle_abcdefgh\n", "login", "--server", address, "--token-stdin")
                        .code())
                .isZero();
        asked.clear();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                .replaceAll("\\s*([:,{}\\[\\]])\\s*", "$1");
        boolean ofRollouts = path.contains("/rollouts");
        if (ofRollouts) {
            String tag = exchange.getRequestHeaders().getFirst("If-Match");
            String query = exchange.getRequestURI().getRawQuery();
            asked.add((exchange.getRequestMethod() + " " + path + (query == null ? "" : "?" + query) + " "
                            + (tag == null ? "" : tag + " ") + body)
                    .strip());
        }
        boolean list = path.endsWith("/rollouts") && exchange.getRequestMethod().equals("GET");
        String item = path.endsWith("/hosts") ? HOST : list ? ITEM : "";
        String told = !item.isEmpty() ? "{\"items\": [" + item + "], \"next\": null}" : ofRollouts ? DETAIL : ME;
        byte[] bytes = told.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("ETag", "\"v3\"");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private record Result(int code, String out, String err) {}

    private Result run(String input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Terminal.none());
        int code =
                FettleMain.run(console, Clock.systemUTC(), Map.of("XDG_CONFIG_HOME", home.toString()), _ -> true, args);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private String asks(String... args) {
        Result result = run("", args);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(asked).hasSize(1);
        String only = asked.getFirst();
        asked.clear();
        return only;
    }

    @Test
    void roll_outs_are_listed_and_told_and_nothing_steers_the_terminal() {
        Result list = run("", "rollouts");
        assertThat(list.code()).as(list.err()).isZero();
        assertThat(list.out()).contains("rolling", "olga", "Mend").doesNotContain("\u001b");

        Result one = run("", "rollouts", "show", "5");
        assertThat(one.code()).as(one.err()).isZero();
        assertThat(one.out())
                .contains("1 host is at work.", "It is at wave 1 of 2")
                .doesNotContain("\u001b");
        assertThat(asked).last().isEqualTo("GET /api/v1/rollouts/5");
    }

    @Test
    void its_hosts_are_chosen_by_state_wave_and_name() {
        Result result = run(
                "", "rollouts", "hosts", "5", "--state", "failed", "--wave", "1", "--name", "web &", "--limit", "7");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("No space.", "12").doesNotContain("\u001b");
        assertThat(asked).containsExactly("GET /api/v1/rollouts/5/hosts?limit=7&state=failed&wave=1&name=web%20%26");
    }

    @Test
    void a_filter_that_the_hosts_of_a_roll_out_do_not_take_is_refused() {
        Result result = run("", "rollouts", "hosts", "5", "--filter", "name==web");

        assertThat(result.code()).isEqualTo(64);
        assertThat(result.err()).contains("--state, --wave and --name");
        assertThat(asked).isEmpty();
    }

    @Test
    void a_start_has_what_the_options_say() {
        assertThat(asks("rollouts", "start", "17")).isEqualTo("POST /api/v1/rollouts {\"change\":17}");
        assertThat(asks("rollouts", "start", "17", "--at", "2027-01-19T02:00:00Z", "--back-any-time"))
                .startsWith("POST /api/v1/rollouts {")
                .contains("\"startAt\":\"2027-01-19T02:00:00Z\"", "\"backAnyTime\":true");
        assertThat(run("", "rollouts", "start", "Mend").code()).isEqualTo(64);
        assertThat(asked).isEmpty();
    }

    @Test
    void it_is_steered_whatever_it_has_come_to() {
        assertThat(asks("rollouts", "pause", "5")).startsWith("POST /api/v1/rollouts/5/pause * {");
        assertThat(asks("rollouts", "resume", "5", "--reason", "Seen"))
                .isEqualTo("POST /api/v1/rollouts/5/resume * {\"reason\":\"Seen\"}");
        assertThat(asks("rollouts", "abort", "5", "--back", "wave", "--reason", "Enough"))
                .startsWith("POST /api/v1/rollouts/5/abort * {")
                .contains("\"which\":\"wave\"", "\"reason\":\"Enough\"");
        assertThat(asks("rollouts", "abort", "5", "--reason", "Enough")).contains("\"which\":\"nothing\"");
        assertThat(asks("rollouts", "skip", "5", "7", "--reason", "Gone"))
                .isEqualTo("POST /api/v1/rollouts/5/hosts/7/skip * {\"reason\":\"Gone\"}");
        assertThat(asks("rollouts", "retry", "5", "7")).startsWith("POST /api/v1/rollouts/5/hosts/7/retry * {");
    }
}
