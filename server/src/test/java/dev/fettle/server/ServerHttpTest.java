package dev.fettle.server;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole server over TLS, asked as programs ask it. It does not look at this machine. */
final class ServerHttpTest {
    private static final String PASSWORD = "a sentence that nobody guesses";
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    @TempDir
    static Path folder;

    private static Server server;
    private static SSLContext trust;

    @BeforeAll
    static void start() throws Exception {
        Map<String, String> options = new HashMap<>();
        options.put("data", folder.resolve("data").toString());
        options.put("listen", "127.0.0.1:0");
        options.put("tls.generate", "true");
        options.put("scan.this-machine", "false");
        options.put(
                "feeds.sources",
                Files.createDirectories(folder.resolve("feeds")).toString());
        SettingsReader.Outcome outcome = SettingsReader.ofThisProcess().read(options, Map.of());
        Settings settings = ((SettingsReader.Outcome.Read) outcome).settings();
        server = Server.start(settings, Clock.systemUTC(), _ -> {});
        trust = trusting(folder.resolve("data/tls/ca.pem"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static SSLContext trusting(Path authority) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (var stream = Files.newInputStream(authority)) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(stream));
        }
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trusted.getTrustManagers(), null);
        return context;
    }

    /** Somebody with a browser's memory for cookies. */
    private static HttpClient visitor() {
        return HttpClient.newBuilder()
                .sslContext(trust)
                .cookieHandler(new CookieManager())
                .build();
    }

    private static HttpResponse<String> get(HttpClient client, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.address() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(HttpClient client, String path, Map<String, String> form)
            throws IOException, InterruptedException {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .reduce((a, b) -> a + "&" + b)
                .orElse("");
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.address() + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String csrf(String page) {
        Matcher token = CSRF.matcher(page);
        assertThat(token.find()).isTrue();
        return token.group(1);
    }

    /** Sets the first password if nobody has yet, and signs in. */
    private static HttpClient signedIn() throws IOException, InterruptedException {
        HttpClient client = visitor();
        var code = server.firstCode();
        if (code.isPresent()) {
            String page = get(client, "/welcome").body();
            post(
                    client,
                    "/welcome",
                    Map.of(
                            "_csrf",
                            csrf(page),
                            "code",
                            code.get().text(),
                            "name",
                            "ada",
                            "password",
                            PASSWORD,
                            "repeated",
                            PASSWORD));
        } else {
            String page = get(client, "/sign-in").body();
            post(client, "/sign-in", Map.of("_csrf", csrf(page), "username", "ada", "password", PASSWORD));
        }
        return client;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/hosts",
                "/hosts/1",
                "/hosts/1/patches",
                "/hosts/1/findings",
                "/hosts/1/packages",
                "/hosts/1/history",
                "/feeds",
                "/feeds/table",
                "/scans",
                "/scans/now",
                "/no-such-page",
                "/actuator"
            })
    void who_is_not_signed_in_sees_nothing_but_the_way_in(String path) throws Exception {
        HttpResponse<String> response = get(visitor(), path);

        assertThat(response.statusCode()).isEqualTo(302);
        assertThat(response.headers().firstValue("Location").orElse("")).endsWith("/sign-in");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void who_is_not_signed_in_costs_no_session() throws Exception {
        get(visitor(), "/");
        HttpResponse<String> page = get(visitor(), "/sign-in");

        assertThat(page.headers().allValues("Set-Cookie")).noneMatch(cookie -> cookie.startsWith("fettle="));
    }

    @Test
    void every_answer_tells_browsers_to_take_nothing_from_elsewhere_and_cookies_are_for_tls_alone() throws Exception {
        HttpResponse<String> page = get(signedIn(), "/feeds");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(page.headers().firstValue("Strict-Transport-Security")).isPresent();
        assertThat(page.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
        assertThat(page.headers().firstValue("Server")).isEmpty();
        HttpResponse<String> signIn = get(visitor(), "/feeds/none");
        assertThat(signIn.headers().allValues("Set-Cookie"))
                .allSatisfy(cookie -> assertThat(cookie).contains("Secure", "HttpOnly", "SameSite=Lax"));
    }

    @Test
    void a_change_without_the_proof_that_it_comes_from_our_page_is_refused() throws Exception {
        HttpClient client = signedIn();

        for (String path : List.of("/scans", "/scans/stop", "/feeds/refresh", "/sign-out")) {
            HttpResponse<String> response = post(client, path, Map.of("number", "0"));
            assertThat(response.statusCode()).as(path).isEqualTo(403);
            assertThat(response.body()).contains("did not come from a page of this session");
        }
    }

    @Test
    void signing_out_ends_the_session() throws Exception {
        HttpClient client = signedIn();
        String page = get(client, "/feeds").body();

        post(client, "/sign-out", Map.of("_csrf", csrf(page)));

        assertThat(get(client, "/feeds").statusCode()).isEqualTo(302);
    }

    @Test
    void a_wrong_password_is_refused_in_the_same_words_as_a_wrong_name() throws Exception {
        signedIn();
        HttpClient client = visitor();
        String page = get(client, "/sign-in").body();
        HttpResponse<String> wrongPassword = post(
                client, "/sign-in", Map.of("_csrf", csrf(page), "username", "ada", "password", "not the sentence"));
        HttpResponse<String> wrongName = post(
                client, "/sign-in", Map.of("_csrf", csrf(page), "username", "mallory", "password", "not the sentence"));

        assertThat(wrongPassword.headers().firstValue("Location"))
                .isEqualTo(wrongName.headers().firstValue("Location"));
        assertThat(get(client, "/feeds").statusCode()).isEqualTo(302);
    }

    @Test
    void three_hundred_refused_sign_ins_leave_no_session() throws Exception {
        signedIn();
        JdbcClient database = server.beans().getBean(JdbcClient.class);
        HttpClient client = visitor();
        String token = csrf(get(client, "/sign-in").body());
        long before = sessions(database);
        List<String> ends = List.of("", "\0", "x".repeat(65), "x".repeat(50_000));
        for (int i = 0; i < 300; i++) {
            String name = "mallory" + i + ends.get(i % ends.size()); // another each time: none has to wait
            String password = i % 2 == 0 ? "not the sentence" : "x".repeat(300);
            HttpResponse<String> answer =
                    post(client, "/sign-in", Map.of("_csrf", token, "username", name, "password", password));
            assertThat(answer.headers().firstValue("Location").orElse("")).isEqualTo("/sign-in?error");
        }

        assertThat(sessions(database)).isEqualTo(before);
        assertThat(get(client, "/sign-in?wait=2").body()).contains("Wait 2 minutes");
    }

    private static long sessions(JdbcClient database) {
        return database.sql("select count(*) as sessions from spring_session")
                .query((row, _) -> row.getLong("sessions"))
                .single();
    }

    @Test
    void metrics_are_for_who_holds_the_token() throws Exception {
        String token = Files.readString(folder.resolve("data/metrics.token")).strip();

        assertThat(get(visitor(), "/metrics").statusCode()).isEqualTo(401);
        assertThat(get(signedIn(), "/metrics").statusCode()).isEqualTo(401);
        assertThat(get(visitor(), "/metrics", "Authorization", "Bearer wrong").statusCode())
                .isEqualTo(401);
        HttpResponse<String> metrics = get(visitor(), "/metrics", "Authorization", "Bearer " + token);
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body())
                .contains(
                        "fettle_hosts 0.0", "fettle_feed_last_good_age_seconds{", "jvm_memory_used_bytes", "hikaricp_")
                .contains("source=\"" + folder.resolve("feeds") + "\"");
    }

    @Test
    void it_says_that_it_lives_and_that_it_is_ready_to_whoever_asks() throws Exception {
        assertThat(get(visitor(), "/health/liveness").body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(get(visitor(), "/health/readiness").body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(get(visitor(), "/health").body()).doesNotContain("PostgreSQL");
    }

    @Test
    void assets_are_kept_for_ever_and_there_are_no_others() throws Exception {
        HttpClient client = visitor();
        String page = get(client, "/sign-in").body();
        Matcher asset = Pattern.compile("/assets/[0-9a-f]{16}/[a-z.]+").matcher(page);
        int assets = 0;
        while (asset.find()) {
            HttpResponse<String> response = get(client, asset.group());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Cache-Control").orElse(""))
                    .contains("immutable");
            assets++;
        }
        assertThat(assets).isGreaterThanOrEqualTo(4);
        assertThat(get(client, "/assets/0000000000000000/fettle.css").statusCode())
                .isEqualTo(404);
        assertThat(get(client, "/assets/../application.properties").statusCode())
                .isGreaterThanOrEqualTo(300);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/hosts/1/patches",
                "/hosts/99999999999999999999/patches",
                "/hosts/-1/packages?page=-5",
                "/hosts/x/packages",
                "/hosts/1/packages?page=x",
                "/no-such-page",
                "/feeds/refresh"
            })
    void an_address_that_makes_no_sense_gets_a_page_that_says_so(String path) throws Exception {
        HttpResponse<String> response = get(signedIn(), path);

        assertThat(response.statusCode()).as(response.body()).isBetween(400, 405);
        assertThat(response.body()).contains("<main").doesNotContain("Exception", "dev.fettle", "org.springframework");
    }

    @Test
    void the_log_is_a_line_of_json_for_each_event_and_holds_no_secret() throws Exception {
        signedIn();
        signedIn();
        List<String> lines = Files.readAllLines(folder.resolve("data/log/fettle.log"));

        assertThat(lines)
                .anySatisfy(line -> assertThat(line).contains("ada signed in from 127.0.0.1."))
                .allSatisfy(line -> assertThat(line).startsWith("{").endsWith("}"));
        assertThat(String.join("", lines)).doesNotContain(PASSWORD);
    }
}
