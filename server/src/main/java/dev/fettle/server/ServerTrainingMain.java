package dev.fettle.server;

import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.people.FirstPassword;
import dev.fettle.server.settings.Settings;
import dev.fettle.server.settings.SettingsReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Does once what a server does most, so that the JVM can record it into the AOT cache when Fettle is built: a first
 * start, a restart, a look at this machine, the forms, the API, and every page that a link leads to, asked for over HTTP. Takes an empty
 * folder to work in, and a folder of small feeds.
 */
public final class ServerTrainingMain {
    private static final Duration FIRST_LOOK = Duration.ofMinutes(1);
    private static final int ROUNDS = 6;
    private static final int MOST_PAGES = 200;
    private static final String NAME = "training";
    private static final Pattern LINK = Pattern.compile("(?:href|src|hx-get)=\"(/[^\"#]*)");
    private static final Pattern TOKEN = Pattern.compile("id=\"token\"[^>]* value=\"([^\"]+)\"");

    /** Pages and parts of pages that no link leads to, and the routes of the API. */
    private static final List<String> NOT_LINKED = List.of(
            "/",
            "/hosts",
            "/hosts?q=a&state=severe",
            "/hosts/describe?id=1",
            "/hosts/1/findings?show=unfixed&q=cve",
            "/overview",
            "/overview/totals",
            "/overview/trend",
            "/vulnerabilities?q=cve",
            "/packages?source=openssl",
            "/search/some?find=o",
            "/search?find=cve-2099-0005",
            "/audit?type=host",
            "/audit/verification",
            "/settings/people",
            "/settings/people/tokens",
            "/feeds/table",
            "/scans/now",
            "/device",
            "/confirm",
            "/health/readiness",
            "/metrics",
            "/no-such-page");

    private static final List<String> API = List.of(
            "/api/v1/me",
            "/api/v1/status",
            "/api/v1/overview",
            "/api/v1/hosts?limit=10",
            "/api/v1/hosts?filter=name%3D%3D*a*&sort=-takenAt",
            "/api/v1/hosts/1",
            "/api/v1/hosts/1/description",
            "/api/v1/hosts/1/findings?filter=open%3D%3Dtrue",
            "/api/v1/hosts/1/packages?limit=20",
            "/api/v1/hosts/1/patches",
            "/api/v1/vulnerabilities",
            "/api/v1/patches",
            "/api/v1/feeds",
            "/api/v1/scans",
            "/api/v1/people",
            "/api/v1/tokens",
            "/api/v1/audit?limit=10",
            "/api/v1/openapi.json",
            "/api/v1/no-such-route");

    private final Settings settings;
    private final String password;
    private final HttpClient client;
    private String address = "";

    private ServerTrainingMain(Settings settings, String password, HttpClient client) {
        this.settings = settings;
        this.password = password;
        this.client = client;
    }

    /** Exits with 0 if all of it could be done; with a sentence on standard error otherwise. */
    public static void main(String[] args) {
        Speech speech = new Speech(
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        Logging.toNowhere();
        Map<String, String> options =
                Map.of("data", args[0], "feeds.sources", args[1], "listen", "127.0.0.1:0", "scan.changelogs", "false");
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().encodeToString(random);
        int code = ServerCommands.FAILED;
        try (HttpClient client = HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            switch (SettingsReader.ofThisProcess().read(options, Map.of())) {
                case SettingsReader.Outcome.Read(Settings settings) -> {
                    new ServerTrainingMain(settings, password, client).train();
                    code = ServerCommands.DONE;
                }
                case SettingsReader.Outcome.Faulty(List<String> sentences) -> sentences.forEach(speech::error);
            }
        } catch (StartException e) {
            speech.error(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            speech.error("The server did not answer: " + DataFolder.reason(e));
        } catch (InterruptedException _) {
            speech.error("The training was interrupted.");
        }
        System.exit(code);
    }

    private void train() throws StartException, IOException, InterruptedException {
        try (Server server = start()) {
            String code = server.firstCode().map(FirstPassword.Code::text).orElse("");
            post("/welcome", "code", code, "name", NAME, "password", password, "repeated", password);
            awaitFirstLook();
            readAll();
            post("/hosts/describe?id=1", "id", "1", "version", "1", "tags", "training", "owner", NAME);
            send("/settings/people", "name", "another");
        }
        try (Server _ = start()) {
            post("/sign-in", "username", NAME, "password", password);
            String token = newToken();
            for (int i = 0; i < ROUNDS; i++) {
                readAll();
                for (String path : API) {
                    get(path, "Authorization", "Bearer " + token);
                }
            }
            post("/sign-out");
            get("/sign-in?error");
        }
    }

    private Server start() throws StartException {
        Server server = Server.start(settings, Clock.systemUTC(), _ -> {});
        address = server.address();
        return server;
    }

    /** Until it has ended the home page is another one. A machine that Fettle cannot scan is waited for in vain. */
    private void awaitFirstLook() throws IOException, InterruptedException {
        long started = System.nanoTime();
        while (get("/").uri().getPath().equals("/") && System.nanoTime() - started < FIRST_LOOK.toNanos()) {
            get("/scans");
        }
    }

    private void readAll() throws IOException, InterruptedException {
        Set<String> known = new LinkedHashSet<>(NOT_LINKED);
        Deque<String> waiting = new ArrayDeque<>(known);
        while (!waiting.isEmpty()) {
            Matcher link = LINK.matcher(get(waiting.pop()).body());
            while (link.find() && known.size() < MOST_PAGES) {
                String path = link.group(1).replace("&amp;", "&");
                if (known.add(path)) {
                    waiting.add(path);
                }
            }
        }
    }

    private String newToken() throws IOException, InterruptedException {
        String page = send("/account/tokens", "name", NAME, "role", "administrator", "days", "7")
                .body();
        Matcher token = TOKEN.matcher(page);
        if (!token.find()) {
            throw new IOException("no token was made.");
        }
        return token.group(1);
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .header("Accept", headers.length == 0 ? "text/html,*/*" : "application/json")
                .header("Accept-Encoding", "identity");
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (path.equals("/metrics")) {
            request.header(
                    "Authorization",
                    "Bearer "
                            + Files.readString(settings.data().resolve("metrics.token"))
                                    .strip());
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private void post(String path, String... fields) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(path, fields);
        // What was accepted leads to another page, what was refused to the same one.
        if (answer.uri().getPath().equals(URI.create(path).getPath())) {
            throw new IOException(path + " was refused with status " + answer.statusCode());
        }
    }

    /** Fills in the form of a page. */
    private HttpResponse<String> send(String path, String... fields) throws IOException, InterruptedException {
        Csrf csrf = Csrf.in(get(path.equals("/sign-out") ? "/hosts" : path).body());
        StringBuilder form = new StringBuilder(csrf.name()).append('=').append(encoded(csrf.value()));
        for (int i = 0; i < fields.length; i += 2) {
            form.append('&').append(fields[i]).append('=').append(encoded(fields[i + 1]));
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 400) {
            throw new IOException(path + " was refused with status " + answer.statusCode());
        }
        return answer;
    }

    /** The hidden field of each form that says that the form is Fettle's own. */
    private record Csrf(String name, String value) {
        private static final Pattern FIELD = Pattern.compile("name=\"(_csrf)\"[^>]*value=\"([^\"]*)\"");

        static Csrf in(String page) throws IOException {
            Matcher field = FIELD.matcher(page);
            if (!field.find()) {
                throw new IOException("a page has no form of Fettle's own.");
            }
            return new Csrf(field.group(1), field.group(2));
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
