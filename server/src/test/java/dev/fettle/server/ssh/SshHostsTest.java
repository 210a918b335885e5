package dev.fettle.server.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Until;
import dev.fettle.server.Visitor;
import dev.fettle.ssh.SshTarget;
import dev.fettle.testing.FleetExtension;
import dev.fettle.testing.TestHost;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole server that looks at real hosts over SSH, as a user without any rights on them. */
@ExtendWith(FleetExtension.class)
final class SshHostsTest {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFNurzqeORq0mMzMBOje4GOb6FzFNswACdHtlJeLR7eZ";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static Visitor ada;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        server.add("ada", List.of(new Grant(Role.ADMINISTRATOR, Scope.everything())));
        server.add("vic", List.of(new Grant(Role.VIEWER, Scope.everything())));
        ada = server.visitor();
        ada.signIn("ada", RunningServer.PASSWORD);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    /** The next host gets the address of the one before. */
    @AfterEach
    void forget() {
        server.jdbc().sql("delete from ssh_host").update();
    }

    private static JsonNode told(Visitor.Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    private static JsonNode keys(TestHost host) throws Exception {
        return told(
                ada.json("POST", "/api/v1/ssh-hosts/keys", JSON.writeValueAsString(Map.of("address", host.address()))),
                200);
    }

    private static void letIn(TestHost host, String key) throws Exception {
        host.sh("useradd -m -s /bin/sh fettle && mkdir -p ~fettle/.ssh && chown fettle ~fettle/.ssh");
        host.write("/home/fettle/.ssh/authorized_keys", "restrict " + key + "\n");
    }

    private static JsonNode add(TestHost host, String key, int status) throws Exception {
        return told(
                ada.json(
                        "POST",
                        "/api/v1/ssh-hosts",
                        JSON.writeValueAsString(
                                Map.of("address", host.address(), "user", "fettle", "hostKeys", List.of(key)))),
                status);
    }

    private static JsonNode tried(long id) throws Exception {
        // Asked of the database: the API lets nobody ask as often as a test that waits.
        boolean tried = Until.holds(
                () -> server.jdbc()
                        .sql("select tried_at is not null from ssh_host where id = ?")
                        .param(id)
                        .query(Boolean.class)
                        .single(),
                SOON);
        JsonNode one = told(ada.get("/api/v1/ssh-hosts/" + id), 200);
        assertThat(tried).as("somebody tried %s", one).isTrue();
        return one;
    }

    @Test
    void a_host_is_pinned_looked_at_and_told_as_dpkg_tells_it(TestHost host) throws Exception {
        host.run("apt-get", "-qq", "update");
        JsonNode keys = keys(host);
        String fingerprint =
                host.sh("ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub").text();
        assertThat(fingerprint).contains(keys.at("/hostKeys/0/fingerprint").asString());
        letIn(host, keys.get("authorizedKey").asString());

        JsonNode added = add(host, keys.at("/hostKeys/0/line").asString(), 201);
        JsonNode seen = tried(added.get("id").asLong());

        assertThat(seen.get("failure").asString()).isEmpty();
        long id = seen.get("host").asLong();
        long installed = Long.parseLong(host.sh("dpkg-query -W -f '${db:Status-Status}\\n' | grep -c '^installed$'")
                .text());
        JsonNode packages = told(ada.get("/api/v1/hosts/" + id + "/packages?limit=500"), 200);
        assertThat(packages.get("items").size()).isEqualTo(installed);
        JsonNode patches = told(ada.get("/api/v1/hosts/" + id + "/patches?limit=500"), 200);
        assertThat(patches.get("items").size()).isPositive();
        assertThat(ada.get("/hosts/ssh").body()).contains(host.address(), "/hosts/" + id);

        told(ada.json("POST", "/api/v1/ssh-hosts/" + added.get("id").asLong() + "/scans", ""), 202);
        assertThat(add(host, keys.at("/hostKeys/0/line").asString(), 422).toString())
                .contains("looked at over SSH already");
    }

    @Test
    void a_host_with_another_key_than_the_pinned_one_is_asked_nothing(TestHost host) throws Exception {
        JsonNode keys = keys(host);
        letIn(host, keys.get("authorizedKey").asString());

        JsonNode added = add(host, keys.get("authorizedKey").asString(), 201);

        JsonNode tried = tried(added.get("id").asLong());
        assertThat(tried.get("failure").asString()).contains("is not the one it was enrolled with");
        assertThat(tried.hasNonNull("host")).isFalse();
    }

    @Test
    void a_host_that_does_not_let_the_server_in_says_so_and_can_be_removed(TestHost host) throws Exception {
        JsonNode added = add(host, keys(host).at("/hostKeys/0/line").asString(), 201);
        long id = added.get("id").asLong();

        assertThat(tried(id).get("failure").asString()).contains("Is Fettle's key among the authorised ones");

        assertThat(ada.json("DELETE", "/api/v1/ssh-hosts/" + id, "", "If-Match", "*")
                        .status())
                .isEqualTo(204);
        told(ada.get("/api/v1/ssh-hosts/" + id), 404);
        assertThat(server.jdbc()
                        .sql(
                                "select kind from audit_entry where subject_type = 'ssh-host' and subject_id = ? order by id")
                        .param(Long.toString(id))
                        .query((row, _) -> row.getString("kind"))
                        .list())
                .containsExactly("ssh-host.added", "ssh-host.removed");
    }

    @Test
    void a_host_with_the_machine_id_of_another_does_not_tell_in_its_place(TestHost first, TestHost copy)
            throws Exception {
        copy.write("/etc/machine-id", first.read("/etc/machine-id"));
        JsonNode keys = keys(first);
        letIn(first, keys.get("authorizedKey").asString());
        letIn(copy, keys.get("authorizedKey").asString());
        JsonNode known = add(first, keys.at("/hostKeys/0/line").asString(), 201);
        long host = tried(known.get("id").asLong()).get("host").asLong();

        JsonNode copied = add(copy, keys(copy).at("/hostKeys/0/line").asString(), 201);

        JsonNode tried = tried(copied.get("id").asLong());
        assertThat(tried.get("failure").asString())
                .startsWith(copy.address() + " has the machine-id of " + first.address());
        assertThat(tried.hasNonNull("host")).isFalse();
        assertThat(told(ada.get("/api/v1/hosts/" + host), 200).get("name").asString())
                .isEqualTo(first.name());
    }

    @Test
    void a_look_that_is_asked_for_during_a_look_is_taken_after_it() {
        SshHostStore store = server.bean(SshHostStore.class);
        Instant added = Instant.parse("2999-01-01T00:00:00Z");
        SshHost seen = store.find(store.add("192.0.2.1", 22, "fettle", null, List.of("a key"), added)
                        .orElseThrow())
                .orElseThrow();
        Instant asked = added.plusSeconds(60);
        store.dueAt(seen.id(), asked);

        store.failed(seen, "It was not up.", added, added.plusSeconds(900));

        assertThat(store.find(seen.id()).orElseThrow().dueAt()).isEqualTo(asked);
        store.failed(store.find(seen.id()).orElseThrow(), "It was not up.", added, added.plusSeconds(900));
        assertThat(store.find(seen.id()).orElseThrow().dueAt()).isEqualTo(added.plusSeconds(900));
    }

    @Test
    void nobody_is_added_behind_more_hosts_than_can_be_passed() {
        SshHostStore store = server.bean(SshHostStore.class);
        Instant never = Instant.parse("2999-01-01T00:00:00Z");
        Long jump = null;
        for (int hop = 1; hop <= SshTarget.MOST_JUMPS + 1; hop++) {
            jump = store.add("192.0.2." + hop, 22, "fettle", jump, List.of("a key"), never)
                    .orElseThrow();
        }

        SshHosts.Outcome outcome = server.bean(SshHosts.class)
                .add(Actor.server("a test"), "192.0.2.100", 22, "fettle", List.of(KEY), jump);

        assertThat(outcome).isEqualTo(new SshHosts.Outcome.Refused("It would be behind more than 8 other hosts."));
    }

    @Test
    void a_port_that_is_none_is_told() throws Exception {
        for (int port : List.of(-1, 0, 70_000)) {
            String body = JSON.writeValueAsString(Map.of("address", "192.0.2.1", "port", port));
            assertThat(told(ada.json("POST", "/api/v1/ssh-hosts/keys", body), 409)
                            .toString())
                    .contains("A port is a number from 1 to 65535.");
        }
        assertThat(ada.post("/hosts/ssh/keys", Map.of("address", "192.0.2.1", "port", "70000"))
                        .body())
                .contains("A port is a number from 1 to 65535.");
    }

    @Test
    void nonsense_is_refused_with_a_sentence_and_a_viewer_altogether() throws Exception {
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of("address", "-oProxyCommand=x", "user", "fettle", "hostKeys", List.of("ssh-ed25519 AAAA")),
                Map.of("address", "192.0.2.1", "user", "a b", "hostKeys", List.of("ssh-ed25519 AAAA")),
                Map.of("address", "192.0.2.1", "user", "fettle", "port", 70_000, "hostKeys", List.of()),
                Map.of("address", "192.0.2.1", "user", "fettle", "hostKeys", List.of("ssh-ed25519 AAAA")),
                Map.of("address", "192.0.2.1", "user", "fettle", "hostKeys", List.of()))) {
            told(ada.json("POST", "/api/v1/ssh-hosts", JSON.writeValueAsString(wrong)), 422);
        }
        Visitor vic = server.visitor();
        vic.signIn("vic", RunningServer.PASSWORD);
        assertThat(vic.get("/api/v1/ssh-hosts").status()).isEqualTo(403);
        assertThat(vic.get("/hosts/ssh").status()).isEqualTo(403);
    }
}
