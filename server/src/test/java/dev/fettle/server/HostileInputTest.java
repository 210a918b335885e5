package dev.fettle.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.server.access.Route;
import dev.fettle.server.access.RouteTable;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.HostileHosts;
import dev.fettle.server.hosts.RecordLook;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/** Every route of the server, given what it should not be given: by hosts, by feeds, by addresses and by forms. */
final class HostileInputTest {
    private static final Duration LONG = Duration.ofSeconds(15);
    private static final Set<String> ADDRESSES = Set.of(
            "href",
            "src",
            "action",
            "formaction",
            "hx-get",
            "hx-post",
            "hx-delete",
            "hx-put",
            "hx-patch",
            "sse-connect");

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static Visitor admin;
    private static List<HostId> hosts;
    private static final Map<String, Integer> TRIED = new LinkedHashMap<>();

    @BeforeAll
    static void start() throws Exception {
        Path feeds = Files.createDirectories(folder.resolve("feeds"));
        Path osv = Files.createDirectories(feeds.resolve("osv"));
        JsonMapper json = new JsonMapper();
        for (int number = 0; number < Hostile.MARKUP.size(); number++) {
            Files.writeString(osv.resolve("r" + number + ".json"), json.writeValueAsString(record(number)));
        }
        server = RunningServer.start(folder, Map.of());
        hosts = HostileHosts.record(
                server.bean(RecordLook.class), Hostile.MARKUP, Instant.parse("2026-11-20T12:00:00Z"));
        server.add(
                "root-of-all",
                List.of(
                        new Grant(Role.ADMINISTRATOR, Scope.everything()),
                        new Grant(Role.OPERATOR, Scope.everything())));
        admin = server.visitor();
        admin.signIn("root-of-all", RunningServer.PASSWORD);
        awaitFeeds();
    }

    /** One of OSV's records, in Debian's way, all of whose free texts are hostile. */
    private static Map<String, Object> record(int number) {
        String text = Hostile.MARKUP.get(number);
        return Map.of(
                "schema_version",
                "1.7.3",
                "id",
                "DEBIAN-CVE-2026-" + (9000 + number),
                "upstream",
                List.of("CVE-2026-" + (9000 + number)),
                "summary",
                text,
                "details",
                text,
                "modified",
                "2026-11-01T00:00:00Z",
                "published",
                "2026-10-01T00:00:00Z",
                "affected",
                List.of(Map.of(
                        "package", Map.of("ecosystem", "Debian:12", "name", text),
                        "ranges",
                                List.of(Map.of(
                                        "type",
                                        "ECOSYSTEM",
                                        "events",
                                        List.of(Map.of("introduced", "0"), Map.of("fixed", "1.0-2")))),
                        "ecosystem_specific", Map.of("urgency", text))));
    }

    private static void awaitFeeds() throws Exception {
        Instant end = Instant.now().plusSeconds(60);
        while (!admin.get("/hosts/" + hosts.getFirst() + "/findings").body().contains("CVE-2026-9000")) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("The feed was not taken in: "
                        + Jsoup.parse(admin.get("/feeds").body()).text());
            }
            Thread.onSpinWait();
        }
    }

    @AfterAll
    static void stop() {
        System.out.println("Hostile inputs tried, by kind: " + TRIED);
        server.close();
    }

    private static void count(String kind) {
        TRIED.merge(kind, 1, Integer::sum);
    }

    private static List<Route> routes(String method) {
        return server.bean(RouteTable.class).routes().stream()
                .filter(route -> route.method().equals(method))
                .toList();
    }

    private static String filled(Route route, String first) {
        return route.pattern()
                .replaceFirst("\\{[^}]+}", first.replace("\\", "\\\\").replace("$", "\\$"))
                .replaceAll("\\{[^}]+}", "x");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Whether nothing in an answer is more than text. */
    private static void harmless(Visitor.Answer answer, String what) {
        assertThat(answer.status()).as(what).isLessThan(500);
        if (!answer.body().isEmpty()) { // a firewall before the filters refuses without a word
            assertThat(answer.header("X-Content-Type-Options")).as(what).isEqualTo("nosniff");
        }
        assertThat(answer.headers().allValues("Set-Cookie"))
                .as(what)
                .noneMatch(cookie -> cookie.startsWith(Hostile.MARK));
        assertThat(answer.header("Location")).as(what).doesNotContain("//" + Hostile.MARK);
        String type = answer.header("Content-Type").toLowerCase(Locale.ROOT);
        if (type.startsWith("text/html")) {
            assertThat(answer.header("Content-Security-Policy")).as(what).contains("frame-ancestors 'none'");
            Document page = Jsoup.parse(answer.body());
            for (Element element : page.getAllElements()) {
                harmless(element, what);
            }
        } else if (!answer.body().isEmpty()) {
            assertThat(type)
                    .as(what)
                    .containsAnyOf(
                            "json",
                            "openapi",
                            "text/plain",
                            "text/event-stream",
                            "text/css",
                            "text/javascript",
                            "image/svg",
                            "text/csv",
                            "application/x-pem",
                            "text/calendar");
        }
    }

    private static void harmless(Element element, String what) {
        assertThat(element.tagName())
                .as(what)
                .doesNotContain(Hostile.MARK)
                .isNotIn("iframe", "base", "math", "object", "embed");
        if (element.tagName().equals("script")) {
            assertThat(element.attr("src")).as(what).matches("/(assets|api/docs)/[A-Za-z0-9/._-]+");
            assertThat(element.data()).as(what).isEmpty();
        }
        for (Attribute attribute : element.attributes()) {
            String name = attribute.getKey().toLowerCase(Locale.ROOT);
            assertThat(name)
                    .as(what)
                    .doesNotContain(Hostile.MARK)
                    .doesNotStartWith("on")
                    .isNotIn("style", "srcdoc");
            if (ADDRESSES.contains(name)) {
                String value = attribute.getValue();
                boolean within = value.isEmpty()
                        || value.startsWith("#")
                        || value.startsWith("?")
                        || (value.startsWith("/") && !value.startsWith("//"));
                boolean known = value.startsWith("https://") && !value.startsWith("https://" + Hostile.MARK);
                assertThat(within || known).as("%s: %s=%s", what, name, value).isTrue();
            }
        }
    }

    @Test
    void texts_of_hosts_and_feeds_stay_text_on_every_page() throws Exception {
        int shown = 0;
        for (Route route : routes("GET")) {
            boolean ofOne = route.pattern().contains("{");
            for (HostId host : ofOne ? hosts : hosts.subList(0, 1)) {
                Visitor.Answer answer = admin.get(filled(route, host.toString()));
                harmless(answer, route.pattern() + " of host " + host);
                shown += answer.body().contains(Hostile.MARK) ? 1 : 0;
                count("texts of hosts and feeds");
            }
        }
        assertThat(shown).as("pages that show them").isGreaterThan(hosts.size() * 3);
    }

    @Test
    void parameters_and_paths_stay_values() throws Exception {
        Map<String, Long> before = rows();
        List<String> all = Stream.of(Hostile.MARKUP, Hostile.SQL, Hostile.PATHS, Hostile.SLOW)
                .flatMap(List::stream)
                .toList();
        for (Route route : routes("GET")) {
            for (String text : all) {
                if (route.pattern().contains("{")) {
                    ask(filled(route, encoded(text)), text);
                }
                for (String parameter : parameters(route)) {
                    ask(filled(route, hosts.getFirst().toString()) + "?" + parameter + "=" + encoded(text), text);
                }
            }
        }
        assertThat(rows()).isEqualTo(before);
    }

    private static void ask(String path, String text) throws Exception {
        Instant begin = Instant.now();
        Visitor.Answer answer = admin.get(path);
        String what = path.length() > 200 ? path.substring(0, 200) + "…" : path;
        harmless(answer, what);
        assertThat(answer.body()).as(what).doesNotContain("root:x:0");
        assertThat(Duration.between(begin, Instant.now())).as(what).isLessThan(LONG);
        String kind = Hostile.SQL.contains(text)
                ? "SQL in addresses"
                : Hostile.PATHS.contains(text)
                        ? "paths to files in addresses"
                        : Hostile.SLOW.contains(text) ? "texts meant to take long" : "markup in addresses";
        count(kind);
    }

    /** The names of the parameters that a route takes. */
    private static Set<String> parameters(Route route) {
        Set<String> names = new TreeSet<>();
        server.server()
                .beans()
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((info, handler) -> {
                    if (info.getPatternValues().contains(route.pattern())) {
                        Stream.of(handler.getMethodParameters())
                                .filter(each -> each.hasParameterAnnotation(RequestParam.class))
                                .forEach(each -> {
                                    RequestParam asked = each.getParameterAnnotation(RequestParam.class);
                                    String name = each.getParameter().getName();
                                    names.add(asked == null || asked.name().isEmpty() ? name : asked.name());
                                });
                    }
                });
        return names;
    }

    /** Rows of every table that only people or hosts fill. */
    private static Map<String, Long> rows() {
        Map<String, Long> rows = new LinkedHashMap<>();
        for (String table : List.of("host", "inventory", "delta", "person", "person_grant", "feed")) {
            rows.put(
                    table,
                    server.jdbc()
                            .sql("select count(*) as n from " + table)
                            .query((row, _) -> row.getLong("n"))
                            .single());
        }
        return rows;
    }

    @Test
    void files_outside_are_never_served() throws Exception {
        for (String start : List.of("/", "/assets/", "/assets/x/", "/hosts/", "/api/v1/", "/health/")) {
            for (String path : Hostile.PATHS) {
                String address = (start + path).replace("\\", "%5c").replace("file://", "file:");
                Visitor.Answer answer = admin.get(address);
                assertThat(answer.body()).as(address).doesNotContain("root:x:0");
                assertThat(answer.status()).as(address).isNotEqualTo(200);
                count("paths to files in addresses");
            }
        }
    }

    @Test
    void nothing_is_changed_at_the_wish_of_another_site() throws Exception {
        Map<String, Long> before = rows();
        for (Route route : server.bean(RouteTable.class).routes()) {
            if (!route.method().equals("GET")) {
                String path = filled(route, hosts.getFirst().toString());
                // What is open to everybody takes no proof, but no form either.
                List<Integer> refused = route.pattern().startsWith("/api/")
                                && route.permission().isEmpty()
                        ? List.of(403, 415)
                        : List.of(403);
                assertThat(admin.send(
                                        route.method(),
                                        path,
                                        BodyPublishers.ofString("a=b"),
                                        "Content-Type",
                                        "application/x-www-form-urlencoded")
                                .status())
                        .as(route.toString())
                        .isIn(refused);
                assertThat(admin.send(
                                        route.method(),
                                        path,
                                        BodyPublishers.ofString("{}"),
                                        "Content-Type",
                                        "text/plain",
                                        "Origin",
                                        "https://evil.example")
                                .status())
                        .as(route.toString())
                        .isIn(refused);
                count("changes from another site (CSRF)");
                count("changes from another site (CSRF)");
            }
        }
        for (String way : List.of("/sign-in", "/sign-out")) {
            assertThat(admin.postFromElsewhere(way, Map.of("username", "a", "password", "b"))
                            .status())
                    .isEqualTo(403);
            count("changes from another site (CSRF)");
        }
        assertThat(rows()).isEqualTo(before);
        assertThat(admin.get("/feeds").status()).isEqualTo(200);
    }

    @Test
    void a_path_is_written_in_one_way_only() throws Exception {
        for (String path : List.of("/%61pi/v1/hosts", "/api/v%31/hosts", "/h%6Fsts", "/%41", "/hosts/%7a")) {
            assertThat(admin.get(path).status()).as(path).isEqualTo(400);
            count("paths that hide letters");
        }
    }

    @Test
    void no_page_can_be_framed() throws Exception {
        for (Route route : routes("GET")) {
            Visitor.Answer answer = admin.get(filled(route, hosts.getFirst().toString()));
            if (answer.header("Content-Type").startsWith("text/html")) {
                assertThat(answer.header("X-Frame-Options")).as(route.pattern()).isEqualTo("DENY");
                assertThat(answer.header("Content-Security-Policy"))
                        .as(route.pattern())
                        .contains("frame-ancestors 'none'");
                count("pages that would be framed");
            }
        }
    }

    @Test
    void a_session_that_somebody_else_has_chosen_is_not_signed_in() throws Exception {
        Visitor victim = server.visitor();
        victim.get("/sign-in");
        String name = "fettle";
        String chosen = "Y2hvc2VuLWJ5LWFuLWF0dGFja2Vy";
        victim.cookies()
                .put(URI.create(server.address()), Map.of("Set-Cookie", List.of(name + "=" + chosen + "; Path=/")));
        victim.signIn("root-of-all", RunningServer.PASSWORD);

        List<String> sessions = victim.cookies().getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(HttpCookie::getValue)
                .toList();
        assertThat(sessions).isNotEmpty().doesNotContain(chosen);
        Visitor attacker = server.visitor();
        attacker.cookies()
                .put(URI.create(server.address()), Map.of("Set-Cookie", List.of(name + "=" + chosen + "; Path=/")));
        assertThat(attacker.get("/feeds").toSignIn()).isTrue();
        count("chosen sessions (fixation)");
    }

    @Test
    void programs_that_send_too_much_or_too_deep_are_refused_soon() throws Exception {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        String objects = "{\"a\":".repeat(20_000) + "1" + "}".repeat(20_000);
        String big = "{\"name\":\"" + "x".repeat(10_000_000) + "\"}";
        List<String> bodies = new ArrayList<>(List.of(
                deep,
                objects,
                big,
                "{\"__proto__\":{\"role\":\"administrator\"}}",
                "{",
                "\u0000",
                "nul",
                "1e999999",
                "{\"a\":1,\"a\":2}"));
        for (Route route : server.bean(RouteTable.class).routes()) {
            if (!route.method().equals("GET") && route.pattern().startsWith("/api/")) {
                for (String body : bodies) {
                    Instant begin = Instant.now();
                    // Of people somebody else: who ends their own session is out.
                    String id = route.pattern().contains("/people/")
                            ? "4711"
                            : hosts.getFirst().toString();
                    Visitor.Answer answer = admin.json(route.method(), filled(route, id), body);
                    assertThat(answer.status()).as(route.toString()).isLessThan(500);
                    if (body.length() > 50_000 && !route.method().equals("DELETE")) { // which reads no body
                        assertThat(answer.status()).as(route.toString()).isBetween(400, 499);
                    }
                    assertThat(Duration.between(begin, Instant.now()))
                            .as(route.toString())
                            .isLessThan(LONG);
                    count("oversized, nested or malformed JSON");
                }
            }
        }
    }
}
