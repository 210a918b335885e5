package dev.fettle.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Somebody with a browser's memory for cookies, who follows no redirect. */
public final class Visitor {
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
    private static final int MOST_READ = 4_000_000;

    private final String server;
    private final CookieManager cookies = new CookieManager();
    private final HttpClient client = HttpClient.newBuilder()
            .cookieHandler(cookies)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private String csrf = "";

    public Visitor(String server) {
        this.server = server;
    }

    /** @param body of a stream that never ends, nothing */
    public record Answer(int status, HttpHeaders headers, String body) {
        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /** Whether it sends the visitor to the way in. */
        public boolean toSignIn() {
            return status == 302 && header("Location").contains("/sign-in");
        }
    }

    public CookieManager cookies() {
        return cookies;
    }

    public Answer get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    /** Sends the proof that it comes from a page of this server, too. */
    public Answer post(String path, Map<String, String> form) throws IOException, InterruptedException {
        return post(path, encoded(form));
    }

    /** @param form as it goes over the wire, so that a name may stand there several times */
    public Answer post(String path, String form) throws IOException, InterruptedException {
        return send(
                "POST",
                path,
                BodyPublishers.ofString(form),
                "Content-Type",
                "application/x-www-form-urlencoded",
                "X-XSRF-TOKEN",
                csrf);
    }

    /** Sends what a page of another site could make a browser send. */
    public Answer postFromElsewhere(String path, Map<String, String> form) throws IOException, InterruptedException {
        return send(
                "POST",
                path,
                BodyPublishers.ofString(encoded(form)),
                "Content-Type",
                "application/x-www-form-urlencoded");
    }

    public Answer json(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        String[] all = Arrays.copyOf(headers, headers.length + 4);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/json";
        all[headers.length + 2] = "X-XSRF-TOKEN";
        all[headers.length + 3] = csrf;
        return send(method, path, BodyPublishers.ofString(body), all);
    }

    public Answer send(String method, String path, HttpRequest.BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        boolean stream =
                response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
        String text;
        try (InputStream content = response.body()) {
            text = stream ? "" : new String(content.readNBytes(MOST_READ), StandardCharsets.UTF_8);
        }
        return new Answer(response.statusCode(), response.headers(), text);
    }

    /** Signs in by name and password, and keeps the proof that pages carry. */
    public Answer signIn(String name, String password) throws IOException, InterruptedException {
        keepProof(get("/sign-in"));
        Answer answer = post("/sign-in", Map.of("username", name, "password", password));
        keepProof(get("/feeds"));
        return answer;
    }

    /** Keeps the proof that a page carries in its forms. */
    public void keepProof(Answer page) {
        Matcher token = CSRF.matcher(page.body());
        if (token.find()) {
            csrf = token.group(1);
        }
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
