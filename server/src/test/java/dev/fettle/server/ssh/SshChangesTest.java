package dev.fettle.server.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.product.Platform;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Visitor;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.MachineId;
import dev.fettle.server.hosts.PendingLook;
import dev.fettle.server.hosts.RecordLook;
import dev.fettle.server.orders.GiveOrder;
import dev.fettle.server.orders.HostOrder;
import dev.fettle.server.orders.OrderSigning;
import dev.fettle.server.orders.VisitDesk;
import dev.fettle.server.orders.WithdrawOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What allows a host to be changed over SSH, and what root is asked to install for it; without a host. */
final class SshChangesTest {
    /** So that nobody really visits these addresses of a documentation. */
    private static final Instant NEVER = Instant.parse("2999-01-01T00:00:00Z");

    private static final Actor ADA = Actor.server("a test");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static SshHostStore store;
    private static SshHosts hosts;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        server.add("ada", List.of(new Grant(Role.ADMINISTRATOR, Scope.everything())));
        server.add("vic", List.of(new Grant(Role.VIEWER, Scope.everything())));
        store = server.bean(SshHostStore.class);
        hosts = server.bean(SshHosts.class);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void forget() {
        server.jdbc().sql("delete from ssh_host").update();
    }

    private static long add(String login) {
        return store.add("192.0.2.1", 22, login, null, List.of("a key"), NEVER).orElseThrow();
    }

    private static HostId known(long id, String name) {
        HostId host = server.bean(RecordLook.class)
                .record(
                        new MachineId(name),
                        Instant.parse("2026-11-20T12:00:00Z"),
                        Inventory.ofListing(name, new Platform("debian", "12"), List.of(), 0, List.of()),
                        new PendingLook(PendingChanges.none(), null, Map.of(), List.of(), Map.of()));
        store.looked(store.find(id).orElseThrow(), host, NEVER, NEVER);
        return host;
    }

    private static GiveOrder.Outcome give(HostId host) {
        return server.bean(GiveOrder.class)
                .give(
                        ADA,
                        Scope.everything(),
                        host,
                        new GiveOrder.Wish(
                                new Order.RefreshMetadata(),
                                "",
                                GiveOrder.Wish.USUAL_VALIDITY,
                                GiveOrder.Wish.USUAL_LIMIT,
                                null));
    }

    private static UUID allowed(long id) {
        assertThat(hosts.allowChanges(ADA, id)).isInstanceOf(SshHosts.Outcome.Done.class);
        SshHost.Changes changes = store.find(id).orElseThrow().changes();
        assertThat(changes).isNotNull();
        return changes.ordersAs();
    }

    @Test
    void a_name_that_means_more_than_one_user_in_sudoers_gets_no_line_there() {
        for (String login : List.of("ALL", "WEB_1", "0")) {
            assertThat(hosts.allowChanges(ADA, add(login)))
                    .as(login)
                    .isInstanceOfSatisfying(
                            SshHosts.Outcome.Refused.class,
                            refused -> assertThat(refused.why()).contains(login + " would not mean this user alone"));
            forget();
        }
    }

    @Test
    void orders_reach_a_host_as_long_as_changes_are_allowed_and_reports_are_awaited_until_they_came() {
        long id = add("fettle");
        HostId host = known(id, "visited-1");
        assertThat(give(host)).isInstanceOf(GiveOrder.Outcome.Refused.class);
        UUID ordersAs = allowed(id);
        VisitDesk desk = server.bean(VisitDesk.class);
        assertThat(desk.unfinished(List.of(ordersAs))).isEmpty();

        HostOrder order = given(host);
        assertThat(order.agent()).isEqualTo(ordersAs);
        assertThat(desk.unfinished(List.of(ordersAs))).containsExactly(ordersAs);
        assertThat(desk.waiting(ordersAs)).hasSize(1);
        server.bean(WithdrawOrder.class).withdraw(ADA, Scope.everything(), order.number(), "", null);
        assertThat(desk.unfinished(List.of(ordersAs)))
                .as("it was sent, so it may be underway")
                .isEqualTo(Set.of(ordersAs));
        Instant now = Instant.now();
        desk.reported(ordersAs, Report.of(order.id(), now, now, new Outcome.Failed(FailureKind.REFUSED, "No.")));
        assertThat(desk.unfinished(List.of(ordersAs))).isEmpty();

        HostOrder unsent = given(host);
        server.bean(WithdrawOrder.class).withdraw(ADA, Scope.everything(), unsent.number(), "", null);
        assertThat(desk.unfinished(List.of(ordersAs))).as("it was never sent").isEmpty();

        hosts.endChanges(ADA, id);
        assertThat(give(host)).isInstanceOf(GiveOrder.Outcome.Refused.class);
    }

    private static HostOrder given(HostId host) {
        GiveOrder.Outcome outcome = give(host);
        assertThat(outcome).isInstanceOf(GiveOrder.Outcome.Given.class);
        return ((GiveOrder.Outcome.Given) outcome).order();
    }

    @Test
    void a_visit_that_is_asked_for_during_a_visit_is_made_after_it_and_failures_are_counted() {
        long id = add("fettle");
        UUID ordersAs = allowed(id);
        SshHost seen = store.find(id).orElseThrow();
        Instant asked = NEVER.plusSeconds(1);
        store.visitNow(ordersAs, asked);

        store.visitFailed(seen, "It was not up.", NEVER.plusSeconds(60));

        SshHost.Changes after = store.find(id).orElseThrow().changes();
        assertThat(after).isEqualTo(new SshHost.Changes(ordersAs, asked, 1, "It was not up."));
        store.visited(store.find(id).orElseThrow(), NEVER.plusSeconds(60));
        assertThat(store.find(id).orElseThrow().changes())
                .isEqualTo(new SshHost.Changes(ordersAs, NEVER.plusSeconds(60), 0, ""));
    }

    @Test
    void the_script_is_one_that_sh_understands_and_ssh_keygen_takes_the_signature(@TempDir Path work) throws Exception {
        long id = add("fettle");
        UUID ordersAs = allowed(id);
        Visitor ada = server.visitor();
        ada.signIn("ada", RunningServer.PASSWORD);
        JsonNode told =
                JSON.readTree(ada.get("/api/v1/ssh-hosts/" + id + "/changes").body());
        String script = told.get("setup").asString();
        assertThat(script)
                .contains("fettle ALL=(root) NOPASSWD: /usr/lib/fettle-once/fettle-once \"\"\n")
                .contains("{\"host\":\"" + ordersAs + "\"")
                .doesNotContainPattern("@[A-Z]+@");
        Files.writeString(work.resolve("setup"), script);
        assertThat(new ProcessBuilder("sh", "-n", work.resolve("setup").toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        assertThat(ada.get("/hosts/ssh/" + id + "/changes").body()).contains("What its root has to run");

        OrderSigning signing = server.bean(OrderSigning.class);
        byte[] message = "fettle program 1\n".getBytes(StandardCharsets.US_ASCII);
        Files.writeString(work.resolve("signature"), SshSignature.of(message, signing));
        Files.writeString(work.resolve("signers"), SshSignature.signer(signing.key()) + "\n");
        Files.write(work.resolve("good"), message);
        Files.writeString(work.resolve("bad"), "fettle program 2\n");
        assertThat(verify(work, "good", "fettle-program")).isZero();
        assertThat(verify(work, "bad", "fettle-program")).isNotZero();
        assertThat(verify(work, "good", "file")).isNotZero();
    }

    private static int verify(Path work, String message, String namespace) throws Exception {
        return new ProcessBuilder(
                        "ssh-keygen",
                        "-Y",
                        "verify",
                        "-f",
                        "signers",
                        "-I",
                        "fettle",
                        "-n",
                        namespace,
                        "-s",
                        "signature")
                .directory(work.toFile())
                .redirectInput(work.resolve(message).toFile())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("said").toFile())
                .start()
                .waitFor();
    }

    @Test
    void only_who_may_enrol_hosts_allows_changes_and_all_of_it_is_noted() throws Exception {
        long id = add("fettle");
        Visitor vic = server.visitor();
        vic.signIn("vic", RunningServer.PASSWORD);
        assertThat(vic.json("POST", "/api/v1/ssh-hosts/" + id + "/changes", "").status())
                .isEqualTo(403);
        Visitor ada = server.visitor();
        ada.signIn("ada", RunningServer.PASSWORD);
        assertThat(ada.get("/api/v1/ssh-hosts/" + id + "/changes").status()).isEqualTo(404);

        assertThat(ada.post("/hosts/ssh/" + id + "/changes", Map.of()).status()).isEqualTo(302);
        assertThat(ada.get("/hosts/ssh").body()).contains("orders are taken there");
        assertThat(ada.json("DELETE", "/api/v1/ssh-hosts/" + id + "/changes", "", "If-Match", "*")
                        .status())
                .isEqualTo(204);

        assertThat(server.jdbc()
                        .sql(
                                "select kind from audit_entry where subject_type = 'ssh-host' and subject_id = ? order by id")
                        .param(Long.toString(id))
                        .query((row, _) -> row.getString("kind"))
                        .list())
                .containsExactly("ssh-host.changes-allowed", "ssh-host.changes-ended");
    }
}
