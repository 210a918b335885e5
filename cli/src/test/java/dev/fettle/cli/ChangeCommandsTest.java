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

/** What {@code fettle changes} asks of a server, and what it says of its answers. */
final class ChangeCommandsTest {
    private static final String ME = """
            {"kind": "token", "name": "ada/tests", "grants": [], "permissions": []}""";
    private static final String ITEM = """
            {"id": 17, "title": "Mend\\u001b[2J", "type": "normal", "ticket": "T-1", "state": "draft", "draftedBy": "olga",
             "draftedAt": "2026-11-21T12:00:00Z", "editedBy": "olga", "plannedAt": "2026-11-21T12:00:00Z", "content": "ab",
             "hosts": 3, "leftOpen": 1, "findings": 2, "proposedBy": null, "needed": null, "approvedBy": [],
             "owedUntil": null, "why": null}""";
    private static final String DETAIL = """
            {"change": ITEM, "wish": {"title": "Mend", "reason": "x", "patches": "security", "waves": ["all rest"]},
             "fault": null, "warnings": ["Beware."], "vulnerabilities": 1, "exploited": 0, "reboots": 0, "windows": [],
             "classes": [],
             "waves": [], "leftOut": []}""".replace("ITEM", ITEM);

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
        boolean ofChanges = path.contains("/changes");
        if (ofChanges) {
            String tag = exchange.getRequestHeaders().getFirst("If-Match");
            asked.add((exchange.getRequestMethod() + " " + path + " " + (tag == null ? "" : tag + " ") + body).strip());
        }
        boolean list = path.endsWith("/changes") && exchange.getRequestMethod().equals("GET");
        String told = list ? "{\"items\": [" + ITEM + "], \"next\": null}" : ofChanges ? DETAIL : ME;
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

    @Test
    void a_draft_has_what_the_options_say() {
        Result result = run(
                "",
                "changes",
                "draft",
                "Mend all",
                "--reason",
                "because",
                "--patches",
                "packages",
                "--name",
                "nginx",
                "--name",
                "vim",
                "--filter",
                "tags==web",
                "--wave",
                "pilot 10% soak=24h",
                "--wave",
                "broad rest",
                "--at-once",
                "5",
                "--host",
                "7",
                "--repeatable");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(asked).hasSize(1);
        assertThat(asked.getFirst())
                .startsWith("POST /api/v1/changes {")
                .contains(
                        "\"title\":\"Mend all\"",
                        "\"reason\":\"because\"",
                        "\"patches\":\"packages\"",
                        "\"names\":[\"nginx\",\"vim\"]",
                        "\"filter\":\"tags==web\"",
                        "\"waves\":[\"pilot 10% soak=24h\",\"broad rest\"]",
                        "\"atOnce\":5",
                        "\"hosts\":[7]",
                        "\"repeatable\":true");
        assertThat(result.out()).contains("change.id: 17", "Beware.").doesNotContain("\u001b");
    }

    @Test
    void an_edit_leaves_what_the_options_do_not_say() {
        Result result = run("", "changes", "edit", "17", "--wave", "broad rest");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(asked).hasSize(2);
        assertThat(asked.getLast())
                .startsWith("PUT /api/v1/changes/17 \"v3\" {")
                .contains("\"title\":\"Mend\"", "\"patches\":\"security\"", "\"waves\":[\"broad rest\"]");
    }

    @Test
    void an_approval_names_the_content_that_was_seen() {
        Result blind = run("", "changes", "approve", "17");
        assertThat(blind.code()).isEqualTo(64);
        assertThat(blind.err()).contains("--content", "fettle changes show 17");
        asked.clear();

        Result result = run("", "changes", "approve", "17", "--content", "ab");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(asked).hasSize(1);
        assertThat(asked.getFirst())
                .startsWith("POST /api/v1/changes/17/approve {")
                .contains("\"content\":\"ab\"");
    }

    @Test
    void changes_are_listed_proposed_and_withdrawn() {
        assertThat(run("", "changes").out()).contains("17", "draft", "T-1").doesNotContain("\u001b");
        assertThat(run("", "changes", "propose", "17").code()).isZero();
        assertThat(run("", "changes", "withdraw", "17", "--reason", "over").code())
                .isZero();

        assertThat(asked)
                .anyMatch(each -> each.startsWith("POST /api/v1/changes/17/propose"))
                .anyMatch(each ->
                        each.startsWith("POST /api/v1/changes/17/withdraw") && each.contains("\"reason\":\"over\""));
    }
}
