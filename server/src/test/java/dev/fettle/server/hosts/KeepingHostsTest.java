package dev.fettle.server.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.core.inventory.InventoryDelta;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Visitor;
import dev.fettle.server.orders.OrderedHosts;
import dev.fettle.server.orders.OrderedHosts.Managed;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Hosts that go, come back, and turn out to be one: by pages and API, with a real database. */
final class KeepingHostsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Instant BEGAN = Instant.parse("2026-11-01T12:00:00Z");

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static Visitor olga;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        server.add("olga", List.of(new Grant(Role.OPERATOR, Scope.everything())));
        server.add("vera", List.of(new Grant(Role.VIEWER, Scope.everything())));
        server.add(
                "theo",
                List.of(new Grant(
                        Role.OPERATOR, new Scope.Groups(Set.of(new HostGroup(HostGroup.Kind.TAG, "theirs"))))));
        olga = server.visitor();
        olga.signIn("olga", RunningServer.PASSWORD);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HostId look(String machine, String name, int day, String... packages) {
        return Looks.record(server, machine, name, BEGAN.plusSeconds(day * 86_400L), packages);
    }

    private static JsonNode api(String path) throws Exception {
        Visitor.Answer answer = olga.get("/api/v1" + path);
        assertThat(answer.status()).as(path).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static List<Long> ids(String path) throws Exception {
        return api(path)
                .get("items")
                .valueStream()
                .map(each -> each.get("id").asLong())
                .toList();
    }

    private static int send(String path, Map<String, Object> body) throws Exception {
        return olga.json("POST", "/api/v1" + path, JSON.writeValueAsString(body))
                .status();
    }

    private static long audit(String kind, HostId of) {
        return server.jdbc()
                .sql("select count(*) as n from audit_entry where kind = ? and subject_id = ?")
                .params(kind, of.toString())
                .query((row, _) -> row.getLong("n"))
                .single();
    }

    private static boolean listed(String name) throws Exception {
        return olga.get("/hosts?q=" + name).body().contains(">" + name + "<");
    }

    /** The index follows by itself, within a second or two. */
    private static void untilListed(String name, boolean wanted) throws Exception {
        for (int i = 0; i < 600 && listed(name) != wanted; i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(listed(name)).isEqualTo(wanted);
    }

    @Test
    void a_removed_host_leaves_lists_and_counts_and_all_that_was_known_of_it_can_be_read() throws Exception {
        Managed gone = OrderedHosts.add(server, "gone");
        untilListed("gone", true);
        assertThat(send("/hosts/" + gone.host() + "/orders", Map.of("kind", "take-inventory")))
                .isEqualTo(201);
        long before = server.bean(Hosts.class).count();

        assertThat(send("/hosts/" + gone.host() + "/remove", Map.of())).isEqualTo(422);
        Visitor.Answer page = olga.post("/hosts/" + gone.host() + "/remove", Map.of("reason", "Scrapped <b>today</b>"));

        assertThat(page.status()).isEqualTo(302);
        assertThat(server.bean(Hosts.class).count()).isEqualTo(before - 1);
        assertThat(ids("/hosts?limit=200")).doesNotContain(gone.host().value());
        untilListed("gone", false);
        assertThat(olga.get("/hosts/removed").body()).contains("Scrapped &lt;b").doesNotContain("<b>today");
        assertThat(ids("/removed-hosts")).contains(gone.host().value());
        JsonNode told = api("/hosts/" + gone.host());
        assertThat(told.get("removed").get("by").asString()).isEqualTo("olga");
        assertThat(told.get("silentSince").isNull()).isTrue();
        for (String tab : List.of("patches", "findings", "packages", "effect", "history", "orders")) {
            Visitor.Answer answer = olga.get("/hosts/" + gone.host() + "/" + tab);
            assertThat(answer.status()).as(tab).isEqualTo(200);
            assertThat(answer.body()).as(tab).contains("<b>Removed</b>").doesNotContain("Describe this host");
        }
        assertThat(api("/hosts/" + gone.host() + "/orders")
                        .get("items")
                        .get(0)
                        .get("state")
                        .asString())
                .isEqualTo("withdrawn");
        assertThat(send("/hosts/" + gone.host() + "/orders", Map.of("kind", "take-inventory")))
                .as("nobody is there to carry it out")
                .isEqualTo(422);
        assertThat(olga.get("/hosts/describe?id=" + gone.host()).status()).isEqualTo(404);
        assertThat(send("/hosts/" + gone.host() + "/remove", Map.of("reason", "again")))
                .isEqualTo(422);
        assertThat(audit("host.removed", gone.host())).isEqualTo(1);
        assertThat(server.jdbc()
                        .sql("select state from agent where id = ?")
                        .param(gone.agent())
                        .query((row, _) -> row.getString("state"))
                        .single())
                .isEqualTo("revoked");
    }

    @Test
    void a_removed_host_comes_back_with_its_number_when_it_is_looked_at_again() throws Exception {
        HostId host = look("m-back", "back", 1, "nginx");
        untilListed("back", true);
        assertThat(send("/hosts/" + host + "/remove", Map.of("reason", "lent"))).isEqualTo(204);
        untilListed("back", false);

        assertThat(look("m-back", "back", 2, "nginx")).isEqualTo(host);

        untilListed("back", true);
        assertThat(ids("/hosts?filter=name==back")).containsExactly(host.value());
        assertThat(api("/hosts/" + host).get("removed").isNull()).isTrue();
        assertThat(audit("host.returned", host)).isEqualTo(1);
        assertThat(audit("host.added", host)).isEqualTo(1);
    }

    @Test
    void the_kept_host_has_the_history_and_the_orders_of_both() throws Exception {
        HostId old = look("m-old", "shop", 1, "a", "b");
        look("m-old", "shop", 3, "a", "c");
        look("m-old", "shop", 9, "a", "c", "late");
        UUID agent = OrderedHosts.agent(server.jdbc(), old, "m-old");
        assertThat(send("/hosts/" + old + "/orders", Map.of("kind", "take-inventory")))
                .isEqualTo(201);
        HostId anew = look("m-new", "shop", 5, "a", "d");
        look("m-new", "shop", 7, "a", "e");
        assertThat(olga.post(
                                "/hosts/describe",
                                "id=" + old + "&tags=web&owner=ann&criticality=high&exposure=internal&version=1")
                        .status())
                .isEqualTo(302);

        assertThat(send("/hosts/" + anew + "/merge", Map.of("other", old.value(), "reason", "installed anew")))
                .isEqualTo(204);

        List<InventoryDelta> history =
                server.bean(Hosts.class).history(anew, 100).reversed();
        assertThat(history).extracting(InventoryDelta::revision).containsExactly(1, 2, 3, 4);
        assertThat(history)
                .extracting(each -> (each.at().getEpochSecond() - BEGAN.getEpochSecond()) / 86_400)
                .containsExactly(1L, 3L, 5L, 7L);
        assertThat(history).extracting(KeepingHostsTest::told).containsExactly("+a +b", "+c -b", "+d -c", "+e -d");
        assertThat(server.bean(Hosts.class).history(old, 100))
                .as("its own stays")
                .hasSize(3);
        assertThat(ids("/hosts/" + anew + "/orders")).hasSize(1);
        JsonNode kept = api("/hosts/" + anew);
        assertThat(Instant.parse(kept.get("addedAt").asString())).isEqualTo(BEGAN.plusSeconds(86_400));
        assertThat(kept.get("description").get("owner").asString()).isEqualTo("ann");
        assertThat(api("/hosts/" + old).get("removed").get("into").asLong()).isEqualTo(anew.value());
        assertThat(olga.get("/hosts/" + old + "/history").body()).contains("It is the same machine as");
        assertThat(audit("host.merged", anew)).isEqualTo(1);
        assertThat(audit("host.removed", old)).isEqualTo(1);
        assertThat(audit("agent.revoked", old)).isZero();
        assertThat(server.jdbc()
                        .sql("select state from agent where id = ?")
                        .param(agent)
                        .query((row, _) -> row.getString("state"))
                        .single())
                .isEqualTo("revoked");
        look("m-new", "shop", 11, "a", "e", "f");
        assertThat(server.bean(Hosts.class).history(anew, 1).getFirst().revision())
                .isEqualTo(5);
    }

    private static String told(InventoryDelta delta) {
        return String.join(
                        " ",
                        delta.added().stream()
                                .map(each -> "+" + each.build().name())
                                .sorted()
                                .toList())
                + delta.removed().stream()
                        .map(each -> " -" + each.build().name())
                        .sorted()
                        .reduce("", String::concat);
    }

    @Test
    void two_hosts_with_one_machine_id_are_shown_and_the_kept_one_stands_for_the_real_machine() throws Exception {
        String real = "machine-id " + "ab".repeat(32);
        HostId first = look(real, "twin-a", 1, "a");
        UUID before = OrderedHosts.agent(server.jdbc(), first, real);
        HostId second = look("agent 7", "twin-b", 2, "a");
        UUID after = OrderedHosts.agent(server.jdbc(), second, "agent 7");
        server.jdbc()
                .sql("update agent set twin = ? where id = ?")
                .params(before, after)
                .update();
        String pair = first + "-" + second;
        assertThat(api("/host-duplicates?filter=id==" + pair)
                        .get("items")
                        .get(0)
                        .get("evidence")
                        .toString())
                .contains("same machine-id");
        assertThat(olga.get("/hosts/duplicates").body()).contains("Merge into number");

        assertThat(olga.post(
                                "/hosts/duplicates/merge",
                                Map.of("keep", second.toString(), "other", first.toString(), "reason", "twice"))
                        .status())
                .isEqualTo(302);

        assertThat(api("/host-duplicates?filter=id==" + pair).get("items")).isEmpty();
        assertThat(server.bean(Hosts.class)
                        .find(new MachineId(real))
                        .orElseThrow()
                        .id())
                .isEqualTo(second);
        assertThat(server.jdbc()
                        .sql("select machine from agent where id = ?")
                        .param(after)
                        .query((row, _) -> row.getString("machine"))
                        .single())
                .isEqualTo(real);
        assertThat(look(real, "twin-b", 3, "a", "b")).isEqualTo(second);
    }

    @Test
    void a_machine_that_was_installed_anew_is_shown_until_somebody_decides() throws Exception {
        HostId old = look("m-before", "reborn", 1, "a");
        HostId anew = look("m-after", "REBORN", 9, "a");
        String pair = "/host-duplicates?filter=id==" + old + "-" + anew;
        JsonNode found = api(pair).get("items").get(0);
        assertThat(found.get("evidence").toString()).contains("same name", "installed anew");
        assertThat(send("/host-duplicates/apart", Map.of("first", anew.value(), "second", old.value())))
                .as("without a reason")
                .isEqualTo(422);

        assertThat(send(
                        "/host-duplicates/apart",
                        Map.of("first", anew.value(), "second", old.value(), "reason", "two of them")))
                .isEqualTo(204);

        assertThat(api(pair).get("items")).isEmpty();
        assertThat(audit("hosts.told-apart", old) + audit("hosts.told-apart", anew))
                .isEqualTo(1);
    }

    @Test
    void hosts_that_are_heard_at_different_addresses_or_have_the_name_of_an_image_are_no_pair() throws Exception {
        HostId one = look("m-one", "same", 1, "a");
        HostId other = look("m-other", "same", 2, "a");
        for (HostId each : List.of(one, other)) {
            UUID agent = OrderedHosts.agent(server.jdbc(), each, "m-of-" + each);
            server.jdbc()
                    .sql("update agent set address = ?, last_seen_at = now() where id = ?")
                    .params("192.0.2." + each, agent)
                    .update();
        }
        for (int i = 0; i <= DuplicateStore.MOST_OF_A_NAME; i++) {
            look("m-local-" + i, "localhost", i, "a");
        }

        assertThat(api("/host-duplicates?filter=first==" + one).get("items")).isEmpty();
        assertThat(api("/host-duplicates").get("items").toString()).doesNotContain("localhost");
    }

    @Test
    void what_makes_no_sense_is_refused_with_a_sentence() throws Exception {
        HostId host = look("m-sense", "sense", 1, "a");
        assertThat(send("/hosts/" + host + "/merge", Map.of("other", host.value(), "reason", "x")))
                .isEqualTo(422);
        assertThat(send("/hosts/" + host + "/merge", Map.of("reason", "x"))).isEqualTo(422);
        assertThat(send("/hosts/" + host + "/merge", Map.of("other", 999_999, "reason", "x")))
                .isEqualTo(404);
        assertThat(send("/hosts/999999/remove", Map.of("reason", "x"))).isEqualTo(404);
        assertThat(send("/hosts/" + host + "/remove", Map.of("reason", "x".repeat(501))))
                .isEqualTo(422);
        assertThat(olga.post("/hosts/duplicates/apart", Map.of("first", "7", "second", "7", "reason", "x"))
                        .status())
                .isEqualTo(422);
        assertThat(ids("/hosts?filter=name==sense")).hasSize(1);
    }

    @Test
    void only_whoever_lets_hosts_in_anywhere_may_take_them_away() throws Exception {
        HostId host = look("m-kept", "kept", 1, "a");
        for (String name : List.of("vera", "theo")) {
            Visitor visitor = server.visitor();
            visitor.signIn(name, RunningServer.PASSWORD);
            assertThat(visitor.post("/hosts/" + host + "/remove", Map.of("reason", "x"))
                            .status())
                    .as(name)
                    .isEqualTo(403);
            assertThat(visitor.get("/hosts/duplicates").status()).as(name).isEqualTo(403);
        }
        assertThat(server.bean(Hosts.class)
                        .find(host, Scope.everything())
                        .orElseThrow()
                        .isRemoved())
                .isFalse();
    }

    @Test
    void silent_hosts_can_be_asked_for() throws Exception {
        Managed quiet = OrderedHosts.add(server, "quiet");
        Managed loud = OrderedHosts.add(server, "loud");
        server.jdbc()
                .sql(
                        "update agent set last_seen_at = now() - interval '2 days', enrolled_at = now() - interval '3 days'"
                                + " where id = ?")
                .param(quiet.agent())
                .update();
        server.jdbc()
                .sql("update agent set last_seen_at = now() where id = ?")
                .param(loud.agent())
                .update();

        assertThat(ids("/hosts?filter=silent==true;name==quiet"))
                .containsExactly(quiet.host().value());
        assertThat(ids("/hosts?filter=silent==true;name==loud")).isEmpty();
        assertThat(ids("/hosts?filter=silent==false;name==loud"))
                .containsExactly(loud.host().value());
    }
}
