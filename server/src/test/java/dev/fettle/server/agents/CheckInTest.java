package dev.fettle.server.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Scope;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.signing.Octets;
import dev.fettle.link.CheckInReply;
import dev.fettle.link.LinkPaths;
import dev.fettle.link.ReportForm;
import dev.fettle.link.SignedOrder;
import dev.fettle.link.SurveyDelta;
import dev.fettle.link.SurveyForm;
import dev.fettle.server.SetClock;
import dev.fettle.server.hosts.HostNow;
import dev.fettle.server.hosts.Hosts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What hosts say once they are enrolled, honest and hostile ones: over real TLS, with a real database. */
final class CheckInTest {
    @TempDir
    static Path folder;

    private static final SetClock CLOCK = new SetClock(Instant.EPOCH);
    private static Door door;

    @BeforeAll
    static void open() throws Exception {
        CLOCK.set(Instant.now());
        door = Door.open(folder, CLOCK, Map.of());
    }

    @AfterAll
    static void close() {
        door.close();
    }

    private static List<String> lines(String host, String... packages) {
        List<String> lines = new ArrayList<>();
        lines.add("{\"is\":\"host\",\"name\":\"" + host
                + "\",\"platform\":\"debian:12\",\"pretty\":\"Debian 12\",\"reboot\":\"not-required\",\"because\":[],"
                + "\"unreadable\":0}");
        for (String each : packages) {
            lines.add("{\"is\":\"package\",\"name\":\"" + each
                    + "\",\"architecture\":\"amd64\",\"version\":\"1.0-1\",\"source\":\"" + each
                    + "\",\"source-version\":\"1.0-1\",\"from\":[],\"held\":0,\"automatic\":0}");
        }
        lines.add("{\"is\":\"pending\",\"patches\":[]}");
        return lines.stream().sorted().toList();
    }

    private static int send(TestAgent agent, SurveyDelta delta, String... headers) throws IOException {
        return agent.post(LinkPaths.INVENTORY, delta.bytes(), headers).status();
    }

    private static HostNow now(TestAgent agent) {
        var host = door.bean(AgentStore.class)
                .find(agent.id())
                .orElseThrow()
                .agent()
                .host();
        return door.bean(Hosts.class)
                .now(java.util.Objects.requireNonNull(host), Scope.everything())
                .orElseThrow();
    }

    private static SignedOrder order(int number) {
        return new SignedOrder("{\"n\":" + number + "}", new Octets("ab"), new Octets("cd%02x".formatted(number)));
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 3000 && !condition.getAsBoolean(); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private static CompletableFuture<CheckInReply> waits(TestAgent agent) throws InterruptedException {
        WaitingRoom room = door.bean(WaitingRoom.class);
        int before = room.count();
        CompletableFuture<CheckInReply> reply = CompletableFuture.supplyAsync(() -> {
            try {
                return agent.checksIn(agent.checkIn(Optional.empty(), 55, List.of()));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        until(() -> room.count() > before);
        return reply;
    }

    @Test
    void a_check_in_waits_for_an_order_and_has_it_when_the_bell_rings() throws Exception {
        TestAgent agent = door.enrolled("idle");
        CompletableFuture<CheckInReply> reply = waits(agent);
        assertThat(reply).isNotDone();

        door.desk.waiting.put(agent.id(), List.of(order(1)));
        door.bean(AgentBell.class).ring(agent.id());

        assertThat(reply.get(30, TimeUnit.SECONDS).orders()).containsExactly(order(1));
        assertThat(reply.get().nextSeconds()).isZero();
        // It is given again until the host says that it has it.
        assertThat(agent.checksIn().orders()).isEmpty();
        door.bean(AgentBell.class).ring(agent.id());
        assertThat(agent.checksIn().orders()).containsExactly(order(1));
        UUID taken = UUID.randomUUID();
        agent.checksIn(agent.checkIn(Optional.empty(), 0, List.of(taken)));
        assertThat(door.desk.taken.get(agent.id())).containsExactly(taken);
    }

    @Test
    void an_order_that_another_server_left_is_found_without_a_bell() throws Exception {
        TestAgent agent = door.enrolled("elsewhere");
        CompletableFuture<CheckInReply> reply = waits(agent);

        door.desk.waiting.put(agent.id(), List.of(order(2)));

        assertThat(reply.get(30, TimeUnit.SECONDS).orders()).containsExactly(order(2));
    }

    @Test
    void a_second_check_in_ends_the_first_and_so_does_the_time() throws Exception {
        TestAgent agent = door.enrolled("impatient");
        CompletableFuture<CheckInReply> first = waits(agent);
        assertThat(agent.checksIn(agent.checkIn(Optional.empty(), 0, List.of())).nextSeconds())
                .isEqualTo(60);
        assertThat(first.get(30, TimeUnit.SECONDS).orders()).isEmpty();
        CompletableFuture<CheckInReply> second = waits(agent);
        assertThat(second).isNotDone();
        CLOCK.advance(Duration.ofSeconds(56));
        assertThat(second.get(30, TimeUnit.SECONDS).nextSeconds()).isZero();
    }

    @Test
    void whoever_waits_is_told_at_once_that_it_was_revoked() throws Exception {
        TestAgent agent = door.enrolled("revoked-waiting");
        TestAgent copy = agent;
        int before = door.bean(WaitingRoom.class).count();
        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> {
            try {
                return copy.post(
                                LinkPaths.CHECK_IN,
                                copy.checkIn(Optional.empty(), 55, List.of()).bytes())
                        .status();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        until(() -> door.bean(WaitingRoom.class).count() > before);

        door.revoke(agent);

        assertThat(status.get(30, TimeUnit.SECONDS)).isEqualTo(401);
    }

    @Test
    void an_inventory_comes_whole_then_as_a_difference_and_makes_the_host() throws Exception {
        TestAgent agent = door.enrolled("inventory");
        List<String> first = lines("web-1", "nginx", "openssl");
        assertThat(agent.checksIn().inventory()).isEqualTo(SurveyDelta.NOTHING);

        assertThat(send(agent, SurveyDelta.between(List.of(), first))).isEqualTo(204);

        assertThat(now(agent).inventory().packages())
                .extracting(each -> each.name())
                .containsExactly("nginx", "openssl");
        List<String> second = lines("renamed", "nginx", "openssl", "zlib");
        SurveyDelta delta = SurveyDelta.between(first, second);
        assertThat(delta.added()).hasSize(2);
        assertThat(send(agent, delta)).isEqualTo(204);
        assertThat(send(agent, delta))
                .as("its answer got lost, so it comes again")
                .isEqualTo(204);
        assertThat(now(agent).inventory().packages()).hasSize(3);
        assertThat(now(agent).host().name()).isEqualTo("renamed");
        CheckInReply reply = agent.checksIn();
        assertThat(reply.inventory()).isEqualTo(delta.to());
    }

    @Test
    void a_difference_from_something_else_is_refused_until_the_whole_comes() throws Exception {
        TestAgent agent = door.enrolled("delta");
        List<String> first = lines("delta", "a");
        List<String> second = lines("delta", "b");
        assertThat(send(agent, SurveyDelta.between(first, second))).isEqualTo(409);
        assertThat(send(agent, SurveyDelta.between(List.of(), first))).isEqualTo(204);
        assertThat(send(agent, SurveyDelta.between(second, first.subList(0, 2))))
                .isEqualTo(409);
        assertThat(send(agent, SurveyDelta.between(List.of(), second))).isEqualTo(204);
        assertThat(now(agent).inventory().packages())
                .extracting(each -> each.name())
                .containsExactly("b");
    }

    @Test
    void a_host_that_calls_itself_like_another_only_renames_itself() throws Exception {
        TestAgent honest = door.enrolled("bank");
        send(honest, SurveyDelta.between(List.of(), lines("bank", "vault")));
        TestAgent liar = door.enrolled("liar");
        send(liar, SurveyDelta.between(List.of(), lines("bank", "nothing-to-see")));

        assertThat(now(honest).inventory().packages())
                .extracting(each -> each.name())
                .containsExactly("vault");
        assertThat(now(liar).host().id()).isNotEqualTo(now(honest).host().id());
    }

    @Test
    void a_host_that_is_heard_and_whose_inventory_does_not_come_in_is_not_taken_to_be_well() throws Exception {
        TestAgent agent = door.enrolled("stuck");
        List<String> known = lines("stuck", "nginx");
        assertThat(send(agent, SurveyDelta.between(List.of(), known))).isEqualTo(204);
        HostNow now = now(agent);
        Optional<Octets> other = Optional.of(Octets.sha256("other".getBytes(StandardCharsets.UTF_8)));
        agent.checksIn(agent.checkIn(other, 0, List.of()));
        CLOCK.advance(Duration.ofMinutes(16));
        agent.checksIn(agent.checkIn(other, 0, List.of()));

        assertThat(warnings(now)).singleElement().asString().contains("has not got it across");
        agent.checksIn(agent.checkIn(Optional.of(SurveyForm.digest(known)), 0, List.of()));
        assertThat(warnings(now)).isEmpty();
    }

    private static List<String> warnings(HostNow now) {
        return door.bean(Agents.class).contact(now.host().id(), now.takenAt()).warnings();
    }

    @Test
    void two_machines_with_one_identity_are_found_and_get_no_orders() throws Exception {
        TestAgent original = door.enrolled("cloned");
        original.checksIn();
        TestAgent copy = original.copy().restarted();
        assertThat(copy.checksIn().standing()).isEqualTo(CheckInReply.Standing.GOOD);
        door.desk.waiting.put(original.id(), List.of(order(3)));
        door.bean(AgentBell.class).ring(original.id());

        assertThat(original.checksIn().orders()).as("a second machine, perhaps").isEmpty();
        CheckInReply reply = original.checksIn();

        assertThat(reply.standing()).isEqualTo(CheckInReply.Standing.CLONED);
        assertThat(reply.orders()).isEmpty();
        assertThat(copy.checksIn().standing()).isEqualTo(CheckInReply.Standing.CLONED);
        assertThat(copy.restarted().checksIn().standing()).isEqualTo(CheckInReply.Standing.CLONED);
        assertThat(send(copy, SurveyDelta.between(List.of(), lines("x", "y")))).isEqualTo(403);
        assertThat(door.deeds("agent.cloned"))
                .singleElement()
                .satisfies(entry ->
                        assertThat(entry).contains("127.0.0.1", original.id().toString()));
    }

    @Test
    void a_request_that_was_left_over_from_before_a_new_start_makes_no_clone() throws Exception {
        TestAgent agent = door.enrolled("late");
        agent.checksIn();
        TestAgent leftOver = agent.copy();
        agent.restarted().checksIn();
        door.desk.waiting.put(agent.id(), List.of(order(4)));
        door.bean(AgentBell.class).ring(agent.id());

        assertThat(leftOver.checksIn().orders()).isEmpty();

        CheckInReply reply = agent.checksIn();
        assertThat(reply.standing()).isEqualTo(CheckInReply.Standing.GOOD);
        assertThat(reply.orders()).containsExactly(order(4));
    }

    @Test
    void a_program_that_is_started_often_is_no_clone() throws Exception {
        TestAgent agent = door.enrolled("restarting");
        for (int i = 0; i < 12; i++) {
            assertThat(agent.restarted().checksIn().standing()).isEqualTo(CheckInReply.Standing.GOOD);
        }
        assertThat(door.bean(AgentStore.class).find(agent.id()).orElseThrow().earlierRuns())
                .hasSize(8);
    }

    @Test
    void reports_of_orders_are_taken_and_of_others_orders_not() throws Exception {
        TestAgent agent = door.enrolled("reporting");
        Report report = new Report(
                UUID.randomUUID(),
                Instant.parse("2026-11-21T10:00:00Z"),
                Instant.parse("2026-11-21T10:01:00Z"),
                new Outcome.Succeeded(),
                List.of(),
                List.of(),
                List.of(),
                "");
        door.desk.known.put(report.order(), agent.id());

        assertThat(agent.post(LinkPaths.REPORT, ReportForm.write(report)).status())
                .isEqualTo(204);
        assertThat(door.enrolled("other")
                        .post(LinkPaths.REPORT, ReportForm.write(report))
                        .status())
                .isEqualTo(404);
        assertThat(door.desk.reports).containsExactly(report);
    }

    @Test
    void when_it_was_seen_last_is_written_within_seconds() throws Exception {
        TestAgent agent = door.enrolled("seen");
        agent.checksIn();
        AgentStore store = door.bean(AgentStore.class);
        until(() -> store.find(agent.id()).orElseThrow().agent().lastSeenAt() != null);
        assertThat(store.find(agent.id()).orElseThrow().address()).isEqualTo("127.0.0.1");
    }

    @Test
    void a_bomb_of_gzip_is_counted_after_unpacking() throws Exception {
        TestAgent agent = door.enrolled("bomb");
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 200; i++) {
                out.write(zeros);
            }
        }
        assertThat(bomb.size()).isLessThan(1 << 19);
        for (String path : List.of(LinkPaths.INVENTORY, LinkPaths.REPORT, LinkPaths.CHECK_IN, LinkPaths.RENEW)) {
            TestAgent.Answer answer = agent.post(path, bomb.toByteArray(), "Content-Encoding", "gzip");
            assertThat(answer.status()).as(path).isEqualTo(413);
        }
        TestAgent.Answer broken = agent.post(LinkPaths.INVENTORY, new byte[] {1, 2, 3}, "Content-Encoding", "gzip");
        assertThat(broken.status()).isEqualTo(400);
        TestAgent.Answer unknown = agent.post(LinkPaths.INVENTORY, new byte[] {1, 2, 3}, "Content-Encoding", "br");
        assertThat(unknown.status()).isEqualTo(415);
        ByteArrayOutputStream good = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(good)) {
            out.write(SurveyDelta.between(List.of(), lines("bomb", "a")).bytes());
        }
        assertThat(agent.post(LinkPaths.INVENTORY, good.toByteArray(), "Content-Encoding", "gzip")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void nonsense_is_answered_with_a_sentence_and_never_with_a_fault_of_the_server() throws Exception {
        TestAgent agent = door.enrolled("nonsense");
        long seed = 20261121;
        Random random = new Random(seed);
        List<String> paths =
                List.of(LinkPaths.INVENTORY, LinkPaths.REPORT, LinkPaths.CHECK_IN, LinkPaths.RENEW, LinkPaths.ENROL);
        byte[] good =
                SurveyDelta.between(List.of(), lines("nonsense", "a", "b")).bytes();
        for (int i = 0; i < 50; i++) {
            byte[] body = good.clone();
            for (int change = 0; change <= random.nextInt(8); change++) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            if (i % 5 == 0) {
                random.nextBytes(body);
            }
            String path = paths.get(random.nextInt(paths.size()));
            TestAgent.Answer answer = agent.post(path, body);
            assertThat(answer.status())
                    .as("seed %d, number %d, %s", seed, i, path)
                    .isIn(204, 400, 403, 404, 409);
            if (answer.status() != 204) {
                assertThat(answer.text()).startsWith("{\"error\":\"").doesNotContain("Exception", "\tat ");
            }
        }
        assertThat(agent.post("/../../etc/passwd", new byte[0]).status()).isIn(400, 404);
        assertThat(agent.send("GET", LinkPaths.CHECK_IN, new byte[0]).status()).isEqualTo(405);
        assertThat(agent.post("/agent/v1/other", new byte[0]).text()).contains("{\"error\":");
        assertThat(agent.post(LinkPaths.CHECK_IN, new byte[70_000]).status()).isEqualTo(413);
        assertThat(agent.post(LinkPaths.CHECK_IN, new byte[1], "X-Long", "x".repeat(9_000))
                        .status())
                .isEqualTo(400);
        String longName = "x".repeat(3_000);
        assertThat(send(agent, SurveyDelta.between(List.of(), lines(longName, "a"))))
                .isEqualTo(400);
    }

    @Test
    void a_body_that_drips_is_given_up() throws Exception {
        TestAgent agent = door.enrolled("dripping");
        URI address = URI.create(door.url());
        try (SSLSocket socket =
                (SSLSocket) agent.context().getSocketFactory().createSocket("127.0.0.1", address.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + LinkPaths.CHECK_IN + " HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            TimeUnit.MILLISECONDS.sleep(300);
            CLOCK.advance(Duration.ofMinutes(2));
            out.write(' ');
            out.flush();
            InputStream in = socket.getInputStream();
            byte[] head = in.readNBytes(12);
            assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 408");
        }
    }

    @Test
    void the_server_answers_those_that_wait_before_it_stops(@TempDir Path other) throws Exception {
        try (Door stopping = Door.open(other, java.time.Clock.systemUTC(), Map.of())) {
            TestAgent agent = stopping.enrolled("waits");
            agent.checksIn();
            CompletableFuture<CheckInReply> reply = CompletableFuture.supplyAsync(() -> {
                try {
                    return agent.checksIn(agent.checkIn(Optional.empty(), 55, List.of()));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            WaitingRoom room = stopping.bean(WaitingRoom.class);
            until(() -> room.count() > 0);

            stopping.server().close();

            assertThat(reply.get(30, TimeUnit.SECONDS).nextSeconds()).isBetween(1, 10);
        }
    }
}
