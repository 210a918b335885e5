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
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line does at a server that was asked too much. */
final class PatienceTest {
    private static final String ME = """
            {"kind": "token", "name": "ada/tests", "grants": [], "permissions": []}""";
    private static final String BEGUN = """
            {"deviceCode": "d", "userCode": "ABCD-EFGH", "verificationUri": "http://x/device", "expiresIn": 600,
             "interval": 5}""";
    private static final String TOO_MANY = """
            {"type": "about:blank", "title": "Too many requests", "status": 429, "detail": "Wait, then go on.",
             "instance": "/", "requestId": "r", "errors": []}""";

    @TempDir
    private Path home;

    private HttpServer server;
    private String address = "";
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final List<Duration> waits = new ArrayList<>();

    /** @param after what Retry-After says; empty for nothing */
    private record Answer(int status, String after, String body) {}

    private static Answer tooMany(String after) {
        return new Answer(429, after, TOO_MANY);
    }

    private static Answer good(String body) {
        return new Answer(200, "", body);
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        address = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
        Answer next = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
        exchange.getRequestBody().readAllBytes();
        if (!next.after().isEmpty()) {
            exchange.getResponseHeaders().set("Retry-After", next.after());
        }
        byte[] body = next.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(next.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private record Result(int code, String err) {}

    private Result run(String input, boolean patient, String... args) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Terminal.none());
        Pause pause = time -> {
            waits.add(time);
            return patient;
        };
        Map<String, String> environment = Map.of("XDG_CONFIG_HOME", home.toString());
        int code = FettleMain.run(console, Clock.systemUTC(), environment, pause, args);
        return new Result(code, err.toString(StandardCharsets.UTF_8));
    }

    private Result login(boolean patient) {
        return run("fettle_abcdefgh\n", patient, "login", "--server", address, "--token-stdin");
    }

    private static Duration seconds(long number) {
        return Duration.ofSeconds(number);
    }

    @Test
    void what_changes_nothing_is_asked_again_when_the_server_says_and_people_are_told() {
        answers.addAll(List.of(tooMany("7"), tooMany("1"), tooMany("soon"), good(ME)));
        Result result = login(true);

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(waits).containsExactly(seconds(7), seconds(1), seconds(5));
        assertThat(result.err()).contains("left alone for 7 s").contains("Ctrl-C");
    }

    @Test
    void who_wants_an_end_gets_one() {
        answers.add(tooMany("7"));
        Result result = login(false);

        assertThat(result.code()).isEqualTo(69);
        assertThat(result.err()).contains("Wait, then go on.");
        assertThat(asked).hasSize(1);
    }

    @Test
    void nobody_waits_for_ever() {
        answers.add(tooMany("60"));
        assertThat(login(true).code()).isEqualTo(69);
        assertThat(waits).hasSize(5);

        waits.clear();
        answers.clear();
        answers.add(tooMany("999999999"));
        assertThat(login(true).code()).isEqualTo(69);
        assertThat(waits).isEmpty();
    }

    @Test
    void what_changes_something_is_not_sent_twice() {
        answers.add(good(ME));
        assertThat(login(true).code()).isZero();
        asked.clear();
        answers.clear();
        answers.add(tooMany("7"));
        Result result = run("", true, "feeds", "refresh", "1");

        assertThat(result.code()).isEqualTo(69);
        assertThat(waits).isEmpty();
        assertThat(asked).containsExactly("POST /api/v1/feeds/1/refreshes");
    }

    @Test
    void a_program_that_waits_for_an_approval_goes_on_waiting() {
        answers.addAll(List.of(
                good(BEGUN),
                tooMany("9"),
                good("{\"state\": \"pending\"}"),
                tooMany("9"),
                good("{\"state\": \"approved\", \"token\": \"fettle_abcdefgh\"}"),
                good(ME)));
        Result result = run("", true, "login", "--server", address);

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(waits).containsExactly(seconds(5), seconds(9), seconds(5), seconds(9));
    }
}
