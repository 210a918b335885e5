package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A real server in a process of its own, and its first administrator with a browser. */
final class ServerProcess implements AutoCloseable {
    private static final String PASSWORD = "a sentence that nobody guesses";
    private static final Pattern READY = Pattern.compile("Fettle is ready: (\\S+)");
    private static final Pattern LINK = Pattern.compile("\\s+(\\S+/welcome#(\\S+))");
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
    private static final Pattern FINGERPRINT = Pattern.compile("\\s+((?:[0-9A-F]{2}:){31}[0-9A-F]{2})");

    private final Process process;
    private final HttpClient browser;
    private String address = "";
    private String code = "";
    private String fingerprint = "";
    private String csrf = "";

    private ServerProcess(Process process, HttpClient browser) {
        this.process = process;
        this.browser = browser;
    }

    /** For the first time, with an empty folder. */
    static ServerProcess start(Path folder, boolean tls, String... more) throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("feeds"));
        ServerProcess server = started(folder, tls, more);
        server.readWelcome();
        return server;
    }

    /** With the folder of another one that has ended. */
    static ServerProcess again(Path folder, String... more) throws IOException {
        ServerProcess server = started(folder, false, more);
        server.readReady();
        return server;
    }

    private static ServerProcess started(Path folder, boolean tls, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                classPath(),
                "dev.fettle.server.ServerMain",
                "up",
                "--data",
                folder.resolve("data").toString(),
                "--tls.generate",
                Boolean.toString(tls),
                "--scan.this-machine",
                "false",
                "--feeds.sources",
                folder.resolve("feeds").toString()));
        command.addAll(List.of(more));
        if (!command.contains("--listen")) {
            command.addAll(List.of("--listen", "127.0.0.1:0"));
        }
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("server.err").toFile())
                .start();
        HttpClient browser =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        return new ServerProcess(process, browser);
    }

    /** Of the server as it was compiled beside; skips the test where it was not. */
    static String classPath() throws IOException {
        Path target = Path.of("..", "server", "target").toAbsolutePath().normalize();
        Path list = target.resolve("server.classpath");
        assumeTrue(Files.isRegularFile(list), "the server was not compiled, so it could not be asked");
        return target.resolve("classes")
                + File.pathSeparator
                + Files.readString(list).strip();
    }

    private void readWelcome() throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null && code.isEmpty(); line = out.readLine()) {
            Matcher ready = READY.matcher(line);
            address = ready.find() ? ready.group(1) : address;
            Matcher shown = FINGERPRINT.matcher(line);
            fingerprint = shown.matches() ? shown.group(1) : fingerprint;
            Matcher link = LINK.matcher(line);
            code = link.matches() ? link.group(2) : code;
        }
        assertThat(code).as("the link for the first password").isNotEmpty();
    }

    private void readReady() throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null && address.isEmpty(); line = out.readLine()) {
            Matcher ready = READY.matcher(line);
            address = ready.find() ? ready.group(1) : address;
        }
        assertThat(address).as("where the server is").isNotEmpty();
    }

    /** At once, with nothing put in order. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    String address() {
        return address;
    }

    String fingerprint() {
        return fingerprint;
    }

    /** Over plain HTTP: sets the first password, which signs in. */
    void signIn() throws IOException, InterruptedException {
        keep(get("/welcome"));
        post("/welcome", Map.of("code", code, "name", "ada", "password", PASSWORD, "repeated", PASSWORD));
        keep(get("/account/tokens"));
    }

    /** Gives the administrator another role. */
    void takeRole(String role) throws IOException, InterruptedException {
        Matcher version = Pattern.compile("name=\"version\" value=\"([0-9]+)\"").matcher(get("/settings/people/1"));
        assertThat(version.find()).isTrue();
        post("/settings/people/1/roles", Map.of("version", version.group(1), "role", role, "_csrf", csrf));
    }

    /** A token of the administrator. */
    String token(String name) throws IOException, InterruptedException {
        return token(name, "administrator");
    }

    String token(String name, String... roles) throws IOException, InterruptedException {
        HttpResponse<String> answer = json(
                "/api/v1/tokens",
                "{\"name\":\"" + name + "\",\"roles\":[\"" + String.join("\",\"", roles) + "\"],\"days\":7}");
        Matcher token = Pattern.compile("\"token\":\"([^\"]+)\"").matcher(answer.body());
        assertThat(token.find()).as(answer.body()).isTrue();
        return token.group(1);
    }

    String get(String path) throws IOException, InterruptedException {
        return browser.send(
                        HttpRequest.newBuilder(URI.create(address + path)).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** As {@link #get}, where a check is waited for. */
    String page(String path) {
        try {
            return get(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + path + " was asked for.", e);
        }
    }

    /**
     * Asks the API as a program does, by a token.
     *
     * @param body null to only ask
     */
    String api(String token, String path, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
        try (HttpClient program = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = program.send(
                    body == null
                            ? request.build()
                            : request.POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + path + " was asked for.", e);
        }
    }

    HttpResponse<String> post(String path, Map<String, String> form) throws IOException, InterruptedException {
        String body = form.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(path, body, "application/x-www-form-urlencoded");
    }

    private HttpResponse<String> json(String path, String body) throws IOException, InterruptedException {
        return send(path, body, "application/json");
    }

    private HttpResponse<String> send(String path, String body, String type) throws IOException, InterruptedException {
        return browser.send(
                HttpRequest.newBuilder(URI.create(address + path))
                        .header("Content-Type", type)
                        .header("X-XSRF-TOKEN", csrf)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void keep(String page) {
        Matcher token = CSRF.matcher(page);
        assertThat(token.find()).as(page).isTrue();
        csrf = token.group(1);
    }

    @Override
    public void close() {
        browser.shutdownNow();
        browser.close();
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
