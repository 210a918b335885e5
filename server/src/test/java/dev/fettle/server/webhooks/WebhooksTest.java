package dev.fettle.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.server.RunningServer;
import dev.fettle.server.SetClock;
import dev.fettle.server.Until;
import dev.fettle.server.Visitor;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.orders.OrderedHosts;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Webhooks, by pages and API, against a system at the other end that verifies, refuses, hangs and babbles. */
final class WebhooksTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String AT = "/api/v1/webhooks";
    private static final Actor OLGA = Actor.person("olga", "operator", "192.0.2.9", "r1");

    @TempDir
    static Path folder;

    private static SetClock clock;
    private static RunningServer server;
    private static Visitor alice;
    private static Visitor olga;
    private static Visitor ada;

    private Receiver receiver;

    /** A webhook as it was made. */
    private record Made(long id, String secret) {}

    @BeforeAll
    static void start() throws Exception {
        clock = new SetClock(Instant.parse("2026-11-21T12:00:00Z"));
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String own = "127.0.0.1:" + port;
        server = RunningServer.start(folder, Map.of("listen", own, "public-url", "http://" + own), clock, _ -> {});
        alice = visitor("alice", Role.ADMINISTRATOR);
        olga = visitor("olga", Role.OPERATOR);
        ada = visitor("ada", Role.APPROVER);
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

    @BeforeEach
    void listen() throws Exception {
        receiver = new Receiver();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        for (JsonNode each : read(alice.get(AT), 200).get("items")) {
            alice.json("DELETE", AT + "/" + each.get("id").asLong(), "", "If-Match", "*");
        }
        receiver.close();
    }

    private static JsonNode read(Visitor.Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    private static String body(String name, String address, String... events) {
        return JSON.writeValueAsString(Map.of("name", name, "address", address, "events", List.of(events)));
    }

    private Made made(String... events) throws Exception {
        JsonNode made = read(alice.json("POST", AT, body("tickets", receiver.address() + "/in?key=k", events)), 201);
        return new Made(
                made.get("webhook").get("id").asLong(), made.get("secret").asString());
    }

    private static void tell(EventKind event, Map<String, Object> facts) {
        new TransactionTemplate(server.bean(PlatformTransactionManager.class))
                .executeWithoutResult(_ -> server.bean(Outbox.class).put(event, OLGA, "/changes/7", facts));
    }

    private Receiver.Got awaited(int count) {
        assertThat(Until.holds(() -> receiver.got().size() >= count))
                .as("%s", receiver.got())
                .isTrue();
        return receiver.got().get(count - 1);
    }

    private static Delivery only(Made made) {
        List<Delivery> all = server.bean(Webhooks.class).deliveries(made.id(), 10);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    /** As it stands once its attempt is over. */
    private static Delivery awaited(Made made, Delivery.State state, int attempts) {
        assertThat(Until.holds(() -> isOver(only(made), state, attempts)))
                .as("%s", only(made))
                .isTrue();
        return only(made);
    }

    /** While it is tried, it is due again when its lease is over. */
    private static boolean isOver(Delivery delivery, Delivery.State state, int attempts) {
        return delivery.state() == state
                && delivery.attempts() == attempts
                && (state != Delivery.State.WAITING
                        || delivery.dueAt()
                                .equals(clock.instant()
                                        .plus(Retries.after(attempts).orElseThrow())));
    }

    @Test
    void a_message_is_signed_as_the_specification_says_and_tells_what_it_is_about() throws Exception {
        Made made = made("change.approved");
        tell(EventKind.CHANGE_APPROVED, Map.of("change", 7L, "ticket", "CHG-12", "title", "x".repeat(3_000)));

        Receiver.Got got = awaited(1);
        assertThat(got.isSignedWith(made.secret())).isTrue();
        assertThat(got.isSignedWith("whsec_" + "A".repeat(43) + "=")).isFalse();
        assertThat(got.path()).isEqualTo("/in?key=k");
        assertThat(got.timestamp()).isEqualTo(Long.toString(clock.instant().getEpochSecond()));
        JsonNode told = JSON.readTree(got.body());
        assertThat(told.get("type").asString()).isEqualTo("change.approved");
        assertThat(told.get("timestamp").asString()).isEqualTo(clock.instant().toString());
        assertThat(told.get("data").get("by").asString()).isEqualTo("olga");
        assertThat(told.get("data").get("ticket").asString()).isEqualTo("CHG-12");
        assertThat(told.get("data").get("url").asString()).isEqualTo(server.address() + "/changes/7");
        assertThat(told.get("data").get("title").asString()).hasSize(1_000).endsWith("…");
        Delivery delivered = awaited(made, Delivery.State.DELIVERED, 1);
        assertThat(delivered.message()).isEqualTo(got.id()).matches("msg_[0-9a-f]{32}");
    }

    @Test
    void what_it_was_not_to_be_told_and_what_was_rolled_back_is_not_sent() throws Exception {
        Made made = made("change.rejected");
        tell(EventKind.CHANGE_APPROVED, Map.of());
        new TransactionTemplate(server.bean(PlatformTransactionManager.class)).executeWithoutResult(status -> {
            server.bean(Outbox.class).put(EventKind.CHANGE_REJECTED, OLGA, "/", Map.of());
            status.setRollbackOnly();
        });
        tell(EventKind.CHANGE_REJECTED, Map.of("reason", "not now"));

        assertThat(awaited(1).body()).contains("not now");
        assertThat(awaited(made, Delivery.State.DELIVERED, 1).event()).isEqualTo("change.rejected");
    }

    @Test
    void what_was_refused_is_sent_again_with_the_same_id_and_another_time() throws Exception {
        Made made = made("change.approved");
        receiver.answers(_ -> receiver.got().size() == 1 ? 500 : 204);
        tell(EventKind.CHANGE_APPROVED, Map.of());
        Delivery waiting = awaited(made, Delivery.State.WAITING, 1);
        assertThat(waiting.fault()).isEqualTo("It answered 500.");
        assertThat(waiting.dueAt()).isEqualTo(clock.instant().plusSeconds(5));

        clock.advance(Duration.ofSeconds(5));
        Receiver.Got second = awaited(2);
        Receiver.Got first = receiver.got().getFirst();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(Long.parseLong(second.timestamp())).isEqualTo(Long.parseLong(first.timestamp()) + 5);
        assertThat(second.isSignedWith(made.secret())).isTrue();
        assertThat(awaited(made, Delivery.State.DELIVERED, 2).fault()).isEmpty();
    }

    @Test
    void after_the_last_attempt_it_is_given_up_and_shown_until_somebody_wants_it_tried_again() throws Exception {
        Made made = made("change.approved");
        receiver.answers(_ -> 503);
        tell(EventKind.CHANGE_APPROVED, Map.of());
        for (int failed = 1; failed < Retries.attempts(); failed++) {
            awaited(made, Delivery.State.WAITING, failed);
            clock.advance(Retries.after(failed).orElseThrow());
        }
        Delivery given = awaited(made, Delivery.State.GIVEN_UP, Retries.attempts());
        assertThat(given.fault()).isEqualTo("It answered 503.");
        assertThat(server.bean(Webhooks.class).notices())
                .singleElement()
                .asString()
                .contains("“tickets”", "did not take a message");
        assertThat(alice.get("/settings/webhooks/" + made.id()).body()).contains("given up", "It answered 503.");

        receiver.answers(_ -> 200);
        read(alice.json("POST", AT + "/" + made.id() + "/deliveries/" + given.number() + "/retry", ""), 202);
        assertThat(awaited(made, Delivery.State.DELIVERED, 1).message()).isEqualTo(given.message());
        assertThat(server.bean(Webhooks.class).notices()).isEmpty();
    }

    @Test
    void one_that_hangs_keeps_no_other_and_is_not_waited_for_without_an_end() throws Exception {
        Made hanging = made("change.approved");
        receiver.answers(_ -> Receiver.HANG);
        try (Receiver other = new Receiver()) {
            read(alice.json("POST", AT, body("other", other.address(), "change.approved")), 201);
            tell(EventKind.CHANGE_APPROVED, Map.of());
            assertThat(Until.holds(() -> other.got().size() == 1)).isTrue();
            assertThat(awaited(hanging, Delivery.State.WAITING, 1).fault()).isEqualTo("It did not answer within 10 s.");
        }
    }

    @Test
    void a_huge_answer_is_not_read_and_no_answer_leads_anywhere() throws Exception {
        Made made = made("change.approved", "change.rejected");
        receiver.answers(got -> got.body().contains("change.approved") ? Receiver.HUGE_BODY : Receiver.ELSEWHERE);
        tell(EventKind.CHANGE_APPROVED, Map.of());
        awaited(made, Delivery.State.DELIVERED, 1);

        tell(EventKind.CHANGE_REJECTED, Map.of());
        assertThat(Until.holds(() -> server.bean(Webhooks.class).deliveries(made.id(), 1).stream()
                        .anyMatch(each -> each.fault().contains("It answered 307"))))
                .isTrue();
        assertThat(receiver.got()).extracting(Receiver.Got::path).doesNotContain("/elsewhere");
    }

    @Test
    void who_says_that_it_is_gone_is_not_asked_again() throws Exception {
        Made made = made("change.approved");
        receiver.answers(_ -> 410);
        tell(EventKind.CHANGE_APPROVED, Map.of());
        assertThat(awaited(made, Delivery.State.GIVEN_UP, 1).fault()).contains("410");
    }

    @Test
    void a_server_that_is_cut_off_in_the_middle_leaves_its_message_to_another_with_the_same_id() throws Exception {
        Made made = made("change.approved");
        OutboxStore store = server.bean(OutboxStore.class);
        String body = "{\"cut\":\"off\"}";
        // As a server does that is killed between its attempt and the note of what became of it.
        long number = new TransactionTemplate(server.bean(PlatformTransactionManager.class)).execute(_ -> {
            long put = store.put(made.id(), "change.approved", body, clock.instant());
            assertThat(store.take(List.of(), SendMessages.LEASE, clock.instant()))
                    .extracting(OutboxStore.Due::number)
                    .contains(put);
            return put;
        });
        assertThat(only(made).attempts()).isEqualTo(1);
        assertThat(store.take(List.of(), SendMessages.LEASE, clock.instant())).isEmpty();

        clock.advance(SendMessages.LEASE);
        assertThat(awaited(1).id()).isEqualTo(only(made).message());
        assertThat(awaited(made, Delivery.State.DELIVERED, 2).number()).isEqualTo(number);
    }

    @Test
    void a_late_answer_does_not_overwrite_a_younger_attempt() throws Exception {
        Made made = made("change.approved");
        OutboxStore store = server.bean(OutboxStore.class);
        OutboxStore.Due late = new TransactionTemplate(server.bean(PlatformTransactionManager.class)).execute(_ -> {
            store.put(made.id(), "change.approved", "{}", clock.instant());
            return store.take(List.of(), SendMessages.LEASE, clock.instant()).getFirst();
        });
        clock.advance(SendMessages.LEASE);
        awaited(made, Delivery.State.DELIVERED, 2);

        store.tried(late, Delivery.State.GIVEN_UP, 500, "late", null);
        assertThat(only(made).state()).isEqualTo(Delivery.State.DELIVERED);
    }

    @Test
    void the_secret_is_shown_once_and_nowhere_else() throws Exception {
        Made made = made("change.approved");
        String bare = made.secret().substring("whsec_".length());
        assertThat(alice.get("/settings/webhooks/" + made.id()).body()).doesNotContain(bare);
        assertThat(alice.get("/settings/webhooks/edit?id=" + made.id()).body()).doesNotContain(bare);
        assertThat(alice.get(AT + "/" + made.id()).body()).doesNotContain(bare).contains("key=k");
        assertThat(alice.get(AT).body()).doesNotContain(bare).doesNotContain("key=k");
        String stored = server.jdbc()
                .sql("select string_agg(concat_ws(' ', before, after, kind), ' ') || "
                        + "(select string_agg(encode(secret, 'escape'), '') from webhook) from audit_entry")
                .query(String.class)
                .single();
        assertThat(stored).contains("webhook.added").doesNotContain(bare).doesNotContain("key=k");

        JsonNode renewed = read(alice.json("POST", AT + "/" + made.id() + "/secret", ""), 200);
        assertThat(renewed.get("secret").asString()).startsWith("whsec_").isNotEqualTo(made.secret());
        read(alice.json("POST", AT + "/" + made.id() + "/test", ""), 202);
        Receiver.Got got = awaited(1);
        assertThat(got.isSignedWith(renewed.get("secret").asString())).isTrue();
        assertThat(got.isSignedWith(made.secret())).isFalse();
        assertThat(JSON.readTree(got.body()).get("type").asString()).isEqualTo("test");
    }

    @Test
    void pages_add_one_show_its_secret_once_test_it_and_remove_it() throws Exception {
        Visitor.Answer added = alice.post(
                "/settings/webhooks/edit",
                Map.of("name", "by page", "address", receiver.address(), "events", "rollout.halted"));
        assertThat(added.status()).as(added.body()).isEqualTo(200);
        assertThat(added.body()).contains("whsec_");
        Webhook webhook = server.bean(Webhooks.class).all().getFirst();
        assertThat(webhook.events()).containsExactly(EventKind.ROLLOUT_HALTED);
        String page = "/settings/webhooks/" + webhook.id();

        assertThat(alice.post(page, Map.of("what", "test")).header("Location")).endsWith(page);
        awaited(1);
        assertThat(Until.holds(() -> {
                    try {
                        return alice.get(page).body().contains("It answered 200.");
                    } catch (java.io.IOException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }))
                .isTrue();
        alice.post(
                "/settings/webhooks/edit",
                Map.of("id", "" + webhook.id(), "version", "" + webhook.version(), "what", "remove"));
        assertThat(server.bean(Webhooks.class).all()).isEmpty();
    }

    @Test
    void what_is_no_address_or_no_event_is_refused_with_a_sentence() throws Exception {
        for (String bad : List.of(
                "ftp://tickets.example/",
                "https://user:pw@tickets.example/",
                "https://tickets.example/#x",
                "//tickets.example",
                "file:///etc/passwd",
                "http://",
                "http://tickets.example:0/",
                "http://tickets.example:99999/",
                "http://tickets.example/" + "x".repeat(1_000),
                "http://tickets.example/a b",
                "")) {
            assertThat(read(alice.json("POST", AT, body("t", bad)), 422)
                            .get("detail")
                            .asString())
                    .as(bad)
                    .contains("The address of a webhook begins with");
        }
        assertThat(read(alice.json("POST", AT, body("t", "http://127.0.0.1:9/", "host.exploded")), 422)
                        .get("detail")
                        .asString())
                .contains("There is no such event", "change.approved");
        made();
        assertThat(read(alice.json("POST", AT, body("tickets", "http://127.0.0.1:9/")), 422)
                        .get("detail")
                        .asString())
                .contains("Another webhook is called tickets");
    }

    @Test
    void only_administrators_set_them() throws Exception {
        Made made = made("change.approved");
        assertThat(olga.json("POST", AT, body("x", "http://127.0.0.1:9/")).status())
                .isEqualTo(403);
        assertThat(olga.get(AT + "/" + made.id()).status()).isEqualTo(403);
        assertThat(olga.json("POST", AT + "/" + made.id() + "/test", "").status())
                .isEqualTo(403);
        assertThat(olga.get("/settings/webhooks").status()).isEqualTo(403);
    }

    @Test
    void a_ticket_follows_its_change_from_the_draft_to_the_roll_out() throws Exception {
        HostId host = OrderedHosts.add(server, "ticket-1", "ticket").host();
        OrderedHosts.settleManaged(server, List.of(host));
        List<String> all =
                java.util.Arrays.stream(EventKind.values()).map(EventKind::word).toList();
        Made made = made(all.toArray(String[]::new));
        JsonNode change = read(
                        olga.json(
                                "POST",
                                "/api/v1/changes",
                                "{\"title\":\"Mend <b>\",\"reason\":\"Because\",\"ticket\":\"CHG-7\",\"patches\":\"all\","
                                        + "\"filter\":\"tags==ticket\",\"waves\":[\"all rest\"]}"),
                        201)
                .get("change");
        String at = "/api/v1/changes/" + change.get("id").asLong();
        read(olga.json("POST", at + "/propose", "{}", "If-Match", "*"), 200);
        String content = change.get("content").asString();
        read(ada.json("POST", at + "/approve", "{\"content\":\"" + content + "\"}"), 200);
        JsonNode run = read(
                olga.json(
                        "POST",
                        "/api/v1/rollouts",
                        "{\"change\":" + change.get("id").asLong() + "}"),
                201);
        String rollout = "/api/v1/rollouts/" + run.get("rollout").get("id").asLong();
        String why = "{\"reason\":\"enough\"}";
        read(olga.json("POST", rollout + "/pause", why), 200);
        read(olga.json("POST", rollout + "/resume", why), 200);
        read(olga.json("POST", rollout + "/abort", why), 200);

        List<String> wanted = List.of(
                "change.drafted",
                "change.proposed",
                "change.approved",
                "rollout.started",
                "rollout.paused",
                "rollout.resumed",
                "rollout.ended");
        assertThat(Until.holds(() -> receiver.got().size() >= wanted.size())).isTrue();
        List<JsonNode> told =
                receiver.got().stream().map(each -> JSON.readTree(each.body())).toList();
        assertThat(told).extracting(each -> each.get("type").asString()).containsExactlyElementsOf(wanted);
        assertThat(told)
                .extracting(each -> each.get("data").get("ticket").asString())
                .containsOnly("CHG-7");
        assertThat(told.get(2).get("data").get("content").asString()).isEqualTo(content);
        assertThat(told.get(2).get("data").get("by").asString()).isEqualTo("ada");
        assertThat(told.getLast().get("data").get("state").asString()).isEqualTo("aborted");
        assertThat(told.getLast().get("data").get("skipped").asInt()).isZero();
        assertThat(told.getFirst().get("data").has("leftOver")).isFalse();
        assertThat(receiver.got()).allMatch(each -> each.isSignedWith(made.secret()));
    }
}
