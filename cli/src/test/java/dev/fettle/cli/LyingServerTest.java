package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.Order;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import dev.fettle.link.CheckInReply;
import dev.fettle.link.LinkPaths;
import dev.fettle.link.SignedOrder;
import dev.fettle.link.SurveyDelta;
import dev.fettle.testing.FleetExtension;
import dev.fettle.testing.TestFleet;
import dev.fettle.testing.TestHost;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A real host whose real server was replaced by one that has the key of its port, but not the key that signs orders: the host
 * survives whatever it is told, does nothing for it, and does what it was ordered to when the server is back.
 */
@ExtendWith(FleetExtension.class)
final class LyingServerTest {
    private static final long TEN_GIGABYTES = 10L << 30;
    /** What lies in buffers between the two may be sent beside what the host reads. */
    private static final long SENT_AT_MOST = LinkPaths.LONGEST_ANSWER + (60L << 20);

    private static final long MOST_MEMORY_KB = 128 << 10;
    private static final long MOST_DISK_KB = 2 << 10;
    private static final int FORGED = 100;

    @TempDir
    static Path folder;

    private static ServedFleet served;
    private static TestHost host;
    private static String name = "";

    @BeforeAll
    static void start(TestFleet fleet, TestHost given) throws Exception {
        served = ServedFleet.start(fleet, folder);
        host = given;
        host.run("apt-get", "-qq", "update").text();
        name = served.enrol(host);
        served.packages(host, name);
    }

    @AfterAll
    static void stop() {
        if (served != null) {
            served.close();
        }
    }

    private static long number(String script) {
        return Long.parseLong(host.sh(script).text());
    }

    private static long disk() {
        return number("du -sk /var/lib/fettle-agent | cut -f 1");
    }

    private static String agent() {
        return host.run("systemctl", "show", "-P", "MainPID", "fettle-agent").text();
    }

    private static String log() {
        return host.sh("journalctl -u fettle-agent -o cat --no-pager"
                        + " _SYSTEMD_INVOCATION_ID=$(systemctl show -P InvocationID fettle-agent)")
                .output();
    }

    /** The agent begins anew, for after a failure it waits longer each time, and is told one lie. */
    private static void toldAndWell(LyingServer server, LyingServer.Lie lie, String says) {
        host.run("systemctl", "stop", "fettle-agent").text();
        server.tells(lie);
        // So many starts in so short a time are too many for systemd, as they should be.
        host.run("systemctl", "reset-failed", "fettle-agent").text();
        host.run("systemctl", "start", "fettle-agent").text();
        String process = agent();
        FettleUser.until("the agent says: " + says, () -> log().contains(says));
        assertThat(agent()).as("the same process, which has not ended").isEqualTo(process);
        assertThat(number("sed -n 's/^VmHWM:[^0-9]*\\([0-9]*\\).*/\\1/p' /proc/" + process + "/status"))
                .as("the most memory it ever had, in KB")
                .isLessThan(MOST_MEMORY_KB);
    }

    private static LyingServer.Lie bytes(byte[] body) {
        return (_, out) -> LyingServer.good(out, body);
    }

    private static LyingServer.Lie text(String all) {
        return (_, out) -> out.write(all.getBytes(StandardCharsets.US_ASCII));
    }

    /** As much as the host takes, and ten gigabytes at most. */
    private static LyingServer.Lie endless(String head, AtomicLong sent) {
        return (_, out) -> {
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] part = new byte[64 << 10];
            while (sent.get() < TEN_GIGABYTES) {
                out.write(part);
                sent.addAndGet(part.length);
            }
        };
    }

    private static SignedOrder forged(UUID agent, KeyPair by) {
        Instant now = Instant.now();
        Order order = new Order.Install(List.of(new ExactBuild("tiny-good", "amd64", new DebVersion("1.1"))));
        Envelope envelope = new Envelope(
                UUID.randomUUID(), agent, now, now.plusSeconds(600), Duration.ofMinutes(2), 1 << 16, order);
        VerificationKey key = VerificationKey.ofDer(Octets.of(by.getPublic().getEncoded()));
        return SignedOrder.sign(envelope, key, by.getPrivate());
    }

    private static void give(List<SignedOrder> orders, LyingServer.Asked request, OutputStream out) throws IOException {
        if (request.path().equals(LinkPaths.CHECK_IN)) {
            CheckInReply reply =
                    new CheckInReply(Instant.now(), CheckInReply.Standing.GOOD, 1, SurveyDelta.NOTHING, orders);
            LyingServer.good(out, reply.bytes());
        } else {
            out.write("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void nonsense(LyingServer lying) {
        byte[] noise = new byte[5_000];
        new Random(20_261_121).nextBytes(noise);
        toldAndWell(lying, (_, out) -> out.write(noise), served.hostsUrl());
        toldAndWell(lying, bytes(noise), "The server's answer cannot be used");
        toldAndWell(lying, bytes("[".repeat(100_000).getBytes(StandardCharsets.US_ASCII)), "cannot be used");
        toldAndWell(lying, bytes("{}".getBytes(StandardCharsets.US_ASCII)), "cannot be used");
        toldAndWell(lying, text("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"now\":"), served.hostsUrl());
    }

    private static void tooMuch(LyingServer lying) {
        for (String length : List.of("Content-Length: " + TEN_GIGABYTES, "Connection: close")) {
            AtomicLong sent = new AtomicLong();
            toldAndWell(
                    lying,
                    endless("HTTP/1.1 200 OK\r\n" + length + "\r\n\r\n", sent),
                    "more than " + LinkPaths.LONGEST_ANSWER + " bytes");
            assertThat(sent).hasValueLessThan(SENT_AT_MOST);
        }
    }

    /** As many as an answer may hold; each is refused once, and nothing is done. */
    private static void forgedOrders(LyingServer lying, UUID agent) throws NoSuchAlgorithmException {
        KeyPair another = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        List<SignedOrder> forged =
                Stream.generate(() -> forged(agent, another)).limit(FORGED).toList();

        toldAndWell(lying, (request, out) -> give(forged, request, out), "a key signed it that is not trusted here");

        FettleUser.until("each is refused", () -> refusals(lying).size() >= FORGED);
        for (SignedOrder order : forged) {
            String id = order.claimedId().orElseThrow().toString();
            assertThat(refusals(lying).stream().filter(each -> each.contains(id)))
                    .hasSize(1)
                    .allSatisfy(each -> assertThat(each).contains("refused").doesNotContain("succeeded"));
        }
    }

    private static List<String> refusals(LyingServer lying) {
        return lying.asked().stream()
                .filter(each -> each.path().equals(LinkPaths.REPORT))
                .map(LyingServer.Asked::body)
                .toList();
    }

    @Test
    void a_server_with_the_right_key_tells_nonsense_ten_gigabytes_and_forged_orders_and_the_real_one_comes_back()
            throws Exception {
        JsonNode agents = served.ada().json("agents");
        UUID agent = UUID.fromString(agents.get(0).get("id").asString());
        host.run("systemctl", "stop", "fettle-agent").text();
        String waiting = served.ada()
                .json("order", "install", name, "tiny-slow", "--reason", "a test")
                .at("/order/id")
                .asString();
        long disk = disk();
        served.killServer();

        try (LyingServer lying = served.lies()) {
            nonsense(lying);
            tooMuch(lying);
            forgedOrders(lying, agent);
        }
        assertThat(disk()).isLessThan(disk + MOST_DISK_KB);
        assertThat(host.sh("dpkg-query -W -f '${Version}\\n' tiny-good tiny-slow")
                        .text())
                .isEqualTo("1.0\n1.0");
        served.startAgain();

        JsonNode end = ServedFleet.JSON.readTree(served.ada()
                .run("", "order", "show", waiting, "--wait", "--format", "json")
                .out());
        assertThat(end.at("/order/state").asString()).as("%s", end).isEqualTo("succeeded");
        assertThat(host.sh("grep -c ' upgrade tiny-slow' /var/log/dpkg.log").text())
                .isEqualTo("1");
        assertThat(host.sh("grep -c ' upgrade tiny-good' /var/log/dpkg.log").stdout())
                .isEqualTo("0\n");
    }
}
