package dev.fettle.server.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Until;
import dev.fettle.server.Visitor;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.orders.OrderedHosts;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What emergency changes owe: who is told of it, what comes of an approval that does not come, and how many it takes. */
final class OwedApprovalsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static Visitor olga;
    private static Visitor ada;
    private static Visitor bob;
    private static Visitor webApprover;
    private static Visitor root;
    private static final Map<String, HostId> HOSTS = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        olga = visitor("olga", new Grant(Role.OPERATOR, Scope.everything()));
        ada = visitor("ada", new Grant(Role.APPROVER, Scope.everything()));
        bob = visitor("bob", new Grant(Role.APPROVER, Scope.everything()));
        root = visitor("root", new Grant(Role.ADMINISTRATOR, Scope.everything()));
        webApprover = visitor(
                "wendy",
                new Grant(Role.APPROVER, new Scope.Groups(Set.of(new HostGroup(HostGroup.Kind.TAG, "web")))),
                new Grant(Role.VIEWER, Scope.everything()));
        List<HostId> all = new ArrayList<>();
        for (String tag : List.of("late", "soon", "more")) {
            HOSTS.put(tag, OrderedHosts.add(server, tag + "-1", tag).host());
            all.add(HOSTS.get(tag));
        }
        OrderedHosts.settleManaged(server, all);
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

    private static String overview(Visitor who) {
        try {
            return who.get("/overview").body();
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode read(Visitor.Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    /** An emergency by olga on the host of a tag, which may be carried out. */
    private static JsonNode emergency(String tag) throws Exception {
        JsonNode draft = read(
                olga.json(
                        "POST",
                        "/api/v1/changes",
                        "{\"title\":\"Mend " + tag + "\",\"reason\":\"x\",\"type\":\"emergency\",\"patches\":\"all\","
                                + "\"filter\":\"tags==" + tag + "\",\"waves\":[\"all rest\"]}"),
                201);
        JsonNode proposed = read(olga.json("POST", at(draft.get("change")) + "/propose", "{}", "If-Match", "*"), 200);
        assertThat(proposed.get("change").get("state").asString()).isEqualTo("approved");
        return proposed.get("change");
    }

    private static String at(JsonNode change) {
        return "/api/v1/changes/" + change.get("id").asLong();
    }

    private static Visitor.Answer approve(Visitor who, JsonNode change) throws Exception {
        return who.json(
                "POST",
                at(change) + "/approve",
                "{\"content\":\"" + change.get("content").asString() + "\"}");
    }

    private static Visitor.Answer roll(JsonNode change, String more) throws Exception {
        return olga.json(
                "POST", "/api/v1/rollouts", "{\"change\":" + change.get("id").asLong() + more + "}");
    }

    private static void abort(long rollout) throws Exception {
        read(olga.json("POST", "/api/v1/rollouts/" + rollout + "/abort", "{\"reason\":\"enough\"}"), 200);
        assertThat(Until.holds(() -> server.jdbc()
                                .sql("select count(*) as n from rollout where number = ? and ended_at is not null")
                                .param(rollout)
                                .query((row, _) -> row.getLong("n"))
                                .single()
                        == 1))
                .isTrue();
    }

    private static long counted(String sql, JsonNode change) {
        return server.jdbc()
                .sql(sql)
                .param(change.get("id").asString())
                .query((row, _) -> row.getLong("n"))
                .single();
    }

    @Test
    void an_approval_that_does_not_come_is_told_once_and_nothing_is_rolled_out_before_it_has_come() throws Exception {
        read(
                root.json(
                        "POST",
                        "/api/v1/webhooks",
                        "{\"name\":\"pager\",\"address\":\"http://127.0.0.1:1/\",\"events\":[\"change.overdue\"]}"),
                201);
        JsonNode change = emergency("late");
        String owes = "Change " + change.get("id").asLong() + ", “Mend late”, owes 1 approval";
        assertThat(overview(ada)).contains(owes, "It is an emergency that is approved afterwards, by ");
        assertThat(overview(olga)).doesNotContain(owes);
        assertThat(overview(webApprover)).doesNotContain(owes);
        long first = read(roll(change, ""), 201).get("rollout").get("id").asLong();

        server.jdbc()
                .sql("update change set owed_until = now() - interval '1 second' where number = ?")
                .param(change.get("id").asLong())
                .update();
        OwedApprovals owed = server.bean(OwedApprovals.class);
        owed.tell();
        owed.tell();

        assertThat(counted(
                        "select count(*) as n from audit_entry where kind = 'change.overdue' and subject_id = ?",
                        change))
                .isOne();
        assertThat(counted(
                        "select count(*) as n from webhook_delivery where event = 'change.overdue' and body like"
                                + " '%\"change\":' || ? || ',%'",
                        change))
                .isOne();
        assertThat(overview(ada)).contains(owes, "whose time for that was over on ");
        assertThat(olga.get("/changes/" + change.get("id").asLong()).body()).contains("id=\"overdue\"");
        assertThat(read(olga.get("/api/v1/rollouts/" + first), 200)
                        .get("rollout")
                        .get("open")
                        .asBoolean())
                .isTrue();
        abort(first);
        assertThat(read(roll(change, ""), 409).get("detail").asString())
                .contains("the approval that it owes has not come in its time");
        assertThat(read(
                                olga.json(
                                        "POST",
                                        "/api/v1/zero-days/" + change.get("id").asLong() + "/start",
                                        "{\"content\":\""
                                                + change.get("content").asString() + "\"}"),
                                409)
                        .get("detail")
                        .asString())
                .contains("the approval that it owes has not come in its time");
        assertThat(olga.get("/changes/" + change.get("id").asLong()).body()).doesNotContain("id=\"roll-out\"");

        read(approve(ada, change), 200);
        assertThat(overview(ada)).doesNotContain(owes);
        abort(read(roll(change, ""), 201).get("rollout").get("id").asLong());
    }

    @Test
    void what_is_owed_grows_when_a_host_becomes_more_important() throws Exception {
        JsonNode change = emergency("more");
        assertThat(change.get("needed").asInt()).isOne();
        server.jdbc()
                .sql("update host set criticality = 'critical' where id = ?")
                .param(HOSTS.get("more").value())
                .update();

        JsonNode half = read(approve(ada, change), 200).get("change");
        assertThat(half.get("needed").asInt()).isEqualTo(2);
        assertThat(overview(bob)).contains("Change " + change.get("id").asLong() + ",", "owes 1 approval");
        assertThat(approve(ada, change).status()).isEqualTo(409);

        JsonNode whole = read(approve(bob, change), 200).get("change");
        assertThat(whole.get("approvedBy").valueStream().map(JsonNode::asString))
                .containsExactly("ada", "bob");
        assertThat(overview(bob)).doesNotContain("Change " + change.get("id").asLong() + ",");
    }

    @Test
    void a_roll_out_that_begins_when_the_time_is_over_takes_the_approval_first() throws Exception {
        JsonNode change = emergency("soon");
        String later = ",\"startAt\":\"" + Instant.now().plus(3, ChronoUnit.DAYS) + "\"";

        assertThat(read(roll(change, later), 409).get("detail").asString())
                .contains("Have it approved before you start a roll-out that begins when the time for that is over.");
        read(approve(ada, change), 200);
        abort(read(roll(change, later), 201).get("rollout").get("id").asLong());
    }
}
