package dev.fettle.server.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Visitor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** People and tokens over the API, as a program and as a session, on a whole server. */
final class PersonApiTest {
    private static final Grant ADMINISTRATOR = new Grant(Role.ADMINISTRATOR, Scope.everything());
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static Visitor ada;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        server.add("ada", List.of(ADMINISTRATOR));
        ada = server.visitor();
        ada.signIn("ada", RunningServer.PASSWORD);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode told(Visitor.Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    private static JsonNode add(String name, String... roles) throws Exception {
        String body = JSON.writeValueAsString(Map.of("name", name, "roles", List.of(roles)));
        return told(ada.json("POST", "/api/v1/people", body), 201);
    }

    private static String place(JsonNode person) {
        return "/api/v1/people/" + person.get("id").asLong();
    }

    private static Visitor.Answer put(String place, String etag, String body) throws Exception {
        return ada.json("PUT", place + "/access", body, "If-Match", etag);
    }

    private static String etag(String place) throws Exception {
        return ada.get(place + "/access").header("ETag");
    }

    private static List<String> kinds(JsonNode person) {
        return server.jdbc()
                .sql("select kind from audit_entry where subject_type = 'person' and subject_id = ? order by id")
                .param(person.get("id").asString())
                .query((row, _) -> row.getString("kind"))
                .list();
    }

    @Test
    void who_is_added_gets_a_link_that_sets_a_password() throws Exception {
        JsonNode grace = add("grace", "viewer", "operator@tag:web");
        String url = grace.get("url").asString();
        assertThat(ada.get(place(grace)).body()).contains("operator@tag:web").doesNotContain(url);

        Visitor visitor = server.visitor();
        visitor.keepProof(visitor.get("/set-password"));
        String code = url.substring(url.indexOf("#code=") + "#code=".length());
        visitor.post(
                "/set-password",
                Map.of("code", code, "password", "some sentence of hers", "repeated", "some sentence of hers"));
        assertThat(visitor.get("/account").status()).isEqualTo(200);
        assertThat(told(ada.get(place(grace)), 200).get("password").asBoolean()).isTrue();
    }

    @Test
    void a_link_is_neither_kept_for_a_repeated_request_nor_by_anybody_on_the_way() throws Exception {
        String key = UUID.randomUUID().toString();
        String body = "{\"name\":\"once\",\"roles\":[]}";
        Visitor.Answer first = ada.json("POST", "/api/v1/people", body, "Idempotency-Key", key);
        String url = told(first, 201).get("url").asString();
        assertThat(first.header("Cache-Control")).contains("no-store");
        assertThat(first.header("Location")).startsWith("/api/v1/people/");

        Visitor.Answer second = ada.json("POST", "/api/v1/people", body, "Idempotency-Key", key);

        assertThat(told(second, 409).get("type").asString()).isEqualTo("/problems/answer-not-kept");
        String code = url.substring(url.indexOf('=') + 1);
        for (String table : List.of("idempotency", "one_time_link", "audit_entry")) {
            List<String> rows = server.jdbc()
                    .sql("select t::text as whole from " + table + " t")
                    .query((row, _) -> row.getString("whole"))
                    .list();
            assertThat(rows).isNotEmpty().noneMatch(row -> row.contains(code));
        }
        assertThat(server.jdbc()
                        .sql("select count(*) as bodies from idempotency where key = ? and body is not null")
                        .param(key)
                        .query((row, _) -> row.getInt("bodies"))
                        .single())
                .isZero();
    }

    @Test
    void what_administrators_decide_is_replaced_as_a_whole_by_who_has_seen_the_newest() throws Exception {
        JsonNode one = add("whole", "viewer");
        String seen = etag(place(one));
        String wanted = "{\"roles\":[\"operator@tag:web+owner:shop\",\"viewer\"],\"disabled\":true}";

        assertThat(told(ada.json("PUT", place(one) + "/access", wanted), 428)
                        .get("type")
                        .asString())
                .isEqualTo("/problems/precondition-required");
        Visitor.Answer done = put(place(one), seen, wanted);
        assertThat(told(done, 200))
                .isEqualTo(
                        JSON.readTree(wanted.replace("owner:shop", "tag:web").replaceFirst("tag:web", "owner:shop")));
        assertThat(done.header("ETag")).isEqualTo(etag(place(one))).isNotEqualTo(seen);
        assertThat(put(place(one), seen, "{\"roles\":[],\"disabled\":false}").status())
                .isEqualTo(412);
        assertThat(told(put(place(one), etag(place(one)), "{\"roles\":[]}"), 422)
                        .at("/errors/0/pointer")
                        .asString())
                .as("nobody is enabled by leaving a member out")
                .isEqualTo("/disabled");
        assertThat(told(put(place(one), etag(place(one)), "{\"roles\":[\"emperor\"],\"disabled\":false}"), 422)
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/roles/0");
        assertThat(put(place(one), etag(place(one)), "{\"roles\":[\"viewer\"],\"disabled\":false}")
                        .status())
                .isEqualTo(200);
        assertThat(kinds(one))
                .containsExactly(
                        "person.added",
                        "person.roles-changed",
                        "person.disabled",
                        "person.roles-changed",
                        "person.enabled");
    }

    @Test
    void the_last_administrator_stays_one_also_by_the_api() throws Exception {
        String place = "/api/v1/people/"
                + told(ada.get("/api/v1/people?filter=name==ada"), 200)
                        .at("/items/0/id")
                        .asLong();
        JsonNode refused = told(put(place, etag(place), "{\"roles\":[\"viewer\"],\"disabled\":false}"), 422);
        assertThat(refused.get("detail").asString()).contains("the last administrator");
        assertThat(told(ada.json("POST", place + "/resets", "{\"factors\":true}"), 422)
                        .get("detail")
                        .asString())
                .contains("the last administrator");
        assertThat(told(ada.get(place), 200).get("roles").get(0).asString()).isEqualTo("administrator");
    }

    @Test
    void a_reset_ends_sessions_and_tokens_and_gives_another_link() throws Exception {
        server.add("forgetful", List.of(new Grant(Role.VIEWER, Scope.everything())));
        Visitor session = server.visitor();
        session.signIn("forgetful", RunningServer.PASSWORD);
        String token = told(
                        session.json("POST", "/api/v1/tokens", "{\"name\":\"t\",\"roles\":[\"viewer\"],\"days\":3}"),
                        201)
                .get("token")
                .asString();
        JsonNode person = told(ada.get("/api/v1/people?filter=name==forgetful"), 200)
                .get("items")
                .get(0);

        JsonNode link = told(ada.json("POST", place(person) + "/resets", "{\"factors\":false}"), 200);

        assertThat(link.get("url").asString()).contains("/set-password#code=");
        assertThat(session.get("/account").toSignIn()).isTrue();
        assertThat(server.visitor()
                        .get("/api/v1/me", "Authorization", "Bearer " + token)
                        .status())
                .isEqualTo(401);
        assertThat(kinds(person)).contains("person.reset");
    }

    @Test
    void a_session_is_ended_from_outside() throws Exception {
        server.add("elsewhere", List.of(new Grant(Role.VIEWER, Scope.everything())));
        Visitor session = server.visitor();
        session.signIn("elsewhere", RunningServer.PASSWORD);
        JsonNode person = told(ada.get("/api/v1/people?filter=name==elsewhere"), 200)
                .get("items")
                .get(0);

        assertThat(ada.json("DELETE", place(person) + "/sessions", "").status()).isEqualTo(204);

        assertThat(session.get("/account").toSignIn()).isTrue();
        assertThat(ada.json("DELETE", "/api/v1/people/4711/sessions", "").status())
                .isEqualTo(404);
    }

    @Test
    void tokens_are_revoked_by_who_has_looked_at_them() throws Exception {
        String made = "{\"name\":\"mine\",\"roles\":[\"administrator\"],\"days\":3}";
        told(ada.json("POST", "/api/v1/tokens", made), 201);
        JsonNode item = told(ada.get("/api/v1/people/tokens?filter=name==mine"), 200)
                .get("items")
                .get(0);
        assertThat(item.get("owner").asString()).isEqualTo("ada");
        for (String place : List.of("/api/v1/tokens/", "/api/v1/people/tokens/")) {
            String one = place + item.get("id").asLong();
            assertThat(ada.json("DELETE", one, "").status()).as(one).isEqualTo(428);
            assertThat(ada.json("DELETE", one, "", "If-Match", "\"v0\"").status())
                    .as(one)
                    .isEqualTo(412);
            assertThat(ada.json("DELETE", one, "", "If-Match", ada.get(one).header("ETag"))
                            .status())
                    .as(one)
                    .isEqualTo(204);
            assertThat(told(ada.get(one), 200).get("revokedAt").isNull()).isFalse();
        }
        assertThat(ada.get("/api/v1/tokens/4711").status()).isEqualTo(404);
        assertThat(ada.get("/api/v1/people/tokens/4711").status()).isEqualTo(404);
    }

    @Test
    void an_unattended_session_changes_nobody_and_a_token_of_an_administrator_may() throws Exception {
        server.add("root", List.of(ADMINISTRATOR));
        Visitor root = server.visitor();
        root.signIn("root", RunningServer.PASSWORD);
        String token = told(
                        root.json(
                                "POST",
                                "/api/v1/tokens",
                                "{\"name\":\"provisioning\",\"roles\":[\"administrator\"],\"days\":3}"),
                        201)
                .get("token")
                .asString();
        JsonNode other = add("other");
        AgedSession.of(server, "root");
        String body = "{\"name\":\"by-root\",\"roles\":[]}";
        String access = "{\"roles\":[],\"disabled\":true}";
        String etag = etag(place(other));

        for (Visitor.Answer refused : List.of(
                root.json("POST", "/api/v1/people", body),
                root.json("PUT", place(other) + "/access", access, "If-Match", etag),
                root.json("POST", place(other) + "/resets", "{\"factors\":true}"),
                root.json("DELETE", place(other) + "/sessions", ""),
                root.json("DELETE", "/api/v1/people/tokens/1", "", "If-Match", "*"))) {
            assertThat(told(refused, 403).get("detail").asString()).contains("/confirm");
        }
        Visitor program = server.visitor();
        assertThat(program.json("POST", "/api/v1/people", body, "Authorization", "Bearer " + token)
                        .status())
                .isEqualTo(201);
        assertThat(server.jdbc()
                        .sql(
                                "select actor_name from audit_entry where kind = 'person.added' and subject_name = 'by-root'")
                        .query((row, _) -> row.getString("actor_name"))
                        .single())
                .isEqualTo("root/provisioning");
    }
}
