package dev.fettle.server.rollouts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.plan.OnBreach;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Until;
import dev.fettle.server.Visitor;
import dev.fettle.server.changes.Change;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.orders.OrderedHosts;
import dev.fettle.server.orders.OrderedHosts.Managed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What becomes of the hosts that a roll-out has left: they are named until a later change takes them on. */
final class FollowUpTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> WAVES = List.of("pilot 2 soak=0h failed=1", "broad rest soak=0h failed=1");
    private static final Scope WEB = new Scope.Groups(Set.of(new HostGroup(HostGroup.Kind.TAG, "web")));
    private static final String LEFT = "1 host that is left over or failed is in no later change";

    @TempDir
    Path folder;

    private static Visitor visitor(RunningServer server, String name, Grant... grants) throws Exception {
        server.add(name, List.of(grants));
        Visitor visitor = server.visitor();
        visitor.signIn(name, RunningServer.PASSWORD);
        return visitor;
    }

    private static JsonNode read(Visitor.Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    private static RolloutHead started(RunningServer server, Change change, @Nullable Instant at) {
        RolloutOutcome outcome = server.bean(StartRollout.class)
                .start(
                        ApprovedChanges.OLGA,
                        Scope.everything(),
                        Optional.empty(),
                        new StartRollout.Wish(change.number(), null, at));
        assertThat(outcome).isInstanceOf(RolloutOutcome.Done.class);
        return ((RolloutOutcome.Done) outcome).rollout();
    }

    private static void ends(RunningServer server, RolloutHead head, String stage) {
        assertThat(Until.holds(
                        () -> server.bean(Rollouts.class)
                                .find(head.number(), Scope.everything())
                                .filter(each -> each.stage().word().equals(stage))
                                .isPresent(),
                        Duration.ofMinutes(2)))
                .as(stage)
                .isTrue();
    }

    @Test
    void the_hosts_that_a_roll_out_has_left_are_named_until_a_change_is_drafted_for_them() throws Exception {
        try (RunningServer server = RunningServer.start(folder, Map.of())) {
            Visitor olga = visitor(server, "olga", new Grant(Role.OPERATOR, Scope.everything()));
            Visitor walt = visitor(server, "walt", new Grant(Role.VIEWER, Scope.everything()));
            Visitor wendy =
                    visitor(server, "wendy", new Grant(Role.OPERATOR, WEB), new Grant(Role.VIEWER, Scope.everything()));
            Visitor alice = visitor(server, "alice", new Grant(Role.ADMINISTRATOR, Scope.everything()));
            read(
                    alice.json(
                            "POST",
                            "/api/v1/webhooks",
                            "{\"name\":\"w\",\"address\":\"http://127.0.0.1:9/\",\"events\":[\"rollout.ended\"]}"),
                    201);
            List<Managed> managed = new ArrayList<>();
            for (String tag : List.of("web", "db", "db", "db")) {
                managed.add(OrderedHosts.add(server, "shop-" + (managed.size() + 1), tag));
            }
            List<HostId> hosts = managed.stream().map(Managed::host).toList();
            OrderedHosts.settleManaged(server, hosts);
            PlayedAgents agents = new PlayedAgents(server, managed);
            agents.mood((host, order) -> host.equals(hosts.getLast()) && order instanceof Order.Verify
                    ? new Outcome.Failed(FailureKind.CHECK, "The shop does not sell.")
                    : null);
            Change first = ApprovedChanges.approved(server, ApprovedChanges.wish(hosts, WAVES, 10, OnBreach.PAUSE));
            RolloutHead run = started(server, first, null);
            ends(server, run, "partly");
            String page = "/rollouts/" + run.number();
            String api = "/api/v1" + page + "/follow-up";

            assertThat(server.jdbc()
                            .sql("select body from webhook_delivery where event = 'rollout.ended'")
                            .query((row, _) -> row.getString("body"))
                            .single())
                    .contains("\"done\":3,\"failed\":1,\"leftOver\":0,\"skipped\":0");
            assertThat(walt.get("/overview").body()).contains("Roll-out 1: openssl", LEFT);
            assertThat(walt.get(page).body()).contains("1 failed.").doesNotContain("id=\"follow-up\"");
            assertThat(olga.get(page).body()).contains("1 failed.", "id=\"follow-up\"");
            assertThat(walt.json("POST", api, "").status()).isEqualTo(403);
            assertThat(wendy.json("POST", api, "").status()).isEqualTo(404);
            assertThat(olga.json("POST", "/api/v1/rollouts/99/follow-up", "").status())
                    .isEqualTo(404);

            olga.keepProof(olga.get(page));
            Visitor.Answer drafted = olga.post(page + "/follow-up", Map.of());
            assertThat(drafted.status()).as(drafted.body()).isEqualTo(302);
            String second = "/api/v1" + drafted.header("Location").replaceFirst("^https?://[^/]+", "");
            JsonNode change = read(olga.get(second), 200);
            assertThat(change.get("change").get("title").asString()).isEqualTo("openssl (what roll-out 1 has left)");
            assertThat(change.get("change").get("hosts").asInt()).isOne();
            assertThat(change.get("waves")).as("no empty wave").hasSize(1);
            assertThat(change.toString())
                    .contains("Follow-up of roll-out 1 of change 1", "1 failed", "\"hosts\":[" + hosts.getLast() + "]");
            assertThat(olga.get("/overview").body()).doesNotContain(LEFT);
            read(olga.json("POST", second + "/propose", "", "If-Match", "*"), 200);

            read(olga.json("POST", second + "/withdraw", "{\"reason\":\"x\"}", "If-Match", "*"), 200);
            assertThat(olga.get("/overview").body()).as("given up").contains(LEFT);
            Visitor.Answer again = olga.json("POST", api, "");
            read(again, 201);
            assertThat(again.header("Location")).contains("/api/v1/changes/3");
            assertThat(olga.get("/overview").body()).doesNotContain(LEFT);
            agents.end();
        }
    }

    @Test
    void nothing_is_drafted_while_a_roll_out_goes_on_nor_when_all_of_its_hosts_are_done() throws Exception {
        try (RunningServer server = RunningServer.start(folder, Map.of())) {
            Visitor olga = visitor(server, "olga", new Grant(Role.OPERATOR, Scope.everything()));
            List<Managed> managed =
                    List.of(OrderedHosts.add(server, "shop-1", "web"), OrderedHosts.add(server, "shop-2", "web"));
            List<HostId> hosts = managed.stream().map(Managed::host).toList();
            OrderedHosts.settleManaged(server, hosts);
            PlayedAgents agents = new PlayedAgents(server, managed);
            Change now = ApprovedChanges.approved(
                    server, ApprovedChanges.wish(hosts.subList(0, 1), List.of("all rest soak=0h"), 10, OnBreach.PAUSE));
            Change later = ApprovedChanges.approved(
                    server, ApprovedChanges.wish(hosts.subList(1, 2), List.of("all rest soak=0h"), 10, OnBreach.PAUSE));
            RolloutHead done = started(server, now, null);
            RolloutHead open = started(server, later, Instant.now().plus(Duration.ofDays(1)));
            ends(server, done, "completed");

            assertThat(read(olga.json("POST", "/api/v1/rollouts/" + done.number() + "/follow-up", ""), 409)
                            .get("detail")
                            .asString())
                    .contains("are done");
            assertThat(olga.get("/rollouts/" + done.number()).body()).doesNotContain("id=\"follow-up\"");
            String page = "/rollouts/" + open.number();
            olga.keepProof(olga.get(page));
            Visitor.Answer refused = olga.post(page + "/follow-up", Map.of());
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.body()).contains("has not ended", "Pause it");
            assertThat(olga.get("/overview").body()).doesNotContain("in no later change");
            agents.end();
        }
    }
}
