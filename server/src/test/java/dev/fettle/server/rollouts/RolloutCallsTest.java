package dev.fettle.server.rollouts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.core.plan.WindowOverride;
import dev.fettle.core.rollout.Stage;
import dev.fettle.core.rollout.Tally;
import dev.fettle.core.rollout.Tolerance;
import dev.fettle.core.signing.Octets;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Until;
import dev.fettle.server.Visitor;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.orders.OrderedHosts;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which roll-outs the overview says need somebody, and why. */
final class RolloutCallsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Instant NOW = Instant.parse("2026-11-22T02:00:00Z");

    @TempDir
    Path folder;

    @Test
    void one_that_waits_for_a_window_that_never_does_needs_somebody_and_one_that_has_a_good_one_does_not()
            throws Exception {
        try (RunningServer server = RunningServer.start(folder, Map.of())) {
            Visitor olga = visitor(server, "olga", Role.OPERATOR);
            Visitor ada = visitor(server, "ada", Role.APPROVER);
            List<HostId> hosts = List.of(
                    OrderedHosts.add(server, "shop-1", "shop").host(),
                    OrderedHosts.add(server, "shop-2", "shop").host());
            OrderedHosts.settleManaged(server, hosts);
            JsonNode made = read(olga.json("POST", "/api/v1/windows", window(1)));
            JsonNode draft = read(olga.json(
                    "POST",
                    "/api/v1/changes",
                    "{\"title\":\"Mend\",\"reason\":\"x\",\"patches\":\"all\",\"waves\":[\"all rest\"]}"));
            assertThat(draft.get("windows").toString())
                    .contains("2 hosts have no window that is ever open for long enough");
            String at = "/api/v1/changes/" + draft.get("change").get("id").asLong();
            read(olga.json("POST", at + "/propose", "{}", "If-Match", "*"));
            read(ada.json(
                    "POST",
                    at + "/approve",
                    "{\"content\":\"" + draft.get("change").get("content").asString() + "\"}"));
            String run = "/api/v1/rollouts/"
                    + read(olga.json(
                                    "POST",
                                    "/api/v1/rollouts",
                                    "{\"change\":"
                                            + draft.get("change").get("id").asLong() + "}"))
                            .get("rollout")
                            .get("id")
                            .asLong();
            assertThat(Until.holds(() -> waits(olga, run).contains("2 hosts wait")))
                    .as(waits(olga, run))
                    .isTrue();
            assertThat(waits(olga, run)).contains("none of theirs ever is");
            assertThat(olga.get("/overview").body()).contains("Roll-out 1: Mend", "none of theirs ever is");

            read(olga.json("PUT", "/api/v1/windows/" + made.get("id").asLong(), window(120), "If-Match", "*"));
            assertThat(waits(olga, run)).contains("the next opens on 20");
            assertThat(read(olga.get(at)).get("windows").toString())
                    .contains("2 hosts wait for the next opening that is long enough: 20");
            assertThat(olga.get("/overview").body()).doesNotContain("Roll-out 1: Mend");

            assertThat(olga.json("POST", at + "/plan", "{}", "If-Match", "*").body())
                    .contains("Roll-out 1 of this change is under way.");
            read(olga.json("POST", run + "/pause", "{}"));
            assertThat(olga.get("/overview").body()).contains("Roll-out 1: Mend", "olga has paused it.");
        }
    }

    private static String waits(Visitor olga, String run) {
        try {
            return read(olga.get(run)).get("waits").toString();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Visitor visitor(RunningServer server, String name, Role role) throws Exception {
        server.add(name, List.of(new Grant(role, Scope.everything())));
        Visitor visitor = server.visitor();
        visitor.signIn(name, RunningServer.PASSWORD);
        return visitor;
    }

    /** Of the shops, each day, not open now nor in the next hours. */
    private static String window(int minutes) {
        LocalDateTime first = LocalDateTime.now(ZoneOffset.UTC).plusHours(12).truncatedTo(ChronoUnit.MINUTES);
        return "{\"name\":\"shops\",\"condition\":\"tags==shop\",\"first\":\"" + first
                + "\",\"rule\":\"every day\",\"minutes\":" + minutes + ",\"zone\":\"UTC\"}";
    }

    private static JsonNode read(Visitor.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isLessThan(300);
        return JSON.readTree(answer.body());
    }

    @Test
    void one_that_no_server_has_looked_at_for_more_than_30_seconds_is_told_until_it_has_ended() {
        assertThat(RolloutCalls.late(head(NOW.minusSeconds(30), null), NOW, _ -> "THEN"))
                .isEmpty();
        assertThat(RolloutCalls.late(head(NOW.minusSeconds(31), null), NOW, _ -> "THEN"))
                .hasValueSatisfying(says -> assertThat(says).contains("No server has looked at it since THEN"));
        assertThat(RolloutCalls.late(head(NOW.minusSeconds(31), NOW), NOW, _ -> "THEN"))
                .isEmpty();
    }

    private static RolloutHead head(Instant ticked, @Nullable Instant ended) {
        return new RolloutHead(
                1,
                7,
                "Mend",
                Octets.sha256(new byte[] {1}),
                NOW,
                false,
                WindowOverride.NOTHING,
                "",
                "olga",
                NOW,
                new Stage.Rolling(0),
                List.of(Tally.of(Map.of())),
                List.of(new Tolerance(-1, -1, 0)),
                NOW,
                NOW,
                ticked,
                3,
                ended);
    }
}
