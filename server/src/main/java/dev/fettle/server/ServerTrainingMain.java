package dev.fettle.server;

import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.people.FirstPassword;
import dev.fettle.server.settings.Settings;
import dev.fettle.server.settings.SettingsReader;
import java.io.IOException;
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
 * start, a restart, a look at this machine, and every page that a link leads to, asked for over HTTP. Takes an empty
 * folder to work in, and a folder of small feeds.
 */
public final class ServerTrainingMain {
    private static final Duration FIRST_LOOK = Duration.ofMinutes(1);
    private static final int ROUNDS = 12;
    private static final int MOST_PAGES = 60;
    private static final String NAME = "training";
    private static final Pattern LINK = Pattern.compile("(?:href|src|hx-get)=\"(/[^\"#]*)");
    private static final List<String> NOT_LINKED =
            List.of("/", "/hosts", "/feeds/table", "/scans/now", "/health/readiness", "/metrics", "/no-such-page");

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
                case SettingsReader.Outcome.Faulty(List<String> sentences) -> sentences.forEach(System.err::println);
            }
        } catch (StartException e) {
            System.err.println(e.getMessage());
        } catch (IOException e) {
            System.err.println("The server did not answer: " + DataFolder.reason(e));
        } catch (InterruptedException _) {
            System.err.println("The training was interrupted.");
        }
        System.exit(code);
    }

    private void train() throws StartException, IOException, InterruptedException {
        try (Server server = start()) {
            String code = server.firstCode().map(FirstPassword.Code::text).orElse("");
            post("/welcome", "code", code, "name", NAME, "password", password, "repeated", password);
            awaitFirstLook();
            readAll();
        }
        try (Server _ = start()) {
            post("/sign-in", "username", NAME, "password", password);
            for (int i = 0; i < ROUNDS; i++) {
                readAll();
            }
            post("/sign-out");
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

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .header("Accept", "text/html,*/*")
                .header("Accept-Encoding", "identity");
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
        // What was accepted leads to another page, what was refused to the same one.
        if (answer.statusCode() >= 400 || answer.uri().getPath().equals(path)) {
            throw new IOException(path + " was refused with status " + answer.statusCode());
        }
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
