package dev.fettle.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.order.Resumption.Begun;
import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import dev.fettle.link.Exchange;
import dev.fettle.link.SignedOrder;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Visits, of which each is a program of its own. */
final class VisitedTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final UUID HOST = new UUID(1, 1);

    @TempDir
    Path folder;

    private final List<UUID> started = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private KeyPair pair;
    private VerificationKey key;
    private Instant now = NOON;
    private UUID boot = new UUID(7, 1);
    private Journal journal;

    @BeforeEach
    void begin() throws Exception {
        pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        key = VerificationKey.ofDer(Octets.of(pair.getPublic().getEncoded()));
        journal = new Journal(folder.resolve("orders"));
    }

    private SignedOrder signed(UUID id, UUID host, Order order) {
        return SignedOrder.sign(
                new Envelope(id, host, NOON, NOON.plus(Duration.ofDays(1)), Duration.ofMinutes(30), 1 << 16, order),
                key,
                pair.getPrivate());
    }

    private Exchange.Reply visit(List<SignedOrder> orders, UUID... told) throws AgentException {
        return new Visited(new Trust(HOST, List.of(key)), journal, started::add, () -> now, () -> boot, log::add)
                .exchange(new Exchange(orders, List.of(told)), "1");
    }

    @Test
    void an_order_that_is_brought_twice_is_taken_once_and_told_until_the_server_has_it() throws Exception {
        UUID id = UUID.randomUUID();
        SignedOrder order = signed(id, HOST, new Order.RefreshMetadata());

        Exchange.Reply first = visit(List.of(order));
        Report report = Report.of(id, NOON, NOON, new Outcome.Succeeded());
        journal.end(report);
        Exchange.Reply second = visit(List.of(order));
        Exchange.Reply again = visit(List.of());
        Exchange.Reply last = visit(List.of(order), id);

        assertThat(first.taken()).containsExactly(id);
        assertThat(first.underway()).isTrue();
        assertThat(started).containsExactly(id);
        assertThat(second.report()).contains(report);
        assertThat(again.report()).contains(report);
        assertThat(last).isEqualTo(new Exchange.Reply("1", List.of(), false, Optional.empty()));
    }

    @Test
    void what_was_cut_off_is_started_by_the_next_visit() throws Exception {
        UUID id = UUID.randomUUID();
        visit(List.of(signed(id, HOST, new Order.RefreshMetadata())));
        journal.begin(id, new Begun(1, NOON, boot));
        boot = new UUID(7, 2);

        visit(List.of());

        assertThat(started).containsExactly(id, id);
    }

    @Test
    void a_reboot_that_is_on_its_way_is_not_begun_again_until_it_has_had_its_time() throws Exception {
        UUID id = UUID.randomUUID();
        visit(List.of(signed(id, HOST, new Order.Reboot())));
        journal.begin(id, new Begun(1, NOON, boot));

        now = NOON.plusSeconds(300);
        assertThat(visit(List.of()).underway()).isTrue();
        assertThat(started).containsExactly(id);

        now = NOON.plusSeconds(601);
        visit(List.of());
        assertThat(started).containsExactly(id, id);

        now = NOON.plusSeconds(60);
        boot = new UUID(7, 2);
        visit(List.of());
        assertThat(started).as("it is up again").hasSize(3);
    }

    @Test
    void an_order_for_another_host_is_refused_by_a_report_and_word_of_unknown_ones_leaves_nothing() throws Exception {
        UUID id = UUID.randomUUID();

        Exchange.Reply reply = visit(List.of(signed(id, new UUID(2, 2), new Order.Reboot())), UUID.randomUUID());

        assertThat(reply.report()).hasValueSatisfying(report -> {
            assertThat(report.order()).isEqualTo(id);
            assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        });
        assertThat(started).isEmpty();
        assertThat(journal.seen()).containsExactly(id);
    }

    @Test
    void a_forged_order_is_told_to_whoever_brought_it_and_kept_nowhere() throws Exception {
        UUID id = UUID.randomUUID();
        SignedOrder order = signed(id, HOST, new Order.RefreshMetadata());
        SignedOrder forged = new SignedOrder(
                order.payload().replace("refresh-metadata", "reboot"), order.keyId(), order.signature());

        Exchange.Reply reply = visit(List.of(forged));

        assertThat(reply.report()).hasValueSatisfying(report -> {
            assertThat(report.order()).isEqualTo(id);
            assertThat(report.outcome())
                    .isEqualTo(new Outcome.Failed(
                            FailureKind.REFUSED, "The order cannot be used: its signature does not hold."));
        });
        assertThat(reply.taken()).isEmpty();
        assertThat(journal.seen()).isEmpty();
        assertThat(visit(List.of(order)).taken()).as("the true one").containsExactly(id);
    }
}
