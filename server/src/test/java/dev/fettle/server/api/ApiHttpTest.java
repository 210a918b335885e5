package dev.fettle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.product.Platform;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Visitor;
import dev.fettle.server.hosts.MachineId;
import dev.fettle.server.hosts.PendingLook;
import dev.fettle.server.hosts.RecordLook;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What all routes of the API have in common, asked of the whole server. */
final class ApiHttpTest {
    private static final int HOSTS = 23;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static Visitor ada;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        for (int i = 0; i < HOSTS; i++) {
            add("host-" + (i % 5) + "-" + i);
        }
        server.add("ada", List.of(new Grant(Role.ADMINISTRATOR, Scope.everything())));
        server.add("vic", List.of(new Grant(Role.VIEWER, Scope.everything())));
        ada = server.visitor();
        ada.signIn("ada", RunningServer.PASSWORD);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static long add(String name) {
        return server.bean(RecordLook.class)
                .record(
                        new MachineId(name),
                        Instant.parse("2026-11-20T12:00:00Z"),
                        Inventory.ofListing(name, new Platform("debian", "12"), List.of(), 0, List.of()),
                        new PendingLook(PendingChanges.none(), null, Map.of(), List.of(), Map.of()))
                .value();
    }

    private static JsonNode problem(Visitor.Answer answer, int status, String type) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.get("type").asString()).isEqualTo("/problems/" + type);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("title").asString()).isNotBlank();
        assertThat(problem.get("detail").asString()).isNotBlank();
        assertThat(problem.get("requestId").asString()).isEqualTo(answer.header("X-Request-Id"));
        assertThat(answer.body()).doesNotContain("Exception", "dev.fettle", "org.springframework", "jackson");
        return problem;
    }

    private static JsonNode ok(Visitor.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        return JSON.readTree(answer.body());
    }

    private static List<String> names(JsonNode list) {
        return list.get("items")
                .valueStream()
                .map(each -> each.get("name").asString())
                .toList();
    }

    @Test
    void a_list_is_read_part_by_part_and_what_is_added_meanwhile_moves_nothing() throws Exception {
        List<String> seen = new ArrayList<>();
        String next = "/api/v1/hosts?limit=4";
        while (!next.isEmpty()) {
            Visitor.Answer answer = ada.get(next);
            JsonNode part = ok(answer);
            seen.addAll(names(part));
            next = part.get("next").isNull() ? "" : part.get("next").asString();
            if (!next.isEmpty()) {
                assertThat(answer.header("Link")).isEqualTo("<" + next + ">; rel=\"next\"");
            }
            if (seen.size() == 8) {
                add("aaa-comes-late"); // before what was shown
            }
        }
        assertThat(seen).hasSize(HOSTS).doesNotHaveDuplicates().isSorted();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name==host-1*|name|5",
                "name==*-7,name==host-3-3|name|2",
                "name=in=(host-0-0,host-1-1,nothing)|-name|2",
                "name=out=(host-0-0,aaa-comes-late)|id|22",
                "tags==web|takenAt|0",
                "tags!=web;name==host-2-*|-takenAt|5",
                "criticality==normal;reboot!=required;name!=aaa*|-id|23",
                "takenAt>=2026-11-20T12:00:00Z;takenAt<=2026-11-20T12:00:00Z;name!=aaa*||23",
                "takenAt>2026-11-20T12:00:00Z||0",
                "id>0;(name==host-0-0,name==host-1-1)||2",
                "name=='host-0-0'||1",
                "name==\"x\\\"' or true --\"||0",
                "name==%||0",
                "name==host_0_0||0"
            })
    void a_filter_means_what_is_documented(String filter, String sort, int found) throws Exception {
        String query =
                "?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8) + (sort == null ? "" : "&sort=" + sort);
        JsonNode list = ok(ada.get("/api/v1/hosts" + query));

        assertThat(list.get("items").size()).as(list.toString()).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filter=name",
                "filter=nothing%3D%3D1",
                "filter=name%3D%3D",
                "filter=name%3Clt",
                "filter=(name%3D%3Da",
                "filter=id%3D%3Dx",
                "filter=takenAt%3E1",
                "filter=criticality%3D%3Dhuge",
                "sort=platform",
                "sort=name%3Bdrop"
            })
    void a_filter_or_order_that_means_nothing_is_explained(String query) throws Exception {
        problem(ada.get("/api/v1/hosts?" + query), 400, "invalid-filter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=501", "limit=x", "limit=-1", "filtre=x", "limit=1&limit=2"})
    void a_parameter_that_means_nothing_is_refused(String query) throws Exception {
        JsonNode problem = problem(ada.get("/api/v1/hosts?" + query), 400, "malformed");

        assertThat(problem.get("errors").get(0).get("parameter").asString()).isEqualTo(query.replaceFirst("=.*", ""));
    }

    @Test
    void a_cursor_is_good_for_its_own_list_alone() throws Exception {
        String next = ok(ada.get("/api/v1/hosts?limit=2")).get("next").asString();
        String cursor = next.replaceFirst(".*cursor=", "");

        problem(ada.get("/api/v1/hosts?sort=-name&cursor=" + cursor), 400, "invalid-cursor");
        problem(ada.get("/api/v1/feeds?cursor=" + cursor), 400, "invalid-cursor");
        problem(ada.get("/api/v1/hosts?cursor=" + cursor.substring(5)), 400, "invalid-cursor");
        problem(ada.get("/api/v1/hosts?cursor=%00"), 400, "invalid-cursor");
        problem(ada.get("/api/v1/hosts?cursor=" + "a".repeat(5_000)), 400, "invalid-cursor");
    }

    @Test
    void faults_are_told_as_problems_that_say_what_to_do() throws Exception {
        problem(ada.get("/api/v1/nothing"), 404, "not-found");
        problem(ada.get("/api/"), 404, "not-found");
        problem(ada.get("/api/v1/hosts/99999"), 404, "not-found");
        problem(ada.get("/api/v1/hosts/x"), 404, "not-found");
        assertThat(problem(ada.json("DELETE", "/api/v1/hosts", ""), 405, "method-not-allowed")
                        .toString())
                .contains("GET");
        problem(ada.get("/api/v1/hosts", "Accept", "text/html"), 406, "not-acceptable");
        long id = add("described");
        String path = "/api/v1/hosts/" + id + "/description";
        problem(ada.send("PUT", path, BodyPublishers.ofString("x"), "Content-Type", "text/plain"), 403, "csrf");
        problem(ada.json("PUT", path, "{"), 400, "malformed");
        problem(ada.json("PUT", path, ""), 400, "malformed");
        problem(server.visitor().get("/api/v1/hosts"), 401, "unauthenticated");
        problem(server.visitor().get("/api/v1/hosts", "Authorization", "Bearer fettle_x"), 401, "unauthenticated");
        assertThat(ada.get("/problems/not-found").body()).contains("Not found");
        assertThat(ada.get("/problems/nothing").status()).isEqualTo(404);
    }

    @Test
    void who_may_not_is_told_which_role_may() throws Exception {
        Visitor vic = server.visitor();
        vic.signIn("vic", RunningServer.PASSWORD);

        JsonNode problem = problem(vic.json("POST", "/api/v1/scans", ""), 403, "forbidden");
        assertThat(problem.get("detail").asString()).contains("operator or administrator");
    }

    @Test
    void a_description_is_only_replaced_by_who_knows_it() throws Exception {
        long id = add("to-be-described");
        String path = "/api/v1/hosts/" + id + "/description";
        String etag = ada.get(path).header("ETag");
        String body = "{\"tags\":[\"web\",\"a b\"],\"owner\":\"ada\",\"environment\":\"\",\"criticality\":\"high\","
                + "\"exposure\":\"internet\"}";

        problem(ada.json("PUT", path, body), 428, "precondition-required");
        problem(ada.json("PUT", path, body, "If-Match", "\"v77\""), 412, "stale");
        Visitor.Answer done = ada.json("PUT", path, body, "If-Match", etag);
        assertThat(JSON.readTree(done.body()))
                .isEqualTo(JSON.readTree(body.replace("\"web\",\"a b\"", "\"a b\",\"web\"")));
        assertThat(done.header("ETag"))
                .isNotEqualTo(etag)
                .isEqualTo(ada.get(path).header("ETag"));
        problem(ada.json("PUT", path, body, "If-Match", etag), 412, "stale");
        assertThat(ada.get(path, "If-None-Match", done.header("ETag")).status()).isEqualTo(304);
        assertThat(ok(ada.get("/api/v1/hosts?filter=tags%3D%3D%22a%20b%22"))
                        .get("items")
                        .size())
                .isEqualTo(1);
        assertThat(server.jdbc()
                        .sql("select count(*) as entries from audit_entry where kind = 'host.described'")
                        .query((row, _) -> row.getInt("entries"))
                        .single())
                .isGreaterThanOrEqualTo(1);
    }

    @Test
    void every_fault_of_a_body_is_told_with_its_place() throws Exception {
        String path = "/api/v1/hosts/" + add("faulty") + "/description";
        String etag = ada.get(path).header("ETag");
        String body = "{\"tags\":[\"a,b\"],\"environment\":null,\"criticality\":\"huge\",\"exposure\":\"internal\"}";
        JsonNode problem = problem(ada.json("PUT", path, body, "If-Match", etag), 422, "invalid");

        assertThat(problem.get("errors")
                        .valueStream()
                        .map(each -> each.get("pointer").asString()))
                .containsExactlyInAnyOrder("/tags/0", "/owner", "/environment", "/criticality");
        JsonNode unknown =
                problem(ada.json("PUT", path, "{\"tags\":[],\"admin\":true}", "If-Match", etag), 422, "invalid");
        assertThat(unknown.get("errors").get(0).get("pointer").asString()).isEqualTo("/admin");
        problem(ada.json("PUT", path, "{\"tags\":\"x\"}", "If-Match", etag), 422, "invalid");
        problem(ada.json("PUT", path, "{\"tags\":[],\"tags\":[]}", "If-Match", etag), 400, "malformed");
        problem(ada.json("PUT", path, "[]", "If-Match", etag), 422, "invalid");
    }

    @Test
    void large_and_deep_bodies_are_refused_at_once() throws Exception {
        String path = "/api/v1/hosts/" + add("large") + "/description";
        long begin = System.nanoTime();
        problem(ada.json("PUT", path, "\"" + "x".repeat(10_000_000) + "\""), 413, "too-large");
        problem(ada.json("PUT", path, "[".repeat(10_000)), 422, "invalid");
        problem(ada.json("PUT", path, "{\"tags\":".repeat(10_000)), 422, "invalid");
        problem(ada.json("PUT", path, "{\"owner\":\"" + "x".repeat(500_000) + "\"}"), 400, "malformed");
        problem(ada.json("PUT", path, "{\"owner\":" + "9".repeat(100_000) + "}"), 400, "malformed");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void answers_are_tagged_by_their_content_and_not_sent_twice() throws Exception {
        Visitor.Answer first = ada.get("/api/v1/hosts?limit=1&sort=id");
        assertThat(first.header("ETag")).startsWith("\"");
        assertThat(first.header("Cache-Control")).isEqualTo("private, no-cache");
        Visitor.Answer second = ada.get("/api/v1/hosts?limit=1&sort=id", "If-None-Match", first.header("ETag"));
        assertThat(second.status()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
    }

    @Test
    void a_request_keeps_its_id_and_tells_how_many_are_left() throws Exception {
        Visitor.Answer named = ada.get("/api/v1/me", "X-Request-Id", "my-request-0001");
        assertThat(named.header("X-Request-Id")).isEqualTo("my-request-0001");
        assertThat(named.header("RateLimit-Policy")).isEqualTo("\"requests\";q=1200;w=60");
        assertThat(named.header("RateLimit")).matches("\"requests\";r=\\d+;t=\\d+");
        Visitor.Answer made = ada.get("/api/v1/me", "X-Request-Id", "<b>");
        assertThat(UUID.fromString(made.header("X-Request-Id"))).isNotNull();
        JsonNode me = ok(named);
        assertThat(me.get("name").asString()).isEqualTo("ada");
        assertThat(me.get("grants").get(0).get("groups").isNull()).isTrue();
    }

    @Test
    void a_post_with_a_key_is_carried_out_once() throws Exception {
        String key = UUID.randomUUID().toString();
        Visitor.Answer first = ada.json("POST", "/api/v1/feeds/0/refreshes", "", "Idempotency-Key", key);
        assertThat(first.status()).as(first.body()).isEqualTo(202);
        long entries = asked();
        Visitor.Answer again = ada.json("POST", "/api/v1/feeds/0/refreshes", "", "Idempotency-Key", '"' + key + '"');
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(asked()).isEqualTo(entries);
        problem(ada.json("POST", "/api/v1/feeds/0/refreshes", "{}", "Idempotency-Key", key), 422, "key-reused");
        problem(ada.json("POST", "/api/v1/feeds/0/refreshes", "", "Idempotency-Key", "with blank"), 400, "malformed");
        problem(ada.json("POST", "/api/v1/feeds/7/refreshes", "", "Idempotency-Key", key + "x"), 404, "not-found");
    }

    private static long asked() {
        return server.jdbc()
                .sql("select count(*) as entries from audit_entry where kind = 'feed.asked'")
                .query((row, _) -> row.getLong("entries"))
                .single();
    }

    @Test
    void of_many_posts_with_one_key_at_once_one_is_carried_out() throws Exception {
        String key = UUID.randomUUID().toString();
        long before = asked();
        Set<Integer> statuses = new HashSet<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            Callable<Visitor.Answer> post =
                    () -> ada.json("POST", "/api/v1/feeds/0/refreshes", "", "Idempotency-Key", key);
            List<Future<Visitor.Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                answers.add(threads.submit(post));
            }
            for (Future<Visitor.Answer> each : answers) {
                statuses.add(each.get().status());
            }
        }
        assertThat(statuses).isSubsetOf(202, 409).contains(202);
        assertThat(asked() - before).isEqualTo(1);
    }

    @Test
    void each_host_can_be_seen_whole() throws Exception {
        long id = add("whole");
        assertThat(ok(ada.get("/api/v1/hosts/" + id)).get("name").asString()).isEqualTo("whole");
        for (String part : List.of("packages", "findings", "patches")) {
            assertThat(ok(ada.get("/api/v1/hosts/" + id + "/" + part))
                            .get("items")
                            .isArray())
                    .isTrue();
        }
        assertThat(ok(ada.get("/api/v1/status")).get("hosts").asLong()).isGreaterThanOrEqualTo(HOSTS);
        assertThat(ok(ada.get("/api/v1/scans")).get("items").size()).isZero();
        assertThat(ok(ada.get("/api/v1/scans/now")).get("wanted").asBoolean()).isFalse();
        problem(ada.json("POST", "/api/v1/scans", ""), 409, "conflict");
        assertThat(ok(ada.get("/api/v1/feeds")).get("items").size()).isEqualTo(1);
    }
}
