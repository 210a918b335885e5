package dev.fettle.server.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.core.plan.ChangeContent;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Visitor;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.orders.OrderedHosts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Drafting, planning, proposing and judging changes, by several people. */
final class ChangesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Scope WEB = new Scope.Groups(Set.of(new HostGroup(HostGroup.Kind.TAG, "web")));
    private static final String ALL =
            "{\"title\":\"Mend\",\"reason\":\"Because\",\"patches\":\"all\",\"waves\":[\"all rest\"]}";
    private static final String WEBS = ALL.replace("{", "{\"filter\":\"tags==web\",");

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static Visitor olga;
    private static Visitor oscar;
    private static Visitor ada;
    private static Visitor bob;
    private static Visitor webApprover;
    private static Visitor webViewer;
    private static Visitor both;
    private static final List<HostId> HOSTS = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        olga = visitor("olga", new Grant(Role.OPERATOR, Scope.everything()));
        oscar = visitor("oscar", new Grant(Role.OPERATOR, Scope.everything()));
        ada = visitor("ada", new Grant(Role.APPROVER, Scope.everything()));
        bob = visitor("bob", new Grant(Role.APPROVER, Scope.everything()));
        webApprover = visitor("wendy", new Grant(Role.APPROVER, WEB), new Grant(Role.VIEWER, Scope.everything()));
        webViewer = visitor("walt", new Grant(Role.VIEWER, WEB));
        both = visitor(
                "beth", new Grant(Role.OPERATOR, Scope.everything()), new Grant(Role.APPROVER, Scope.everything()));
        HOSTS.add(OrderedHosts.add(server, "web-1", "web", "cluster:front").host());
        HOSTS.add(OrderedHosts.add(server, "web-2", "web", "cluster:front").host());
        HOSTS.add(OrderedHosts.add(server, "db-1", "db").host());
        HOSTS.add(OrderedHosts.look(server, "bare-1"));
        server.jdbc()
                .sql("update host set criticality = 'critical' where id = ?")
                .param(HOSTS.get(2).value())
                .update();
        OrderedHosts.settle(server, HOSTS);
        OrderedHosts.settleManaged(server, HOSTS.subList(0, 3));
    }

    private static Visitor visitor(String name, Grant... grants) throws Exception {
        server.add(name, List.of(grants));
        Visitor visitor = server.visitor();
        visitor.signIn(name, RunningServer.PASSWORD);
        return visitor;
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode read(Visitor.Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    private static JsonNode draft(Visitor who, String body) throws Exception {
        return read(who.json("POST", "/api/v1/changes", body), 201);
    }

    private static long id(JsonNode change) {
        return change.get("change").get("id").asLong();
    }

    private static String text(JsonNode change, String member) {
        return change.get("change").get(member).asString();
    }

    private static Visitor.Answer act(Visitor who, JsonNode change, String verb, String body) throws Exception {
        String at = "/api/v1/changes/" + id(change);
        String tag = olga.get(at).header("ETag");
        return who.json("POST", at + "/" + verb, body, "If-Match", tag);
    }

    private static Visitor.Answer judge(Visitor who, JsonNode change, String verb) throws Exception {
        return act(who, change, verb, "{\"content\":\"" + text(change, "content") + "\",\"reason\":\"no\"}");
    }

    private static JsonNode proposed(String body) throws Exception {
        return read(act(olga, draft(olga, body), "propose", "{}"), 200);
    }

    private static long deeds(String kind, long change) {
        return server.jdbc()
                .sql("select count(*) as n from audit_entry where kind = ? and subject_id = ?")
                .params(kind, Long.toString(change))
                .query((row, _) -> row.getLong("n"))
                .single();
    }

    @Test
    void a_draft_says_what_each_host_would_get_and_why_some_get_nothing() throws Exception {
        JsonNode change = draft(olga, ALL);

        assertThat(text(change, "state")).isEqualTo("draft");
        assertThat(change.get("classes")).hasSize(1);
        JsonNode only = change.get("classes").get(0);
        assertThat(only.get("hosts").asInt()).isEqualTo(3);
        assertThat(only.get("builds").valueStream().map(JsonNode::asString))
                .containsExactly("libssl3:amd64=1.0-2", "nginx:amd64=1.0-2", "openssl:amd64=1.0-2");
        assertThat(only.get("restartFor").get(0).asString()).isEqualTo("libssl3");
        JsonNode left = change.get("leftOut").get(0);
        assertThat(left.get("why").asString()).isEqualTo("no-way-in");
        assertThat(left.get("hostIds").get(0).asLong()).isEqualTo(HOSTS.get(3).value());
        assertThat(change.get("warnings").toString()).contains("cluster front");
        assertThat(deeds("change.drafted", id(change))).isOne();
    }

    @Test
    void a_change_is_approved_by_another_person_and_what_is_approved_is_one_exact_content() throws Exception {
        JsonNode change = proposed(WEBS);
        assertThat(text(change, "state")).isEqualTo("proposed");
        assertThat(change.get("change").get("needed").asInt()).isOne();

        JsonNode approved = read(judge(ada, change, "approve"), 200);

        assertThat(text(approved, "state")).isEqualTo("approved");
        assertThat(approved.get("change").get("approvedBy").get(0).asString()).isEqualTo("ada");
        assertThat(deeds("change.proposed", id(change))).isOne();
        assertThat(deeds("change.approved", id(change))).isOne();
        Change stored =
                server.bean(Changes.class).find(id(change), Scope.everything()).orElseThrow();
        ChangeContent content = server.bean(Changes.class).content(stored).orElseThrow();
        assertThat(content.hash().hex()).isEqualTo(text(change, "content"));
        assertThat(content.plan().hosts()).isEqualTo(2);
    }

    @Test
    void much_that_depends_on_a_host_takes_two_people_and_never_one_twice() throws Exception {
        JsonNode change = proposed(ALL);
        assertThat(change.get("change").get("needed").asInt()).isEqualTo(2);

        assertThat(text(read(judge(ada, change, "approve"), 200), "state")).isEqualTo("proposed");
        assertThat(read(judge(ada, change, "approve"), 409).get("detail").asString())
                .contains("already");
        assertThat(text(read(judge(bob, change, "approve"), 200), "state")).isEqualTo("approved");
    }

    @Test
    void who_proposed_or_edited_it_does_not_approve_it() throws Exception {
        JsonNode own = draft(both, WEBS);
        JsonNode change = read(act(both, own, "propose", "{}"), 200);
        assertThat(read(judge(both, change, "approve"), 409).get("detail").asString())
                .contains("You proposed this change");

        JsonNode edited = draft(both, WEBS);
        JsonNode byAnother = read(act(olga, edited, "propose", "{}"), 200);
        assertThat(read(judge(both, byAnother, "approve"), 409).get("detail").asString())
                .contains("You edited this change last");
        assertThat(judge(olga, byAnother, "approve").status()).isEqualTo(403);
        assertThat(judge(ada, byAnother, "propose").status()).isEqualTo(403);
    }

    @Test
    void an_approver_of_some_of_its_hosts_is_told_so_and_who_sees_some_does_not_see_it() throws Exception {
        JsonNode change = proposed(ALL);
        assertThat(read(judge(webApprover, change, "approve"), 409)
                        .get("detail")
                        .asString())
                .contains("2 of them lie outside");
        assertThat(webViewer.get("/api/v1/changes/" + id(change)).status()).isEqualTo(404);
        assertThat(webViewer.get("/api/v1/changes?limit=500").body()).doesNotContain("\"id\":" + id(change) + ",");

        JsonNode web = proposed(WEBS);
        assertThat(webViewer.get("/api/v1/changes/" + id(web)).status()).isEqualTo(200);
        assertThat(text(read(judge(webApprover, web, "approve"), 200), "state")).isEqualTo("approved");
    }

    @ParameterizedTest
    @ValueSource(strings = {"edit", "plan"})
    void an_edit_voids_approvals_even_if_it_is_taken_back(String how) throws Exception {
        JsonNode change = proposed(ALL);
        read(judge(ada, change, "approve"), 200);
        String at = "/api/v1/changes/" + id(change);
        String tag = olga.get(at).header("ETag");

        Visitor.Answer answer = how.equals("edit")
                ? oscar.json("PUT", at, ALL, "If-Match", tag)
                : oscar.json("POST", at + "/plan", "{}", "If-Match", tag);
        JsonNode draft = read(answer, 200);

        assertThat(text(draft, "state")).isEqualTo("draft");
        assertThat(text(draft, "content")).isEqualTo(text(change, "content"));
        assertThat(judge(bob, change, "approve").status()).isEqualTo(409);
        JsonNode again = read(act(olga, draft, "propose", "{}"), 200);
        assertThat(again.get("change").get("approvedBy")).isEmpty();
        assertThat(text(read(judge(bob, again, "approve"), 200), "state")).isEqualTo("proposed");
    }

    @Test
    void an_approval_of_what_was_edited_meanwhile_is_refused() throws Exception {
        JsonNode seen = proposed(WEBS);
        String at = "/api/v1/changes/" + id(seen);
        JsonNode edited = read(
                olga.json(
                        "PUT",
                        at,
                        WEBS.replace("\"all\",\"waves\"", "\"packages\",\"names\":[\"nginx\"],\"waves\""),
                        "If-Match",
                        olga.get(at).header("ETag")),
                200);
        read(act(olga, edited, "propose", "{}"), 200);

        assertThat(read(judge(ada, seen, "approve"), 409).get("detail").asString())
                .contains("not what you saw");
        assertThat(text(read(judge(ada, edited, "approve"), 200), "state")).isEqualTo("approved");
    }

    @Test
    void an_emergency_change_may_begin_at_once_and_owes_its_approval() throws Exception {
        JsonNode change = proposed(WEBS.replace("{", "{\"type\":\"emergency\","));
        assertThat(text(change, "state")).isEqualTo("approved");
        assertThat(change.get("change").get("owedUntil").asString()).isNotEmpty();

        JsonNode paid = read(judge(ada, change, "approve"), 200);
        assertThat(paid.get("change").get("approvedBy")).hasSize(1);
        assertThat(judge(bob, paid, "approve").status()).isEqualTo(409);
    }

    @Test
    void a_standard_change_repeats_an_approved_model_and_nothing_else() throws Exception {
        JsonNode model = proposed(WEBS.replace("{", "{\"repeatable\":true,"));
        String standard = WEBS.replace("{", "{\"type\":\"standard\",\"model\":" + id(model) + ",");
        JsonNode early = draft(olga, standard);
        assertThat(act(olga, early, "propose", "{}").status()).isEqualTo(409);
        read(judge(ada, model, "approve"), 200);

        assertThat(text(read(act(olga, early, "propose", "{}"), 200), "state")).isEqualTo("approved");
        JsonNode other = draft(olga, standard.replace("all rest", "other rest"));
        assertThat(read(act(olga, other, "propose", "{}"), 409).get("detail").asString())
                .contains("is no model");
    }

    @Test
    void a_rejection_has_a_reason_and_a_withdrawn_change_stays_so() throws Exception {
        JsonNode change = proposed(WEBS);
        assertThat(act(ada, change, "reject", "{\"content\":\"" + text(change, "content") + "\"}")
                        .status())
                .isEqualTo(422);
        JsonNode rejected = read(judge(ada, change, "reject"), 200);
        assertThat(text(rejected, "state")).isEqualTo("rejected");
        assertThat(text(rejected, "why")).isEqualTo("no");
        assertThat(act(olga, rejected, "propose", "{}").status()).isEqualTo(409);

        JsonNode gone = read(act(olga, rejected, "withdraw", "{\"reason\":\"over\"}"), 200);
        assertThat(text(gone, "state")).isEqualTo("withdrawn");
        assertThat(act(olga, gone, "plan", "{}").status()).isEqualTo(409);
        assertThat(deeds("change.withdrawn", id(change))).isOne();
    }

    @Test
    void nothing_is_changed_by_who_has_not_seen_what_is_there_now() throws Exception {
        JsonNode change = draft(olga, WEBS);
        String at = "/api/v1/changes/" + id(change);

        assertThat(olga.json("PUT", at, WEBS).status()).isEqualTo(428);
        assertThat(olga.json("PUT", at, WEBS, "If-Match", "\"v999\"").status()).isEqualTo(412);
        assertThat(olga.json("POST", at + "/propose", "{}").status()).isEqualTo(428);
    }

    @Test
    void a_change_without_any_host_that_gets_something_is_not_proposed() throws Exception {
        JsonNode change = draft(olga, ALL.replace("{", "{\"hosts\":[" + HOSTS.get(3) + "],"));

        assertThat(change.get("fault").asString()).startsWith("No host would get anything");
        assertThat(read(act(olga, change, "propose", "{}"), 409).get("detail").asString())
                .startsWith("No host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"title\":\"a\",\"reason\":\"b\",\"patches\":\"none\"}",
                "{\"title\":\"a\",\"reason\":\"b\",\"patches\":\"packages\",\"names\":[\"rm -rf /\"]}",
                "{\"title\":\"a\",\"reason\":\"b\",\"filter\":\"tags==\"}",
                "{\"title\":\"a\",\"reason\":\"b\",\"filter\":\"nothing==1\"}",
                "{\"title\":\"a\",\"reason\":\"b\",\"filter\":\"tags==nobody\"}",
                "{\"title\":\"a\",\"reason\":\"b\",\"waves\":[\"one two three\"]}",
                "{\"title\":\"a\",\"reason\":\"b\",\"waves\":[\"one [nothing==1]\"]}",
                "{\"title\":\"a\",\"reason\":\"b\",\"group\":1,\"filter\":\"tags==web\"}",
                "{\"title\":\"a\",\"reason\":\"b\",\"group\":4711}",
                "{\"title\":\"a\\u0007\",\"reason\":\"b\"}",
                "{\"title\":\"a\",\"reason\":\"b\",\"type\":\"standard\"}",
                "{\"title\":\"a\",\"reason\":\"b\",\"atOnce\":0}",
                "{\"title\":\"a\",\"reason\":\"b\",\"offlineHours\":-1}"
            })
    void what_cannot_be_meant_is_refused_with_a_sentence(String body) throws Exception {
        JsonNode problem = read(olga.json("POST", "/api/v1/changes", body), 422);

        assertThat(problem.get("detail").asString()).matches("(?s)[A-Z].{15,}");
    }

    @Test
    void content_that_was_changed_past_the_server_is_neither_shown_nor_proposed() throws Exception {
        JsonNode change = draft(olga, WEBS);
        server.jdbc()
                .sql("update change set plan = set_byte(plan, 40, 1 + get_byte(plan, 40) % 100) where number = ?")
                .param(id(change))
                .update();

        assertThat(olga.get("/api/v1/changes/" + id(change)).status()).isEqualTo(409);
        assertThat(olga.json("POST", "/api/v1/changes/" + id(change) + "/propose", "{}", "If-Match", "\"v1\"")
                        .status())
                .isEqualTo(409);
    }
}
