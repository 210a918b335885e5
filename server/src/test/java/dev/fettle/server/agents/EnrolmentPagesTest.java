package dev.fettle.server.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.link.LinkPaths;
import dev.fettle.link.SurveyDelta;
import dev.fettle.server.RunningServer;
import dev.fettle.server.SetClock;
import dev.fettle.server.Visitor;
import dev.fettle.server.hosts.HostId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Enrolling, revoking and silence as people and programs see them. */
final class EnrolmentPagesTest {
    private static final Pattern TOKEN = Pattern.compile("fe-[0-9a-f]{48}-[0-9a-f]{64}");

    @TempDir
    static Path folder;

    private static final SetClock CLOCK = new SetClock(Instant.EPOCH);
    private static Door door;
    private static Visitor olga;
    private static Visitor vera;

    @BeforeAll
    static void open() throws Exception {
        CLOCK.set(Instant.now());
        door = Door.open(folder, CLOCK, Map.of("session.longest", "30d", "session.idle", "30d"));
        olga = signedIn("olga", new Grant(Role.OPERATOR, Scope.everything()));
        vera = signedIn("vera", new Grant(Role.VIEWER, new Scope.Groups(Set.of(HostGroup.parse("tag:none")))));
    }

    private static Visitor signedIn(String name, Grant grant) throws Exception {
        door.server().add(name, List.of(grant));
        Visitor visitor = door.server().visitor();
        visitor.signIn(name, RunningServer.PASSWORD);
        return visitor;
    }

    @AfterAll
    static void close() {
        door.close();
    }

    private static String token(String text) {
        Matcher found = TOKEN.matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return found.group();
    }

    @Test
    void a_token_of_the_page_enrols_a_host_and_is_shown_once() throws Exception {
        Visitor.Answer made = olga.post("/hosts/enrol", Map.of("uses", "1", "minutes", "60", "note", "shop <b>"));
        assertThat(made.status()).isEqualTo(200);
        String token = token(made.body());
        assertThat(made.body()).contains("sudo fettle-agent enrol " + door.url() + " --token fe-");
        assertThat(olga.get("/hosts/enrol").body()).contains("shop &lt;b&gt;").doesNotContain(token);

        TestAgent agent = door.machine("paged").enrol(token);

        assertThat(olga.get("/hosts/agents").body())
                .contains("paged", agent.id().toString());
        assertThat(vera.get("/hosts/agents").body()).doesNotContain("paged");
        assertThat(vera.get("/hosts/enrol").status()).isEqualTo(403);
        assertThat(vera.post("/hosts/enrol", Map.of("uses", "1")).status()).isEqualTo(403);
        assertThat(olga.post("/hosts/enrol", Map.of("uses", "0")).body()).contains("A token enrols 1 to 10000 hosts");

        Visitor.Answer unfounded =
                olga.post("/hosts/agents/revoke", Map.of("id", agent.id().toString()));
        assertThat(unfounded.body()).contains("Say why");
        assertThat(agent.checksIn().orders()).isEmpty();
        olga.post("/hosts/agents/revoke", Map.of("id", agent.id().toString(), "reason", "Sold"));
        assertThat(agent.post(LinkPaths.RENEW, agent.enrolment("").bytes()).status())
                .isEqualTo(401);
        assertThat(olga.post("/hosts/agents/revoke", Map.of("id", "nonsense", "reason", "x"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void the_api_makes_lists_and_withdraws_tokens_and_revokes_agents() throws Exception {
        Visitor.Answer made = olga.json("POST", "/api/v1/enrolment-tokens", "{\"uses\":2,\"minutes\":5}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Cache-Control")).contains("no-store");
        TestAgent agent = door.machine("programmed").enrol(token(made.body()));
        String listed = olga.get("/api/v1/enrolment-tokens").body();
        assertThat(listed).contains("\"usesLeft\":1").doesNotContain("fe-");
        assertThat(olga.json("POST", "/api/v1/enrolment-tokens", "{\"uses\":20000,\"minutes\":5}")
                        .status())
                .isBetween(400, 422);
        Matcher id = Pattern.compile("\"id\":(\\d+)").matcher(made.body());
        assertThat(id.find()).isTrue();
        assertThat(olga.json("DELETE", "/api/v1/enrolment-tokens/" + id.group(1), "")
                        .status())
                .isEqualTo(204);
        assertThat(olga.json("DELETE", "/api/v1/enrolment-tokens/" + id.group(1), "")
                        .status())
                .isEqualTo(404);

        assertThat(olga.get("/api/v1/agents?filter=name%3D%3Dprogrammed").body())
                .contains(agent.id().toString());
        assertThat(vera.get("/api/v1/agents").body()).doesNotContain(agent.id().toString());
        String path = "/api/v1/agents/" + agent.id() + "/revoke";
        assertThat(vera.json("POST", path, "{\"reason\":\"x\"}").status()).isEqualTo(403);
        assertThat(olga.json("POST", path, "{}").status()).isBetween(400, 422);
        assertThat(olga.json("POST", path, "{\"reason\":\"Sold\"}").status()).isEqualTo(204);
        assertThat(agent.post(LinkPaths.RENEW, agent.enrolment("").bytes()).status())
                .isEqualTo(401);
    }

    @Test
    void a_host_whose_agent_was_not_heard_for_a_day_is_silent_and_two_of_one_machine_id_name_each_other()
            throws Exception {
        TestAgent agent = door.enrolled("quiet-1");
        List<String> lines = List.of(
                "{\"is\":\"host\",\"name\":\"quiet-1\",\"platform\":\"debian:12\",\"pretty\":\"Debian 12\","
                        + "\"reboot\":\"not-required\",\"because\":[],\"unreadable\":0}",
                "{\"is\":\"pending\",\"patches\":[]}");
        agent.checksIn();
        assertThat(agent.post(
                                LinkPaths.INVENTORY,
                                SurveyDelta.between(List.of(), lines).bytes())
                        .status())
                .isEqualTo(204);
        HostId host = Objects.requireNonNull(door.bean(AgentStore.class)
                .find(agent.id())
                .orElseThrow()
                .agent()
                .host());
        String page = "/hosts/" + host + "/packages";
        assertThat(olga.get(page).body()).contains("Agent heard").doesNotContain("Silent");
        TestAgent twin = door.machine(agent.machine, "quiet-2").enrol(door.token());
        assertThat(olga.get(page).body()).contains("quiet-2 have the same machine-id");

        CLOCK.advance(Duration.ofHours(25));

        assertThat(olga.get(page).body()).contains("<b>Silent</b> since");
        assertThat(olga.get("/api/v1/hosts/" + host).body()).contains("\"silentSince\":\"20");
        assertThat(door.bean(Agents.class).silentSince(host, CLOCK.instant())).isPresent();
        agent.checksIn();
        assertThat(olga.get(page).body()).doesNotContain("<b>Silent</b> since");
        assertThat(twin.checksIn().orders()).isEmpty();
    }
}
