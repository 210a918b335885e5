package dev.fettle.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.server.settings.Settings;
import dev.fettle.server.settings.SettingsReader;
import dev.fettle.testing.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server without TLS of its own, asked as a proxy asks it that does TLS and passes the Host header on. */
final class BehindProxyTest {
    private static final String PASSWORD = "a sentence that nobody guesses";
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    @TempDir
    static Path folder;

    private static int port;
    private static Server server;

    /** What one browser keeps. */
    private final Map<String, String> cookies = new LinkedHashMap<>();

    @BeforeAll
    static void start() throws Exception {
        port = FreePort.local();
        Map<String, String> options = new HashMap<>();
        options.put("data", folder.resolve("data").toString());
        options.put("listen", "127.0.0.1:" + port);
        options.put("public-url", "https://fettle.example.org");
        options.put("scan.this-machine", "false");
        options.put(
                "feeds.sources",
                Files.createDirectories(folder.resolve("feeds")).toString());
        SettingsReader.Outcome outcome = SettingsReader.ofThisProcess().read(options, Map.of());
        Settings settings = ((SettingsReader.Outcome.Read) outcome).settings();
        server = Server.start(settings, Clock.systemUTC(), _ -> {});
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private record Answer(int status, List<String> headers, String body) {
        List<String> all(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ": ";
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()))
                    .toList();
        }
    }

    /** By hand, for Java's own client lets nobody set the Host header. */
    private Answer ask(String method, String path, Map<String, String> form) throws IOException {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        String kept = cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
        String request = method + " " + path + " HTTP/1.1\r\nHost: fettle.example.org\r\nConnection: close\r\n"
                + (kept.isEmpty() ? "" : "Cookie: " + kept + "\r\n")
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            int status = Integer.parseInt(reader.readLine().substring(9, 12));
            List<String> headers = new ArrayList<>();
            for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
                headers.add(line);
            }
            Answer answer = new Answer(status, headers, reader.lines().collect(Collectors.joining("\n")));
            for (String cookie : answer.all("Set-Cookie")) {
                int named = cookie.indexOf('=');
                cookies.put(cookie.substring(0, named), cookie.substring(named + 1, cookie.indexOf(';')));
            }
            return answer;
        }
    }

    private Answer get(String path) throws IOException {
        return ask("GET", path, Map.of());
    }

    /** Fills in the form of a page. */
    private Answer send(String page, String path, Map<String, String> form) throws IOException {
        Matcher token = CSRF.matcher(get(page).body());
        assertThat(token.find()).isTrue();
        Map<String, String> whole = new LinkedHashMap<>(form);
        whole.put("_csrf", token.group(1));
        return ask("POST", path, whole);
    }

    @Test
    void all_ways_stay_on_the_proxys_address_and_all_cookies_on_tls_and_on_this_server() throws Exception {
        List<Answer> answers = new ArrayList<>();
        answers.add(get("/sign-in"));
        String code = server.firstCode().orElseThrow().text();
        answers.add(send(
                "/welcome",
                "/welcome",
                Map.of("code", code, "name", "ada", "password", PASSWORD, "repeated", PASSWORD)));
        answers.add(send("/feeds", "/sign-out", Map.of()));
        answers.add(get("/welcome"));
        answers.add(get("/hosts?page=2"));
        answers.add(send("/sign-in", "/sign-in", Map.of("username", "ada", "password", "not the sentence")));
        answers.add(send("/sign-in", "/sign-in", Map.of("username", "ada", "password", PASSWORD)));
        answers.add(send("/feeds", "/scans/stop", Map.of("number", "0")));

        assertThat(answers.stream().map(Answer::status)).allMatch(status -> status == 302);
        assertThat(answers.stream().map(answer -> answer.all("Location").getFirst()))
                .startsWith("/welcome", "/", "/sign-in?out", "/sign-in", "/sign-in", "/sign-in?error")
                .allMatch(way -> way.startsWith("/"));
        assertThat(answers.get(6).all("Location").getFirst()).startsWith("/hosts?page=2");
        assertThat(answers.stream().flatMap(answer -> answer.all("Set-Cookie").stream()))
                .isNotEmpty()
                .allSatisfy(cookie -> assertThat(cookie).contains("Secure", "HttpOnly", "SameSite=Lax"));
        assertThat(cookies)
                .containsOnlyKeys("fettle-" + port, "fettle-csrf-" + port, "fettle-browser-" + port, "REDIRECT_URI");
    }

    @Test
    void browsers_are_told_to_come_over_tls_only() throws Exception {
        assertThat(get("/sign-in").all("Strict-Transport-Security")).hasSize(1);
    }
}
