package dev.fettle.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpServer;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Checkpoint;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.SetClock;
import dev.fettle.server.TestServerDatabase;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.SigningKey;
import dev.fettle.server.settings.Secret;
import dev.fettle.server.settings.Settings;
import dev.fettle.trail.TrailVerification;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.transaction.support.TransactionTemplate;

final class SendCheckpointsTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @TempDir
    Path folder;

    private final TestServerDatabase database = TestServerDatabase.fresh();
    private final SetClock clock = new SetClock(NOON);
    private final Audit audit = TestAudit.in(database, clock);
    private final ChainStore chain = new ChainStore(database.jdbc());
    private final DeliveryStore deliveries = new DeliveryStore(database.jdbc());
    private Sealer sealer;
    private SigningKey key;

    @BeforeEach
    void prepare() throws Exception {
        try (DataFolder data = DataFolder.open(folder)) {
            sealer = new Sealer(chain, audit, KeyFolder.of(data), database.transactions(), clock);
        }
        key = sealer.takeOver();
        sealer.seal();
        sealer.checkpoint(key, true);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Checkpoint another() throws Exception {
        new TransactionTemplate(database.transactions())
                .executeWithoutResult(_ ->
                        audit.append(TestAudit.SOMEBODY, Deed.of("scan.asked", new AuditSubject("machine", "1", ""))));
        sealer.seal();
        return sealer.checkpoint(key, true).orElseThrow();
    }

    private SendCheckpoints send(CheckpointTarget target) {
        return new SendCheckpoints(target, chain, deliveries, clock);
    }

    private void later(long seconds) {
        clock.set(clock.instant().plusSeconds(seconds));
    }

    @Test
    void a_file_gets_each_checkpoint_once() throws Exception {
        Path file = folder.resolve("outside.jsonl");
        SendCheckpoints send = send(new FileTarget(file));
        send.run();
        send.run();
        Checkpoint second = another();
        Checkpoint third = another();
        later(61);
        send.run();

        try (InputStream in = Files.newInputStream(file)) {
            assertThat(TrailVerification.checkpoints(in)).hasSize(3).endsWith(second, third);
        }
    }

    @Test
    void what_cannot_be_sent_is_tried_again_ever_more_rarely_and_told() throws Exception {
        Path gone = folder.resolve("gone");
        Path file = gone.resolve("outside.jsonl");
        SendCheckpoints send = send(new FileTarget(file));
        send.run();
        assertThat(deliveries.find(send.target()).orElseThrow().failures()).isEqualTo(1);
        later(30);
        send.run();
        assertThat(deliveries.find(send.target()).orElseThrow().failures()).isEqualTo(1);
        later(31);
        send.run();
        DeliveryStore.Delivery failed = deliveries.find(send.target()).orElseThrow();
        assertThat(failed.failures()).isEqualTo(2);
        assertThat(failed.message()).contains("outside.jsonl");
        AuditNotices notices = new AuditNotices(
                chain,
                KeyFolder.at(folder.resolve("audit")),
                deliveries,
                new AuditConfiguration.Deliveries(List.of(send)),
                clock);
        assertThat(notices.notices())
                .singleElement()
                .satisfies(notice -> assertThat(notice).contains("do not reach the file", "outside.jsonl"));

        Files.createDirectory(gone);
        later(61);
        send.run();
        assertThat(file).doesNotExist();
        later(61);
        send.run();
        assertThat(Files.readAllLines(file)).hasSize(1);
        assertThat(deliveries.find(send.target()).orElseThrow().failures()).isZero();
        assertThat(notices.notices()).isEmpty();
    }

    @Test
    void a_webhook_gets_what_its_receiver_can_verify_and_again_what_it_refused() throws Exception {
        List<String> taken = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger status = new AtomicInteger(503);
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/hook", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            try {
                Map<String, List<String>> lower = new HashMap<>();
                exchange.getRequestHeaders()
                        .forEach((name, values) -> lower.put(name.toLowerCase(Locale.ROOT), values));
                new Webhook(SECRET).verify(body, lower);
                if (status.get() == 204) {
                    taken.add(body);
                }
                exchange.sendResponseHeaders(status.get(), -1);
            } catch (WebhookVerificationException | EmptyWebhookSecretException e) {
                taken.add("wrong: " + e.getMessage());
                exchange.sendResponseHeaders(400, -1);
            }
            exchange.close();
        });
        receiver.start();
        try {
            clock.set(Instant.now());
            URI address = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook?token=hidden");
            SendCheckpoints send = send(new WebhookTarget(new Settings.Webhook(address, new Secret(SECRET)), clock));
            send.run();
            DeliveryStore.Delivery failed = deliveries.find(send.target()).orElseThrow();
            assertThat(failed.message()).contains("503");
            assertThat(send.target() + failed.message()).doesNotContain("hidden");

            status.set(204);
            later(61);
            send.run();
            assertThat(taken)
                    .singleElement()
                    .satisfies(body -> assertThat(body)
                            .startsWith("{\"type\":\"audit.checkpoint\"")
                            .contains(key.open().id().hex()));
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void a_mail_brings_the_newest_once_a_day() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        try {
            Settings.MailServer to = new Settings.MailServer(
                    "127.0.0.1",
                    server.getSmtp().getPort(),
                    false,
                    "fettle@example.org",
                    Optional.empty(),
                    Optional.empty());
            SendCheckpoints send = send(new MailTarget(new Settings.MailTo("audit@example.org", to)));
            send.run();
            assertThat(server.getReceivedMessages()).hasSize(1);
            another();
            later(3600);
            send.run();
            assertThat(server.getReceivedMessages()).hasSize(1);
            Checkpoint newest = another();
            later(24 * 3600);
            send.run();
            assertThat(server.getReceivedMessages()).hasSize(2);
            assertThat(server.getReceivedMessages()[1].getContent().toString())
                    .contains(newest.hash().hex(), "fettle audit verify");
        } finally {
            server.stop();
        }
    }
}
