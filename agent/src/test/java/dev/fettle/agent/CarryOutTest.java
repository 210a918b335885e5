package dev.fettle.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.order.BoundedReport;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.order.Resumption.Begun;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import dev.fettle.link.SignedOrder;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CarryOutTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final UUID HOST = new UUID(1, 1);
    private static final Order INSTALL =
            new Order.Install(List.of(new ExactBuild("openssl", "amd64", new DebVersion("3.0.17-1"))));

    private static final Order VERIFY =
            new Order.Verify(List.of(new ExactBuild("openssl", "amd64", new DebVersion("3.0.17-1"))), List.of());

    @TempDir
    Path folder;

    private final KeyPair pair = pair();
    private final VerificationKey key =
            VerificationKey.ofDer(Octets.of(pair.getPublic().getEncoded()));
    private final Trust trust = new Trust(HOST, List.of(key));
    private final FakeWork work = new FakeWork();
    private Instant now = NOON;
    private UUID boot = new UUID(7, 1);
    private Journal journal;

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** The program is killed: nothing that stands behind it happens. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private final class FakeWork implements HostWork {
        private final List<String> done = new ArrayList<>();
        private int killedTimes;
        private List<String> notes = List.of();

        @Override
        public Work carryOut(Envelope envelope, Begun begun) {
            done.add("carry out, attempt " + begun.attempt());
            if (killedTimes > 0) {
                killedTimes--;
                throw new Killed();
            }
            if (envelope.order() instanceof Order.Reboot) {
                return new Work.GoingDown();
            }
            return new Work.Done(new Report(
                    envelope.id(), begun.firstAt(), now, new Outcome.Succeeded(), List.of(), notes, List.of(), ""));
        }

        @Override
        public Report lookAtBoot(Envelope envelope, Begun begun) {
            done.add("look at boot");
            return Report.of(envelope.id(), begun.firstAt(), now, new Outcome.Succeeded());
        }

        @Override
        public Report mend(Envelope envelope, Begun begun, Outcome.Failed cutOff) {
            done.add("mend");
            return Report.of(envelope.id(), begun.firstAt(), now, cutOff);
        }
    }

    @BeforeEach
    void journal() throws AgentException {
        journal = new Journal(folder.resolve("orders"));
    }

    private SignedOrder signed(UUID id, UUID host, Order order) {
        return SignedOrder.sign(
                new Envelope(id, host, NOON, NOON.plusSeconds(600), Duration.ofMinutes(30), 1 << 16, order),
                key,
                pair.getPrivate());
    }

    private UUID taken(Order order) throws AgentException {
        UUID id = UUID.randomUUID();
        assertThat(take(signed(id, HOST, order))).isEqualTo(new TakeOrder.Outcome.Taken(id));
        return id;
    }

    private TakeOrder.Outcome take(SignedOrder order) throws AgentException {
        return new TakeOrder(trust, journal, () -> now).take(order);
    }

    private CarryOut.Result run(UUID id) throws AgentException {
        return new CarryOut(trust, journal, work, () -> now, () -> boot).run(id);
    }

    private void killedWhileRunning(UUID id) {
        work.killedTimes = 1;
        assertThatThrownBy(() -> run(id)).isInstanceOf(Killed.class);
    }

    private Outcome outcome(CarryOut.Result result) {
        assertThat(result).isInstanceOf(CarryOut.Result.Ended.class);
        return ((CarryOut.Result.Ended) result).report().outcome();
    }

    private FailureKind failure(CarryOut.Result result) {
        assertThat(outcome(result)).isInstanceOf(Outcome.Failed.class);
        return ((Outcome.Failed) outcome(result)).kind();
    }

    @Test
    void an_order_is_done_once_however_often_it_is_taken_and_run() throws AgentException {
        UUID id = UUID.randomUUID();
        SignedOrder order = signed(id, HOST, INSTALL);
        take(order);

        for (int i = 0; i < 3; i++) {
            assertThat(outcome(run(id))).isEqualTo(new Outcome.Succeeded());
            assertThat(take(order)).isEqualTo(new TakeOrder.Outcome.SeenBefore(id));
        }

        assertThat(work.done).containsExactly("carry out, attempt 1");
    }

    @Test
    void a_report_is_not_larger_than_the_resident_program_and_the_server_can_take() throws AgentException {
        UUID id = taken(INSTALL);
        work.notes = Collections.nCopies(9_000, "x".repeat(9_000));

        run(id);

        Report kept = journal.report(id).orElseThrow();
        assertThat(kept.notes()).hasSize(BoundedReport.MOST_NOTES + 1);
        assertThat(kept.notes().getFirst()).hasSize(BoundedReport.LONGEST_MESSAGE);
        assertThat(kept.notes().getLast()).contains("9000 notes");
    }

    @Test
    void an_order_for_another_host_is_not_taken_and_leaves_no_trace() throws AgentException {
        assertThat(take(signed(UUID.randomUUID(), new UUID(2, 2), INSTALL)))
                .isInstanceOf(TakeOrder.Outcome.Refused.class);
        assertThat(journal.seen()).isEmpty();
    }

    @Test
    void an_order_that_was_swapped_in_the_journal_is_refused_when_it_is_run() throws AgentException {
        UUID id = taken(INSTALL);
        journal.accept(id, signed(UUID.randomUUID(), HOST, new Order.Reboot()));

        assertThat(failure(run(id))).isEqualTo(FailureKind.REFUSED);
        assertThat(work.done).isEmpty();
    }

    @Test
    void an_order_that_was_forged_in_the_journal_is_refused_when_it_is_run() throws AgentException {
        UUID id = taken(INSTALL);
        SignedOrder order = journal.order(id).orElseThrow();
        journal.accept(
                id, new SignedOrder(order.payload().replace("3.0.17", "3.0.18"), order.keyId(), order.signature()));

        assertThat(failure(run(id))).isEqualTo(FailureKind.REFUSED);
        assertThat(work.done).isEmpty();
    }

    @Test
    void an_order_that_expired_before_it_was_begun_is_refused_and_one_that_was_begun_in_time_goes_on()
            throws AgentException {
        UUID late = taken(INSTALL);
        UUID inTime = taken(INSTALL);
        killedWhileRunning(inTime);
        now = NOON.plusSeconds(601);

        assertThat(failure(run(late))).isEqualTo(FailureKind.REFUSED);
        assertThat(outcome(run(inTime))).isEqualTo(new Outcome.Succeeded());
        assertThat(work.done).containsExactly("carry out, attempt 1", "carry out, attempt 2");
    }

    @Test
    void an_order_that_kills_its_program_each_time_is_begun_three_times_and_then_mended() throws AgentException {
        UUID id = taken(INSTALL);
        killedWhileRunning(id);
        killedWhileRunning(id);
        killedWhileRunning(id);

        assertThat(failure(run(id))).isEqualTo(FailureKind.INTERRUPTED);
        assertThat(work.done)
                .containsExactly("carry out, attempt 1", "carry out, attempt 2", "carry out, attempt 3", "mend");
        assertThat(failure(run(id))).isEqualTo(FailureKind.INTERRUPTED);
        assertThat(work.done).hasSize(4);
    }

    @Test
    void an_order_that_is_cut_off_until_its_time_is_over_is_mended_and_told() throws AgentException {
        UUID id = taken(INSTALL);
        killedWhileRunning(id);
        now = NOON.plus(Duration.ofMinutes(31));
        boot = new UUID(7, 2);

        assertThat(failure(run(id))).isEqualTo(FailureKind.INTERRUPTED);
        assertThat(work.done).containsExactly("carry out, attempt 1", "mend");
    }

    @Test
    void a_reboot_is_ended_after_the_next_boot_and_not_before() throws AgentException {
        UUID id = taken(new Order.Reboot());

        assertThat(run(id)).isEqualTo(new CarryOut.Result.Rebooting());
        assertThat(journal.report(id)).isEmpty();
        boot = new UUID(7, 2);

        assertThat(outcome(run(id))).isEqualTo(new Outcome.Succeeded());
        assertThat(work.done).containsExactly("carry out, attempt 1", "look at boot");
    }

    @Test
    void a_reboot_that_never_comes_fails_and_is_not_asked_for_for_ever() throws AgentException {
        UUID id = taken(new Order.Reboot());
        run(id);
        run(id);
        run(id);

        assertThat(failure(run(id))).isEqualTo(FailureKind.INTERRUPTED);
        assertThat(work.done).containsExactly("carry out, attempt 1", "carry out, attempt 2", "carry out, attempt 3");
    }

    @Test
    void a_verification_that_was_cut_off_is_made_again_and_given_up_without_mending_anything() throws AgentException {
        UUID id = taken(VERIFY);
        killedWhileRunning(id);
        boot = new UUID(7, 2);
        assertThat(outcome(run(id))).isEqualTo(new Outcome.Succeeded());

        UUID late = taken(VERIFY);
        killedWhileRunning(late);
        now = NOON.plus(Duration.ofMinutes(31));
        assertThat(failure(run(late))).isEqualTo(FailureKind.INTERRUPTED);
        assertThat(work.done).containsExactly("carry out, attempt 1", "carry out, attempt 2", "carry out, attempt 1");
    }

    @Test
    void two_orders_never_change_the_host_at_once() throws Exception {
        UUID id = taken(INSTALL);
        try (Journal.Held _ = journal.lockHost().orElseThrow()) {
            assertThat(run(id)).isEqualTo(new CarryOut.Result.Busy());
            assertThat(outcome(run(taken(new Order.CollectEvidence())))).isEqualTo(new Outcome.Succeeded());
            assertThat(outcome(run(taken(VERIFY)))).isEqualTo(new Outcome.Succeeded());
        }
        assertThat(outcome(run(id))).isEqualTo(new Outcome.Succeeded());
    }

    @Test
    void two_programs_never_work_on_one_order() throws Exception {
        UUID id = taken(INSTALL);
        try (Journal.Held _ = journal.lock(id).orElseThrow()) {
            assertThat(run(id)).isEqualTo(new CarryOut.Result.Busy());
        }
        assertThat(work.done).isEmpty();
        assertThat(outcome(run(id))).isEqualTo(new Outcome.Succeeded());
    }

    @Test
    void an_order_whose_journal_is_damaged_ends_as_unknown_once() throws Exception {
        for (String file : List.of("order", "begun", "report")) {
            UUID id = taken(INSTALL);
            journal.begin(id, new Begun(1, NOON, boot));
            java.nio.file.Files.writeString(
                    folder.resolve("orders").resolve(id.toString()).resolve(file), "what is this");

            assertThat(run(id))
                    .as(file)
                    .isInstanceOfSatisfying(
                            CarryOut.Result.Ended.class,
                            ended -> assertThat(ended.report().outcome()).isInstanceOf(Outcome.Unknown.class));
            assertThat(journal.report(id).orElseThrow().outcome()).as(file).isInstanceOf(Outcome.Unknown.class);
        }
        assertThat(work.done).isEmpty();
    }
}
