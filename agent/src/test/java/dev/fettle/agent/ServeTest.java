package dev.fettle.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.agent.connection.ServerAddress;
import dev.fettle.agent.cycle.AgentState;
import dev.fettle.agent.cycle.Pauses;
import dev.fettle.agent.update.UpdateState;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.signing.Octets;
import dev.fettle.link.CheckInReply;
import dev.fettle.link.LinkPaths;
import dev.fettle.link.SignedOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The resident program against a server over real TLS; time passes by itself. */
@Timeout(60)
final class ServeTest {
    private static final Enrol.Machine MACHINE =
            new Enrol.Machine("machine-id " + "0".repeat(64), "web-01", "1.0", new UUID(1, 2));
    private static final Order LOOK = new Order.TakeInventory();

    private final MadeUpAuthority authority = new MadeUpAuthority();
    private final MadeUpServer server = MadeUpServer.at(authority, "127.0.0.1");
    private final List<String> log = new ArrayList<>();
    private final List<UUID> started = new ArrayList<>();
    private final List<Duration> waits = new ArrayList<>();
    private List<String> survey = lines("a", "b", "c");
    private String stamp = "1";
    private int looks;
    private boolean ordersEnd = true;
    private Duration passed = Duration.ZERO;
    private Optional<UUID> trial = Optional.empty();
    private Serve serve;
    private AgentState at = new AgentState.Starting();

    @TempDir
    Path state;

    private static List<String> lines(String... names) {
        return List.of(names).stream()
                .map(name -> "{\"is\":\"" + name + "\"}")
                .sorted()
                .toList();
    }

    private Instant now() {
        return Instant.now().plus(passed);
    }

    @BeforeEach
    void enrolled() throws Exception {
        server.longestWait = Duration.ofMillis(50);
        enrol(server, false);
        serve = serve();
    }

    private void enrol(MadeUpServer at, boolean again) throws Exception {
        assertThat(new Enrol(state, MACHINE, InstantSource.system())
                        .enrol(ServerAddress.of(at.url(), Optional.empty()), at.token(), again))
                .isInstanceOf(Enrol.Outcome.Enrolled.class);
    }

    private Serve serve() {
        return new Serve(
                state,
                new Serve.Parts(
                        MACHINE,
                        this::look,
                        journal -> id -> start(journal, id),
                        this::now,
                        time -> {
                            waits.add(time);
                            passed = passed.plus(time);
                        },
                        new Pauses(new Random(5)),
                        () -> new UUID(9, 9),
                        () -> stamp,
                        log::add,
                        new TakenPrograms(new ProgramStore(state.resolve("programs")), trial)));
    }

    private void look(String before) throws AgentException {
        looks++;
        new KeptSurveys(state.resolve("inventory")).keep(survey, now(), before);
    }

    private void start(Journal journal, UUID id) throws AgentException {
        started.add(id);
        if (ordersEnd) {
            journal.end(Report.of(id, now(), now(), new Outcome.Succeeded()));
        }
    }

    @AfterEach
    void end() {
        serve.close();
        server.close();
    }

    private void until(Predicate<AgentState> reached) throws Exception {
        for (int steps = 0; steps < 200; steps++) {
            at = serve.step(at);
            if (reached.test(at)) {
                return;
            }
        }
        throw new AssertionError("It is still " + at + ". " + log);
    }

    private void quiet() throws Exception {
        until(state -> state instanceof AgentState.Pausing);
    }

    private long asked(String path) {
        return server.asked.stream().filter(path::equals).count();
    }

    @Test
    void the_first_inventory_is_whole_and_what_is_unchanged_costs_one_request() throws Exception {
        quiet();
        assertThat(server.inventory).isEqualTo(survey);
        assertThat(server.deltas).singleElement().matches(delta -> delta.isWhole());
        server.asked.clear();

        quietAgain();

        assertThat(server.asked).containsOnly(LinkPaths.CHECK_IN);
        assertThat(looks).isEqualTo(1);
    }

    /** Without a long poll. */
    private void quietAgain() throws Exception {
        server.nextSeconds = 60;
        at = serve.step(at);
        quiet();
    }

    @Test
    void a_change_is_sent_as_the_difference() throws Exception {
        quiet();
        survey = lines("a", "c", "d");
        stamp = "2";
        quietAgain();

        assertThat(server.inventory).isEqualTo(survey);
        assertThat(server.deltas.getLast().isWhole()).isFalse();
        assertThat(server.deltas.getLast().added()).isEqualTo(lines("d"));
        assertThat(server.deltas.getLast().removed()).isEqualTo(lines("b"));
    }

    @Test
    void a_server_that_lost_its_inventory_gets_the_whole() throws Exception {
        quiet();
        server.inventory = lines("something", "else");
        quietAgain();
        assertThat(server.inventory).isEqualTo(survey);
        assertThat(server.deltas.getLast().isWhole()).isTrue();

        survey = lines("e");
        stamp = "2";
        server.faults.add(exchange -> MadeUpServer.send(exchange, 409, new byte[0]));
        at = serve.step(at);
        quiet();
        assertThat(server.inventory).isEqualTo(survey);
        assertThat(server.deltas.getLast().isWhole()).isTrue();
    }

    @Test
    void an_hour_without_a_look_is_too_long() throws Exception {
        quiet();
        passed = passed.plus(KeptSurveys.LONGEST_AGE).plusSeconds(1);
        quietAgain();
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void an_order_is_taken_begun_and_reported_once() throws Exception {
        quiet();
        UUID id = server.give(LOOK, Duration.ofMinutes(1));
        until(_ -> !server.reportsOf(id).isEmpty());
        quiet();

        assertThat(server.reportsOf(id)).hasSize(1);
        assertThat(started).containsExactly(id);
        assertThat(looks).as("an ordered look").isEqualTo(2);
        quietAgain();
        assertThat(server.reportsOf(id)).hasSize(1);
        assertThat(server.checkIns.getLast().taken()).isEmpty();
    }

    @Test
    void an_order_that_was_cut_off_is_begun_again_and_told_of_to_the_server_meanwhile() throws Exception {
        quiet();
        ordersEnd = false;
        UUID id = server.give(LOOK, Duration.ofMinutes(1));
        until(state -> state instanceof AgentState.CarryingOut);
        serve.close();

        serve = serve();
        at = new AgentState.Starting();
        until(state -> state instanceof AgentState.CarryingOut);
        assertThat(started).hasSize(2).containsOnly(id);
        until(_ -> server.checkIns.getLast().taken().contains(id));
        ordersEnd = true;
        until(_ -> !server.reportsOf(id).isEmpty());
        assertThat(server.checkIns).allMatch(checkIn -> checkIn.taken().isEmpty() || checkIn.waitSeconds() == 0);
    }

    @Test
    void orders_that_may_not_be_obeyed_are_refused_once_with_the_reason() throws Exception {
        quiet();
        Instant now = Instant.now();
        UUID foreign = server.give(
                new Envelope(
                        UUID.randomUUID(),
                        UUID.randomUUID(),
                        now,
                        now.plusSeconds(60),
                        Duration.ofMinutes(1),
                        4096,
                        LOOK),
                server.orderKey());
        UUID old = server.give(
                new Envelope(
                        UUID.randomUUID(),
                        server.host(),
                        now.minusSeconds(600),
                        now.minusSeconds(60),
                        Duration.ofMinutes(1),
                        4096,
                        LOOK),
                server.orderKey());
        UUID forged = server.give(
                new Envelope(
                        UUID.randomUUID(), server.host(), now, now.plusSeconds(60), Duration.ofMinutes(1), 4096, LOOK),
                OrderedHost.pair());
        UUID strange = UUID.randomUUID();
        server.orders.put(
                strange,
                new SignedOrder(
                        "{\"id\":\"" + strange + "\",\"do\":\"make-coffee\"}",
                        Octets.sha256(new byte[1]),
                        Octets.of(new byte[64])));
        server.orders.put(
                UUID.randomUUID(), new SignedOrder("no JSON", Octets.sha256(new byte[1]), Octets.of(new byte[64])));

        until(_ -> server.reports.size() == 4);
        server.orders.clear();
        quiet();

        assertThat(server.reports).hasSize(4);
        for (UUID id : List.of(foreign, old, forged, strange)) {
            assertThat(server.reportsOf(id))
                    .singleElement()
                    .satisfies(report -> assertThat(report.outcome())
                            .isInstanceOfSatisfying(
                                    Outcome.Failed.class,
                                    failed -> assertThat(failed.kind()).isEqualTo(FailureKind.REFUSED)));
        }
        assertThat(started).isEmpty();
    }

    @Test
    void a_report_is_sent_until_the_server_has_it() throws Exception {
        quiet();
        UUID id = server.give(LOOK, Duration.ofMinutes(1));
        until(state -> state instanceof AgentState.Reporting);
        server.faults.add(exchange -> exchange.close());
        server.faults.add(exchange -> MadeUpServer.send(exchange, 500, new byte[0]));
        until(_ -> !server.reportsOf(id).isEmpty());
        quiet();
        assertThat(server.reportsOf(id)).hasSize(1);
        assertThat(asked(LinkPaths.REPORT)).isGreaterThanOrEqualTo(2);
    }

    @Test
    void a_report_that_the_server_does_not_know_or_want_keeps_no_other_from_being_sent() throws Exception {
        quiet();
        ordersEnd = false;
        UUID one = server.give(LOOK, Duration.ofMinutes(1));
        UUID other = server.give(LOOK, Duration.ofMinutes(1));
        until(_ -> started.size() == 2);
        Journal journal = new Journal(state.resolve("orders"));
        journal.end(Report.of(one, now(), now(), new Outcome.Succeeded()));
        journal.end(Report.of(other, now(), now(), new Outcome.Succeeded()));
        until(state -> state instanceof AgentState.Reporting);
        server.faults.add(exchange -> MadeUpServer.send(exchange, 400, new byte[0]));
        until(_ -> server.reports.size() == 1);
        passed = passed.plusSeconds(3_700);
        until(_ -> server.reports.size() == 2);
        assertThat(server.reports.stream().map(Report::order)).containsExactlyInAnyOrder(one, other);
    }

    @Test
    void a_server_that_fails_is_tried_again_after_growing_waits() throws Exception {
        quiet();
        List<Integer> failures = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            server.faults.add(exchange -> MadeUpServer.send(exchange, 200, "{".getBytes(StandardCharsets.UTF_8)));
        }
        while (failures.size() < 8) {
            at = serve.step(at);
            if (at instanceof AgentState.BackingOff(int count, int _)) {
                failures.add(count);
            }
        }
        assertThat(failures).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(log)
                .filteredOn(line -> line.contains("answer cannot be used"))
                .hasSize(1);
        waits.clear();
        at = serve.step(at);
        assertThat(waits.stream().reduce(Duration.ZERO, Duration::plus))
                .isBetween(Duration.ofSeconds(75), Duration.ofSeconds(300));
        until(state -> state instanceof AgentState.Pausing);
        assertThat(log.getLast()).contains("answers again");
    }

    @Test
    void a_host_that_is_not_known_any_more_tries_once_an_hour_until_it_is_enrolled_again() throws Exception {
        quiet();
        server.faults.add(exchange -> MadeUpServer.send(exchange, 401, new byte[0]));
        until(state -> state instanceof AgentState.Refused);
        server.faults.add(exchange -> MadeUpServer.send(exchange, 401, new byte[0]));
        waits.clear();
        at = serve.step(at);
        assertThat(waits.stream().reduce(Duration.ZERO, Duration::plus))
                .isBetween(Duration.ofMinutes(54), Duration.ofMinutes(66));
        until(state -> state instanceof AgentState.Refused);

        enrol(server, true);
        waits.clear();
        until(state -> state instanceof AgentState.Pausing);
        assertThat(waits.stream().reduce(Duration.ZERO, Duration::plus)).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void an_enrolment_made_anew_while_the_server_keeps_a_check_in_waiting_is_noticed() throws Exception {
        quiet();
        server.faults.add(exchange -> {
            try {
                enrol(server, true);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            MadeUpServer.send(exchange, 401, new byte[0]);
        });
        until(state -> state instanceof AgentState.Starting);
        waits.clear();
        quiet();
        assertThat(waits.stream().reduce(Duration.ZERO, Duration::plus)).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void an_enrolment_made_anew_while_a_certificate_is_renewed_stays() throws Exception {
        quiet();
        passed = Duration.ofDays(21);
        until(state -> state instanceof AgentState.Renewing);
        List<byte[]> anew = new ArrayList<>();
        server.whileRenewing = () -> {
            try {
                enrol(server, true);
                anew.add(Identity.bytes(state));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        };
        at = serve.step(at);
        assertThat(Identity.bytes(state)).isEqualTo(anew.getFirst());
        until(state -> state instanceof AgentState.Starting);
    }

    @Test
    void a_version_on_trial_checks_in_and_does_nothing_else() throws Exception {
        quiet();
        ordersEnd = false;
        UUID before = server.give(LOOK, Duration.ofMinutes(1));
        until(state -> state instanceof AgentState.CarryingOut);
        serve.close();
        started.clear();
        server.asked.clear();
        ProgramStore programs = new ProgramStore(state.resolve("programs"));
        Octets program = Octets.sha256(new byte[1]);
        programs.unfinished(program);
        programs.keep(program);
        UUID order = UUID.randomUUID();
        programs.putOnTrial(program, order, now().plusSeconds(300));
        trial = Optional.of(order);
        serve = serve();
        server.faults.add(exchange -> MadeUpServer.send(exchange, 500, new byte[0]));
        server.give(LOOK, Duration.ofMinutes(1));

        serve.run();

        assertThat(programs.state(program, order)).isEqualTo(new UpdateState.InForce());
        assertThat(server.asked).containsOnly(LinkPaths.CHECK_IN).hasSize(2);
        assertThat(server.checkIns.getLast().taken()).containsExactly(before);
        assertThat(started).isEmpty();
        assertThat(looks).isEqualTo(1);
    }

    @Test
    void a_version_on_trial_that_is_too_late_is_not_the_program() throws Exception {
        ProgramStore programs = new ProgramStore(state.resolve("programs"));
        Octets program = Octets.sha256(new byte[1]);
        programs.unfinished(program);
        programs.keep(program);
        UUID order = UUID.randomUUID();
        programs.putOnTrial(program, order, now());
        programs.lose(order);
        trial = Optional.of(order);
        serve = serve();

        assertThatThrownBy(() -> serve.run()).isInstanceOf(AgentException.class).hasMessageContaining("time was over");
        assertThat(programs.state(program, order)).isInstanceOf(UpdateState.Lost.class);
    }

    @Test
    void a_clone_takes_no_orders() throws Exception {
        quiet();
        server.standing = CheckInReply.Standing.CLONED;
        UUID id = server.give(LOOK, Duration.ofMinutes(1));
        until(state -> state instanceof AgentState.Cloned);
        at = serve.step(at);
        until(state -> state instanceof AgentState.Cloned);
        assertThat(started).isEmpty();
        assertThat(log)
                .filteredOn(line -> line.contains("more than one machine"))
                .isNotEmpty();
        server.standing = CheckInReply.Standing.GOOD;
        until(_ -> !server.reportsOf(id).isEmpty());
    }

    @Test
    void a_certificate_is_renewed_with_a_new_key_when_a_third_of_its_life_is_left() throws Exception {
        quiet();
        byte[] key = Identity.read(state).pass().key().getEncoded();
        passed = Duration.ofDays(21);
        quietAgain();

        Identity renewed = Identity.read(state);
        assertThat(renewed.pass().key().getEncoded()).isNotEqualTo(key);
        assertThat(asked(LinkPaths.RENEW)).isEqualTo(1);
        server.pins.clear();
        until(_ -> !server.pins.isEmpty());
        assertThat(server.pins.getLast())
                .isEqualTo(Octets.sha256(renewed.pass().certificate().getEncoded()));
        assertThat(Identity.read(state).former()).isEmpty();
    }

    @Test
    void a_renewed_certificate_that_is_not_accepted_gives_way_to_the_one_before() throws Exception {
        quiet();
        byte[] key = Identity.read(state).pass().key().getEncoded();
        passed = Duration.ofDays(21);
        until(state -> state instanceof AgentState.Renewing);
        at = serve.step(at);
        assertThat(Identity.read(state).former()).isPresent();
        server.faults.add(exchange -> MadeUpServer.send(exchange, 401, new byte[0]));
        until(state -> state instanceof AgentState.BackingOff);
        assertThat(Identity.read(state).pass().key().getEncoded()).isEqualTo(key);
        quiet();
    }

    @Test
    void clocks_that_differ_are_named_both_once() throws Exception {
        server.clockAhead = Duration.ofDays(1);
        quiet();
        quietAgain();
        assertThat(log)
                .filteredOn(line -> line.startsWith("The clock of this host says"))
                .hasSize(1);
    }

    @Test
    void a_host_that_is_not_enrolled_waits_until_it_is() throws Exception {
        java.nio.file.Files.delete(Identity.file(state));
        until(state -> state instanceof AgentState.Unenrolled);
        at = serve.step(at);
        assertThat(at).isInstanceOf(AgentState.Unenrolled.class);
        server.newToken();
        enrol(server, false);
        quiet();
    }

    @Test
    void what_was_told_is_forgotten_when_it_could_not_be_given_again_anyway() throws Exception {
        quiet();
        UUID id = server.give(LOOK, Duration.ofMinutes(1));
        until(_ -> !server.reportsOf(id).isEmpty());
        quiet();
        Journal journal = new Journal(state.resolve("orders"));
        assertThat(journal.seen()).containsExactly(id);
        at = new AgentState.Starting();
        quiet();
        assertThat(journal.seen()).containsExactly(id);
        passed = passed.plus(Envelope.LONGEST_VALIDITY).plusDays(1).plusHours(1);
        at = new AgentState.Starting();
        until(state -> state instanceof AgentState.CheckingIn);
        assertThat(journal.seen()).isEmpty();
    }
}
