package dev.fettle.server.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Visitor;
import dev.fettle.server.orders.OrderedHosts;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What hosts are by rule and by a person's word, and the groups that have a name: by pages and API. */
final class HostRulesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static Visitor olga;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        server.add("olga", List.of(new Grant(Role.OPERATOR, Scope.everything())));
        server.add("vera", List.of(new Grant(Role.VIEWER, Scope.everything())));
        olga = server.visitor();
        olga.signIn("olga", RunningServer.PASSWORD);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void noRules() throws Exception {
        for (JsonNode rule : api("/host-rules").get("items")) {
            assertThat(olga.json(
                                    "DELETE",
                                    "/api/v1/host-rules/" + rule.get("id").asLong(),
                                    "",
                                    "If-Match",
                                    "*")
                            .status())
                    .isEqualTo(204);
        }
    }

    private static HostId look(String name, String... packages) {
        return Looks.record(server, "m-" + name, name, Instant.parse("2026-11-20T12:00:00Z"), packages);
    }

    private static JsonNode api(String path) throws Exception {
        Visitor.Answer answer = olga.get("/api/v1" + path);
        assertThat(answer.status()).as(path + answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static Visitor.Answer send(String method, String path, Map<String, Object> body) throws Exception {
        return olga.json(method, "/api/v1" + path, JSON.writeValueAsString(body), "If-Match", "*");
    }

    private static long add(Map<String, Object> rule) throws Exception {
        Visitor.Answer answer = send("POST", "/host-rules", rule);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body()).get("id").asLong();
    }

    private static JsonNode said(HostId host) throws Exception {
        return api("/hosts/" + host + "/description");
    }

    private static String word(HostId host, String fact) throws Exception {
        return said(host).get(fact).asString();
    }

    private static List<String> tags(HostId host) throws Exception {
        return said(host).get("tags").valueStream().map(JsonNode::asString).toList();
    }

    private static long noted(String kind, HostId of) {
        return server.jdbc()
                .sql("select count(*) as n from audit_entry where kind = ? and subject_id = ?")
                .params(kind, of.toString())
                .query((row, _) -> row.getLong("n"))
                .single();
    }

    @Test
    void a_rule_says_what_hosts_are_that_fit_now_and_those_that_come_later() throws Exception {
        HostId first = look("web-1", "nginx");
        HostId other = look("db-1", "postgresql-15");
        long id = add(Map.of(
                "name", "web", "condition", "package==nginx", "environment", "production", "tags", List.of("web")));
        HostId later = look("web-2", "nginx", "curl");

        for (HostId each : List.of(first, later)) {
            assertThat(word(each, "environment")).isEqualTo("production");
            assertThat(tags(each)).containsExactly("web");
            assertThat(noted("host.described", each)).isEqualTo(1);
        }
        assertThat(word(other, "environment")).isEmpty();
        JsonNode fact = api("/hosts/" + first).get("facts").get(0);
        assertThat(fact.toString()).contains("environment", "production", "\"rule\":" + id, "web");

        look("web-2", "curl");
        assertThat(word(later, "environment"))
                .as("it has no such package any more")
                .isEmpty();
        assertThat(tags(later)).isEmpty();

        assertThat(send("DELETE", "/host-rules/" + id, Map.of()).status()).isEqualTo(204);
        assertThat(word(first, "environment")).isEmpty();
        assertThat(api("/hosts/" + first).get("facts")).isEmpty();
    }

    @Test
    void a_persons_word_outranks_rules_until_it_is_taken_back() throws Exception {
        HostId host = look("shop-1", "a");
        add(Map.of(
                "name",
                "all shops",
                "condition",
                "name==shop-*",
                "owner",
                "rule",
                "criticality",
                "high",
                "tags",
                List.of("shop", "eu")));
        assertThat(send(
                                "PUT",
                                "/hosts/" + host + "/description",
                                Map.of(
                                        "tags",
                                        List.of("shop", "mine"),
                                        "owner",
                                        "ann",
                                        "environment",
                                        "",
                                        "criticality",
                                        "high",
                                        "exposure",
                                        "unknown"))
                        .status())
                .isEqualTo(200);
        long second = add(Map.of("name", "more", "condition", "name==shop-1", "owner", "other", "criticality", "low"));
        look("shop-1", "a", "b");

        assertThat(word(host, "owner")).isEqualTo("ann");
        assertThat(tags(host)).as("eu was taken away by hand").containsExactly("mine", "shop");
        assertThat(word(host, "criticality")).as("the upper rule").isEqualTo("high");
        assertThat(send(
                                "PUT",
                                "/host-rules/" + second,
                                Map.of(
                                        "name",
                                        "more",
                                        "condition",
                                        "name==shop-1",
                                        "criticality",
                                        "low",
                                        "position",
                                        1))
                        .status())
                .isEqualTo(200);
        assertThat(word(host, "criticality")).as("it is the upper one now").isEqualTo("low");

        assertThat(olga.get("/hosts/describe?id=" + host).body()).contains("by the rule", "said by a person");
        assertThat(olga.post("/hosts/describe/rules", Map.of("id", host.toString()))
                        .status())
                .isEqualTo(302);
        assertThat(word(host, "owner")).isEqualTo("rule");
        assertThat(tags(host)).containsExactly("eu", "shop");
    }

    @Test
    void a_preview_tells_what_a_rule_would_change_and_changes_nothing() throws Exception {
        HostId near = OrderedHosts.add(server, "near").host();
        HostId far = OrderedHosts.add(server, "far").host();
        server.jdbc()
                .sql("update agent set address = '10.7.0.9' where host_id = ?")
                .param(near.value())
                .update();
        Map<String, Object> rule =
                Map.of("name", "lan", "condition", "network==10.7.0.0/16;system==debian*", "exposure", "internal");

        JsonNode would = JSON.readTree(send("POST", "/host-rules/preview", rule).body());

        assertThat(would.get("hosts").asInt()).isEqualTo(1);
        assertThat(would.get("first").get(0).get("id").asLong()).isEqualTo(near.value());
        assertThat(would.get("first").get(0).get("after").get("exposure").asString())
                .isEqualTo("internal");
        assertThat(api("/host-rules").get("items")).isEmpty();
        Visitor.Answer page = olga.post(
                "/hosts/rules/edit",
                Map.of("name", "lan", "condition", "network==10.7.0.0/16", "exposure", "internal", "what", "preview"));
        assertThat(page.body())
                .contains(">near<", "reached from internal", "Save the rule")
                .doesNotContain(">far<");
        assertThat(word(near, "exposure")).isEqualTo("unknown");

        olga.post(
                "/hosts/rules/edit",
                Map.of("name", "lan", "condition", "network==10.7.0.0/16", "exposure", "internal", "what", "save"));
        assertThat(word(near, "exposure")).isEqualTo("internal");
        assertThat(word(far, "exposure")).isEqualTo("unknown");
        assertThat(olga.get("/hosts/rules").body()).contains("network==10.7.0.0/16");
    }

    @Test
    void what_makes_no_sense_is_refused_with_a_sentence() throws Exception {
        add(Map.of("name", "there", "condition", "name==x", "owner", "ann"));
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of("name", "no condition", "owner", "ann"),
                Map.of("name", "says nothing", "condition", "name==x"),
                Map.of("name", "there", "condition", "name==y", "owner", "ann"),
                Map.of("name", "owner", "condition", "owner==ann", "owner", "ann"),
                Map.of("name", "network", "condition", "network==10.1", "owner", "ann"),
                Map.of("name", "compare", "condition", "package>nginx", "owner", "ann"),
                Map.of("name", "tag", "condition", "name==x", "tags", List.of("a,b")),
                Map.of("name", "word", "condition", "name==x", "criticality", "huge"),
                Map.of("name", "", "condition", "name==x", "owner", "ann"),
                Map.of("name", "sql", "condition", "name==x') or true --", "owner", "ann"))) {
            Visitor.Answer answer = send("POST", "/host-rules", wrong);
            assertThat(answer.status()).as(wrong + answer.body()).isBetween(400, 422);
        }
        assertThat(api("/host-rules").get("items")).hasSize(1);
        assertThat(olga.post("/hosts/rules/edit", Map.of("name", "x", "condition", "(", "what", "save"))
                        .status())
                .isEqualTo(422);
        Visitor vera = server.visitor();
        vera.signIn("vera", RunningServer.PASSWORD);
        assertThat(vera.post("/hosts/rules/edit", Map.of("name", "x", "condition", "name==*", "owner", "vera"))
                        .status())
                .isEqualTo(403);
        assertThat(vera.get("/hosts/rules").status()).isEqualTo(403);
    }

    @Test
    void a_removed_host_is_no_matter_for_rules_until_it_comes_back() throws Exception {
        HostId host = look("away-1", "a");
        assertThat(send("POST", "/hosts/" + host + "/remove", Map.of("reason", "lent"))
                        .status())
                .isEqualTo(204);
        add(Map.of("name", "away", "condition", "name==away-*", "owner", "ann"));
        assertThat(word(host, "owner")).isEmpty();

        look("away-1", "a");

        assertThat(word(host, "owner")).isEqualTo("ann");
    }

    @Test
    void a_named_group_has_the_hosts_that_fit_its_filter() throws Exception {
        HostId one = look("grouped-1", "haproxy");
        HostId two = look("grouped-2", "haproxy");
        look("grouped-3", "a");
        Visitor.Answer made =
                send("POST", "/host-groups", Map.of("name", "balancers", "condition", "package==haproxy"));
        assertThat(made.status()).isEqualTo(201);
        long id = JSON.readTree(made.body()).get("id").asLong();

        assertThat(api("/host-groups/" + id + "/hosts")
                        .get("items")
                        .valueStream()
                        .map(each -> each.get("id").asLong()))
                .containsExactly(one.value(), two.value());
        assertThat(api("/host-groups/" + id + "/hosts?filter=name==*-2").get("items"))
                .hasSize(1);
        String list = "/hosts?members=" + id;
        for (int i = 0; i < 600 && !olga.get(list).body().contains(">grouped-2<"); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(olga.get(list).body()).contains(">grouped-1<", ">grouped-2<").doesNotContain(">grouped-3<");
        assertThat(olga.get("/hosts?members=999999").body()).contains("No host is like that.");
        assertThat(olga.get("/hosts/groups/" + id).body()).contains("2 hosts", ">grouped-1<", "Open findings");
        assertThat(olga.get("/hosts/groups").body()).contains("balancers");

        assertThat(send("POST", "/host-groups", Map.of("name", "balancers", "condition", "name==x"))
                        .status())
                .isEqualTo(422);
        assertThat(send("POST", "/host-groups", Map.of("name", "bad", "condition", "nothing==x"))
                        .status())
                .isEqualTo(422);
        assertThat(olga.post(
                                "/hosts/groups/edit",
                                Map.of("id", Long.toString(id), "version", "7", "name", "b", "condition", "name==b"))
                        .status())
                .as("somebody was faster")
                .isEqualTo(422);
        assertThat(olga.post("/hosts/groups/edit", Map.of("id", Long.toString(id), "version", "0", "what", "remove"))
                        .status())
                .isEqualTo(302);
        assertThat(olga.get("/hosts/groups/" + id).status()).isEqualTo(404);
        Visitor vera = server.visitor();
        vera.signIn("vera", RunningServer.PASSWORD);
        assertThat(vera.get("/hosts/groups").status()).isEqualTo(200);
        assertThat(vera.get("/hosts/groups/edit").status()).isEqualTo(403);
    }
}
