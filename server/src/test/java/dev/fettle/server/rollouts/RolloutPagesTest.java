package dev.fettle.server.rollouts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Visitor;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.orders.OrderedHosts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A roll-out from the page of its change to its end, by page. */
final class RolloutPagesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static Visitor olga;
    private static Visitor ada;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        olga = visitor("olga", Role.OPERATOR);
        ada = visitor("ada", Role.APPROVER);
        HostId host = OrderedHosts.add(server, "web-1<b>", "web").host();
        OrderedHosts.settleManaged(server, List.of(host));
    }

    private static Visitor visitor(String name, Role role) throws Exception {
        server.add(name, List.of(new Grant(role, Scope.everything())));
        Visitor visitor = server.visitor();
        visitor.signIn(name, RunningServer.PASSWORD);
        return visitor;
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Visitor.Answer post(String page, String to, Map<String, String> fields) throws Exception {
        olga.keepProof(olga.get(page));
        return olga.post(to, fields);
    }

    @Test
    void a_change_is_rolled_out_from_its_page_and_steered_from_that_of_the_roll_out() throws Exception {
        JsonNode change = JSON.readTree(olga.json(
                                "POST",
                                "/api/v1/changes",
                                "{\"title\":\"Mend <i>all</i>\",\"reason\":\"Because\",\"patches\":\"all\",\"waves\":[\"all rest\"]}")
                        .body())
                .get("change");
        String of = "/changes/" + change.get("id").asLong();
        assertThat(olga.get(of).body()).doesNotContain("id=\"roll-out\"");
        olga.json("POST", "/api/v1" + of + "/propose", "{}", "If-Match", "*");
        String content = change.get("content").asString();
        ada.json("POST", "/api/v1" + of + "/approve", "{\"content\":\"" + content + "\"}");
        assertThat(olga.get(of).body()).contains("id=\"roll-out\"", "id=\"kept\">0 of its 3 package files are kept.");
        assertThat(ada.get(of).body()).doesNotContain("id=\"roll-out\"");

        Map<String, String> wish = Map.of("change", change.get("id").asString(), "content", content);
        Visitor.Answer unread = post(
                of,
                "/rollouts",
                Map.of("change", change.get("id").asString(), "content", content, "startAt", "soon<b>"));
        assertThat(unread.status()).isEqualTo(422);
        assertThat(unread.body()).contains("It begins at a local time").doesNotContain("soon<b>");
        Visitor.Answer begun = post(of, "/rollouts", wish);
        assertThat(begun.status()).as(begun.body()).isEqualTo(302);
        String at = begun.header("Location").replaceFirst("^https?://[^/]+", "");

        Visitor.Answer page = olga.get(at);
        assertThat(page.body())
                .contains("Mend &lt;i&gt;all&lt;/i&gt;", "web-1&lt;b", "What it waits for", "Pause it", "Abort it")
                .doesNotContain("<i>all", "web-1<b>", "Resume it");
        assertThat(ada.get(at).body()).contains("What it waits for").doesNotContain("Pause it", "Try again");
        assertThat(olga.get("/rollouts?stage=open").body()).contains(at);
        assertThat(olga.get("/rollouts?stage=completed").body()).doesNotContain(at + "\"");
        assertThat(olga.get(of).body()).contains(at).doesNotContain("id=\"roll-out\"");
        Visitor.Answer twice = post(at, "/rollouts", wish);
        assertThat(twice.status()).isEqualTo(409);
        assertThat(twice.body()).contains("being rolled out already");

        assertThat(post(at, at + "/steer", Map.of("what", "pause")).status()).isEqualTo(302);
        assertThat(olga.get(at).body())
                .contains("olga has paused it", "Resume it")
                .doesNotContain("Pause it");
        assertThat(olga.get("/rollouts/now?rollout=" + at.substring(at.lastIndexOf('/') + 1))
                        .body())
                .contains("Resume it", "hx-swap-oob", "id=\"hosts\"")
                .doesNotContain("<html");
        Visitor.Answer silent = post(at, at + "/steer", Map.of("what", "resume"));
        assertThat(silent.status()).isEqualTo(422);
        assertThat(silent.body()).contains("Say why", "Resume it");
        assertThat(post(at, at + "/steer", Map.of("what", "burn")).status()).isEqualTo(422);
        assertThat(post(at, at + "/decide", Map.of("reason", "x")).status()).isEqualTo(422);
        assertThat(post(at, at + "/decide", Map.of("skip", "999999", "reason", "x"))
                        .status())
                .isEqualTo(404);
        assertThat(post(at, at + "/steer", Map.of("what", "resume", "reason", "Seen"))
                        .status())
                .isEqualTo(302);
        assertThat(post(at, at + "/steer", Map.of("what", "abort", "which", "all", "reason", "Over"))
                        .status())
                .isEqualTo(302);
        assertThat(olga.get(at).body()).containsPattern("has aborted it|It was aborted");
    }
}
