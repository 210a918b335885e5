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

/** What {@code fettle zero-day} asks of a server, and what it says of its answers. */
final class ZeroDayCommandsTest {
    private static final String ME = """
            {"kind": "token", "name": "ada/tests", "grants": [], "permissions": []}""";
    private static final String CHANGE = """
            {"change": {"id": 12, "title": "Close\\u001b[2J", "type": "emergency", "ticket": "", "state": "draft",
             "draftedBy": "olga", "draftedAt": "2026-11-21T12:00:00Z", "editedBy": "olga",
             "plannedAt": "2026-11-21T12:00:00Z", "content": "abcd", "hosts": 4, "leftOpen": 1, "findings": 4,
             "proposer": null, "needed": null, "approvedBy": [], "owedUntil": null, "decidedWhy": null},
             "wish": {}, "fault": null, "warnings": [], "vulnerabilities": 1, "exploited": 0, "reboots": 0,
             "classes": [], "waves": [{"name": "pilot", "line": "pilot 2 soak=10m", "hosts": 2, "expectedSeconds": 40,
             "hostIds": [1, 2]}], "leftOut": [], "windows": [], "alert": null}""";

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
        boolean ours = path.contains("/zero-days") || path.contains("/changes");
        if (ours) {
            asked.add((exchange.getRequestMethod() + " " + path + " " + body).strip());
        }
        String told = path.endsWith("/start") ? "{\"rollout\": {\"id\": 5}}" : ours ? CHANGE : ME;
        byte[] bytes = told.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
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

    @Test
    void it_is_shown_first_and_the_way_to_start_just_that_is_told() {
        Result shown = run("", "zero-day", "CVE-2099-0777", "--filter", "tags==web", "--reason", "It burns");

        assertThat(shown.code()).as(shown.err()).isZero();
        assertThat(asked)
                .containsExactly("POST /api/v1/zero-days {\"vulnerability\":\"CVE-2099-0777\",\"filter\":\"tags==web\","
                        + "\"reason\":\"It burns\"}");
        assertThat(shown.out() + shown.err())
                .contains("pilot 2 soak=10m", "Nothing has begun.", "fettle zero-day start 12 --content abcd")
                .doesNotContain("\u001b");

        Result urgent =
                run("", "zero-day", "CVE-2099-0777", "--override", "windows", "--override-reason", "It's burning");
        assertThat(urgent.out() + urgent.err())
                .contains("start 12 --content abcd --override 'windows' --override-reason 'It'\\''s burning'");
    }

    @Test
    void with_yes_one_command_starts_it() {
        Result started =
                run("", "zero-day", "CVE-2099-0777", "--yes", "--override", "windows", "--override-reason", "It burns");

        assertThat(started.code()).as(started.err()).isZero();
        assertThat(asked).hasSize(2);
        assertThat(asked.getLast())
                .isEqualTo("POST /api/v1/zero-days/12/start {\"content\":\"abcd\",\"override\":\"windows\","
                        + "\"overrideReason\":\"It burns\"}");
    }

    @Test
    void one_that_was_shown_is_started_and_its_alert_acknowledged() {
        assertThat(run("", "zero-day", "start", "12", "--content", "abcd").code())
                .isZero();
        assertThat(asked.getLast()).isEqualTo("POST /api/v1/zero-days/12/start {\"content\":\"abcd\"}");

        assertThat(run("", "changes", "acknowledge", "12").code()).isZero();
        assertThat(asked.getLast()).startsWith("POST /api/v1/changes/12/acknowledge");
    }
}
