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

/** What {@code fettle webhooks} asks of a server, and what it says of its answers. */
final class WebhookCommandsTest {
    private static final String ME = """
            {"kind": "token", "name": "ada/tests", "grants": [], "permissions": []}""";
    private static final String ITEM = """
            {"id": 4, "name": "tickets\\u001b[2J", "address": "https://t.example/in", "events": ["change.approved"],
             "madeBy": "ada", "madeAt": "2026-11-21T12:00:00Z"}""";
    private static final String DELIVERY = """
            {"id": 9, "message": "msg_1", "event": "change.approved", "madeAt": "2026-11-21T12:00:00Z", "state": "given-up",
             "attempts": 11, "dueAt": null, "triedAt": "2026-11-21T12:00:00Z", "status": 500, "fault": "It answered 500."}""";

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
        String method = exchange.getRequestMethod();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                .replaceAll("\\s*([:,{}\\[\\]])\\s*", "$1");
        if (path.contains("/webhooks")) {
            asked.add((method + " " + path + " " + body).strip());
        }
        String told = !path.contains("/webhooks")
                ? ME
                : path.endsWith("/deliveries")
                        ? list(DELIVERY)
                        : path.endsWith("/webhooks") && method.equals("GET")
                                ? list(ITEM)
                                : path.contains("/deliveries/") || path.endsWith("/test")
                                        ? DELIVERY
                                        : method.equals("GET") || method.equals("PUT")
                                                ? ITEM
                                                : "{\"webhook\": " + ITEM + ", \"secret\": \"whsec_AAAA\"}";
        byte[] bytes = told.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("ETag", "\"v3\"");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String list(String item) {
        return "{\"items\": [" + item + "], \"next\": null}";
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
    void webhooks_and_what_they_were_told_are_listed_and_nothing_steers_the_terminal() {
        Result list = run("", "webhooks");
        assertThat(list.code()).as(list.err()).isZero();
        assertThat(list.out()).contains("tickets", "change.approved").doesNotContain("\u001b");

        Result told = run("", "webhooks", "deliveries", "4");
        assertThat(told.code()).as(told.err()).isZero();
        assertThat(told.out()).contains("given-up", "It answered 500.");
    }

    @Test
    void one_is_added_and_its_secret_shown() {
        Result added = run("", "webhooks", "add", "tickets", "https://t.example/in", "--event", "change.approved");
        assertThat(added.code()).as(added.err()).isZero();
        assertThat(added.out()).contains("whsec_AAAA");
        assertThat(asked)
                .singleElement()
                .asString()
                .startsWith("POST /api/v1/webhooks ")
                .contains(
                        "\"name\":\"tickets\"",
                        "\"address\":\"https://t.example/in\"",
                        "\"events\":[\"change.approved\"]");
    }

    @Test
    void one_is_changed_tested_and_sent_a_message_again() {
        assertThat(run("", "webhooks", "change", "4", "--address", "https://u.example/")
                        .code())
                .isZero();
        assertThat(asked.getLast())
                .startsWith("PUT /api/v1/webhooks/4 ")
                .contains("\"address\":\"https://u.example/\"", "\"events\":[\"change.approved\"]");
        assertThat(run("", "webhooks", "test", "4").code()).isZero();
        assertThat(asked.getLast()).startsWith("POST /api/v1/webhooks/4/test");
        assertThat(run("", "webhooks", "retry", "4", "9").code()).isZero();
        assertThat(asked.getLast()).startsWith("POST /api/v1/webhooks/4/deliveries/9/retry");
        assertThat(run("", "webhooks", "secret", "4").out()).contains("whsec_AAAA");
        assertThat(run("", "webhooks", "remove", "4").code()).isZero();
        assertThat(asked.getLast()).startsWith("DELETE /api/v1/webhooks/4");
    }
}
