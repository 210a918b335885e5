package dev.fettle.server.orders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.inventory.StaleProcess;
import dev.fettle.core.order.BoundedReport;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.OrderState;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.link.SignedOrder;
import dev.fettle.server.Hostile;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Visitor;
import dev.fettle.server.agents.OrderDesk;
import dev.fettle.server.agents.TrustedKeys;
import dev.fettle.server.orders.OrderedHosts.Managed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders on their way to a host and back, the host being played by the test. */
final class DispatchTest {
    private static final Actor OLGA = Actor.person("olga", "operator", "127.0.0.1", "r1");
    private static final Order RESTART = new Order.RestartServices(List.of("nginx.service"));

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static OrderDesk desk;
    private static int hosts;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        desk = server.bean(OrderDesk.class);
        server.add(
                "olga",
                List.of(
                        new Grant(Role.OPERATOR, Scope.everything()),
                        new Grant(Role.ADMINISTRATOR, Scope.everything())));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Managed host() {
        return OrderedHosts.add(server, "host-" + hosts++);
    }

    private static HostOrder give(Managed to, Order order) {
        GiveOrder.Outcome outcome = server.bean(GiveOrder.class)
                .give(
                        OLGA,
                        Scope.everything(),
                        to.host(),
                        new GiveOrder.Wish(order, "because", Duration.ofHours(1), Duration.ofMinutes(10), null));
        assertThat(outcome).isInstanceOf(GiveOrder.Outcome.Given.class);
        return outcome instanceof GiveOrder.Outcome.Given(HostOrder given) ? given : null;
    }

    private static HostOrder now(HostOrder order) {
        return server.bean(Orders.class)
                .find(order.number(), Scope.everything())
                .orElseThrow();
    }

    private static List<UUID> waiting(Managed to) throws Exception {
        List<UUID> ids = new ArrayList<>();
        for (SignedOrder order : desk.waiting(to.agent())) {
            Envelope envelope = order.open(server.bean(TrustedKeys.class).trusted());
            assertThat(envelope.host()).isEqualTo(to.agent());
            ids.add(envelope.id());
        }
        return ids;
    }

    private static Report report(HostOrder order, Outcome outcome) {
        return Report.of(
                order.id(), Instant.parse("2026-11-21T12:00:00Z"), Instant.parse("2026-11-21T12:01:00Z"), outcome);
    }

    private static WithdrawOrder.Outcome withdraw(HostOrder order) {
        return server.bean(WithdrawOrder.class)
                .withdraw(OLGA, Scope.everything(), order.number(), "changed my mind", null);
    }

    private static long entries(Managed of, String kind) {
        return server.jdbc()
                .sql(
                        "select count(*) as n from audit_entry where kind = ? and subject_type = 'host' and subject_id = ?")
                .params(kind, of.host().toString())
                .query((row, _) -> row.getLong("n"))
                .single();
    }

    @Test
    void an_order_is_handed_out_until_the_host_has_it_and_ends_with_its_report() throws Exception {
        Managed to = host();
        HostOrder order = give(to, new Order.TakeInventory());
        assertThat(order.state()).isEqualTo(new OrderState.Waiting(false));
        assertThat(waiting(host())).as("another host").isEmpty();

        assertThat(waiting(to)).containsExactly(order.id());
        assertThat(waiting(to)).as("it may not have arrived").containsExactly(order.id());
        assertThat(now(order).state()).isEqualTo(new OrderState.Waiting(true));
        desk.taken(to.agent(), List.of(order.id(), UUID.randomUUID()));
        assertThat(waiting(to)).isEmpty();
        assertThat(now(order).stateWord()).isEqualTo("taken");

        assertThat(desk.reported(to.agent(), report(order, new Outcome.Succeeded())))
                .isTrue();
        assertThat(now(order).stateWord()).isEqualTo("succeeded");
        assertThat(now(order).endedAt()).isNotNull();
        assertThat(entries(to, "order.given")).isEqualTo(1);
        assertThat(entries(to, "order.ended")).isEqualTo(1);
    }

    @Test
    void a_second_report_changes_nothing_and_one_of_a_foreign_order_is_refused() {
        Managed to = host();
        HostOrder order = give(to, RESTART);
        desk.reported(to.agent(), report(order, new Outcome.Failed(FailureKind.SERVICE, "down")));

        assertThat(desk.reported(to.agent(), report(order, new Outcome.Succeeded())))
                .isTrue();
        desk.taken(to.agent(), List.of(order.id()));

        assertThat(now(order).failure()).isEqualTo("service");
        assertThat(entries(to, "order.ended")).isEqualTo(1);
        assertThat(desk.reported(host().agent(), report(order, new Outcome.Succeeded())))
                .isFalse();
        assertThat(desk.reported(
                        to.agent(),
                        Report.of(UUID.randomUUID(), Instant.EPOCH, Instant.EPOCH, new Outcome.Succeeded())))
                .isFalse();
    }

    @Test
    void one_change_at_a_time_while_what_only_looks_goes_ahead() throws Exception {
        Managed to = host();
        HostOrder first = give(to, RESTART);
        HostOrder second = give(to, new Order.Reboot());
        HostOrder look = give(to, new Order.TakeInventory());

        assertThat(waiting(to)).containsExactly(first.id(), look.id());
        desk.taken(to.agent(), List.of(first.id(), look.id()));
        assertThat(waiting(to)).isEmpty();
        desk.reported(to.agent(), report(first, new Outcome.Unknown("power")));
        assertThat(waiting(to)).containsExactly(second.id());
    }

    @Test
    void a_host_is_not_woken_for_an_order_that_has_to_wait_for_another() throws Exception {
        Managed to = host();
        HostOrder first = give(to, RESTART);
        give(to, new Order.Reboot());
        assertThat(desk.awaited(List.of(to.agent()))).containsExactly(to.agent());

        desk.taken(to.agent(), List.of(first.id()));
        assertThat(desk.awaited(List.of(to.agent()))).isEmpty();
        HostOrder look = give(to, new Order.TakeInventory());
        assertThat(desk.awaited(List.of(to.agent()))).containsExactly(to.agent());
        desk.taken(to.agent(), List.of(look.id()));
        assertThat(desk.awaited(List.of(to.agent()))).isEmpty();

        desk.reported(to.agent(), report(first, new Outcome.Succeeded()));
        assertThat(desk.awaited(List.of(to.agent()))).containsExactly(to.agent());
    }

    @Test
    void an_overdue_change_does_not_hold_up_the_next_and_its_late_report_counts() throws Exception {
        Managed to = host();
        HostOrder first = give(to, RESTART);
        HostOrder second = give(to, new Order.Reboot());
        desk.taken(to.agent(), List.of(first.id()));
        server.jdbc()
                .sql("update host_order set taken_at = now() - interval '2 hours' where number = ?")
                .param(first.number())
                .update();

        server.bean(Dispatch.class).passTime();

        assertThat(now(first).stateWord()).isEqualTo("overdue");
        assertThat(entries(to, "order.overdue")).isEqualTo(1);
        assertThat(waiting(to)).containsExactly(second.id());
        desk.reported(to.agent(), report(first, new Outcome.Succeeded()));
        assertThat(now(first).stateWord()).isEqualTo("succeeded");
    }

    @Test
    void what_was_not_taken_in_time_expires_and_is_not_handed_out_even_before_that_is_noted() throws Exception {
        Managed to = host();
        HostOrder order = give(to, RESTART);
        server.jdbc()
                .sql("update host_order set expires_at = now() - interval '1 second' where number = ?")
                .param(order.number())
                .update();

        assertThat(waiting(to)).isEmpty();
        server.bean(Dispatch.class).passTime();
        server.bean(Dispatch.class).passTime();

        assertThat(now(order).state()).isEqualTo(new OrderState.Expired(false));
        assertThat(entries(to, "order.expired")).isEqualTo(1);
        desk.taken(to.agent(), List.of(order.id()));
        assertThat(now(order).stateWord()).as("the host knows better").isEqualTo("taken");
        assertThat(now(order).endedAt()).isNull();
    }

    @Test
    void an_order_that_was_never_sent_is_withdrawn_for_good_and_one_that_was_sent_may_still_come() throws Exception {
        Managed to = host();
        HostOrder never = give(to, new Order.TakeInventory());
        assertThat(withdraw(never)).isInstanceOf(WithdrawOrder.Outcome.Withdrawn.class);
        assertThat(now(never).state().mayStillCome()).isFalse();
        assertThat(waiting(to)).isEmpty();
        assertThat(entries(to, "order.withdrawn")).isEqualTo(1);

        HostOrder sent = give(to, RESTART);
        waiting(to);
        assertThat(withdraw(sent)).isInstanceOf(WithdrawOrder.Outcome.Withdrawn.class);
        assertThat(now(sent).state().mayStillCome()).isTrue();
        desk.taken(to.agent(), List.of(sent.id()));
        assertThat(withdraw(sent)).isInstanceOf(WithdrawOrder.Outcome.TooLate.class);
        desk.reported(to.agent(), report(sent, new Outcome.Succeeded()));
        assertThat(now(sent).stateWord()).isEqualTo("succeeded");
        assertThat(withdraw(sent)).isInstanceOf(WithdrawOrder.Outcome.TooLate.class);
    }

    @Test
    void what_waits_for_an_agent_that_is_revoked_is_withdrawn_and_what_it_took_is_not() throws Exception {
        Managed to = host();
        HostOrder taken = give(to, RESTART);
        desk.taken(to.agent(), List.of(taken.id()));
        HostOrder waits = give(to, new Order.Reboot());
        Visitor olga = server.visitor();
        olga.signIn("olga", RunningServer.PASSWORD);

        olga.post("/hosts/agents/revoke", Map.of("id", to.agent().toString(), "reason", "It was stolen."));

        assertThat(now(waits).state()).isEqualTo(new OrderState.Withdrawn(false));
        assertThat(now(taken).stateWord()).isEqualTo("taken");
        assertThat(entries(to, "order.withdrawn")).isEqualTo(1);
    }

    @Test
    void what_somebody_wrote_into_the_database_is_never_handed_out() throws Exception {
        Managed to = host();
        Managed other = host();
        HostOrder forged = give(to, RESTART);
        HostOrder moved = give(other, new Order.Reboot());
        server.jdbc()
                .sql(
                        "update host_order set signed = convert_to(replace(convert_from(signed, 'UTF8'), 'nginx', 'sshd5'), 'UTF8')"
                                + " where number = ?")
                .param(forged.number())
                .update();
        server.jdbc()
                .sql("update host_order set agent_id = ? where number = ?")
                .params(to.agent(), moved.number())
                .update();

        assertThat(desk.awaited(List.of(to.agent()))).containsExactly(to.agent());
        assertThat(waiting(to)).isEmpty();
        assertThat(desk.awaited(List.of(to.agent())))
                .as("nobody is woken again and again for what is never handed out")
                .isEmpty();
        assertThat(server.bean(Orders.class)
                        .whole(forged.number(), Scope.everything())
                        .orElseThrow()
                        .named())
                .isNull();
    }

    @Test
    void the_key_lies_outside_the_database_where_only_the_server_can_read_it() throws Exception {
        Path key = folder.resolve("data/orders/signing-key.pem");

        assertThat(Files.getPosixFilePermissions(key)).hasSize(2);
        assertThat(server.bean(TrustedKeys.class).trusted()).hasSize(1);
    }

    private static <T> List<T> together(List<Callable<T>> all) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(all.size())) {
            List<T> done = new ArrayList<>();
            for (Future<T> each : threads.invokeAll(all)) {
                done.add(each.get());
            }
            return done;
        }
    }

    @Test
    void of_many_reports_at_once_one_counts() throws Exception {
        for (int run = 0; run < 10; run++) {
            Managed to = host();
            HostOrder order = give(to, RESTART);
            List<Callable<Boolean>> all = Collections.nCopies(
                    4, () -> desk.reported(to.agent(), report(order, new Outcome.Failed(FailureKind.LOCK, "x"))));

            assertThat(together(all)).containsOnly(true);
            assertThat(entries(to, "order.ended")).isEqualTo(1);
            assertThat(now(order).version()).isEqualTo(1);
        }
    }

    @Test
    void a_report_and_a_withdrawal_at_once_never_lose_the_report() throws Exception {
        for (int run = 0; run < 20; run++) {
            Managed to = host();
            HostOrder order = give(to, RESTART);
            together(List.<Callable<@Nullable Object>>of(
                    () -> desk.reported(to.agent(), report(order, new Outcome.Succeeded())), () -> withdraw(order)));

            assertThat(now(order).stateWord()).isEqualTo("succeeded");
            assertThat(entries(to, "order.ended")).isEqualTo(1);
        }
    }

    @Test
    void two_changes_given_at_once_are_handed_out_one_after_the_other() throws Exception {
        for (int run = 0; run < 10; run++) {
            Managed to = host();
            List<HostOrder> given = together(List.of(() -> give(to, RESTART), () -> give(to, new Order.Reboot())));
            List<List<UUID>> handed = together(Collections.nCopies(3, () -> waiting(to)));

            assertThat(handed).allMatch(ids -> ids.size() == 1);
            assertThat(handed.stream().distinct()).hasSize(1);
            UUID first = handed.getFirst().getFirst();
            desk.reported(to.agent(), Report.of(first, Instant.EPOCH, Instant.EPOCH, new Outcome.Succeeded()));
            assertThat(waiting(to))
                    .hasSize(1)
                    .allMatch(id -> !id.equals(first)
                            && given.stream().anyMatch(each -> each.id().equals(id)));
        }
    }

    @Test
    void a_hostile_report_is_kept_within_bounds_and_stays_text_on_every_page() throws Exception {
        Managed to = host();
        HostOrder order = give(to, RESTART);
        String markup = String.join(" ", Hostile.MARKUP) + "\u001b[2J\u0000\ud800";
        List<Report.Change> changes = IntStream.range(0, 5_000)
                .mapToObj(at -> new Report.Change("<fettlexss>" + at, markup, OrderedHosts.OLD, null))
                .toList();
        Report hostile = new Report(
                order.id(),
                Instant.MIN,
                Instant.MAX,
                new Outcome.Failed(FailureKind.SCRIPT, markup.repeat(100)),
                changes,
                Collections.nCopies(2_000, markup),
                Collections.nCopies(
                        3_000, new StaleProcess(7, markup, "x; rm -rf /.service", 1, Collections.nCopies(99, markup))),
                "begin " + "<fettlexss>\u001b]0;x\u0007".repeat(800_000) + " the end");

        assertThat(desk.reported(to.agent(), hostile)).isTrue();

        Orders.Whole whole = server.bean(Orders.class)
                .whole(order.number(), Scope.everything())
                .orElseThrow();
        Report kept = whole.report();
        assertThat(kept).isNotNull();
        assertThat(kept.changes()).hasSize(5_000);
        assertThat(kept.notes()).hasSize(BoundedReport.MOST_NOTES + 2);
        assertThat(kept.stale()).hasSize(BoundedReport.MOST_STALE);
        assertThat(kept.output()).hasSize(SignOrder.OUTPUT_LIMIT).endsWith(" the end");
        assertThat(whole.order().message()).hasSize(BoundedReport.LONGEST_MESSAGE);
        assertThat(kept.staleServices()).isEmpty();
        Visitor olga = server.visitor();
        olga.signIn("olga", RunningServer.PASSWORD);
        for (String path : List.of(
                "/orders/" + order.number(),
                "/orders/now?order=" + order.number(),
                "/hosts/" + to.host() + "/orders",
                "/orders",
                "/audit",
                "/hosts/" + to.host() + "/orders/new?kind=roll-back&follows=" + order.number())) {
            Visitor.Answer answer = olga.get(path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.body()).as(path).doesNotContain("<fettlexss", "<img src=x", "<script>fettle");
        }
        assertThat(olga.get("/api/v1/orders/" + order.number()).status()).isEqualTo(200);
    }

    @Test
    void more_orders_than_anybody_means_are_refused() {
        Managed to = host();
        for (int at = 0; at < GiveOrder.MOST_WAITING; at++) {
            give(to, new Order.TakeInventory());
        }

        assertThat(server.bean(GiveOrder.class)
                        .give(
                                OLGA,
                                Scope.everything(),
                                to.host(),
                                new GiveOrder.Wish(
                                        new Order.TakeInventory(),
                                        "",
                                        Duration.ofHours(1),
                                        Duration.ofMinutes(10),
                                        null)))
                .isInstanceOfSatisfying(
                        GiveOrder.Outcome.Refused.class,
                        refused -> assertThat(refused.why()).contains("100 orders wait"));
    }

    @Test
    void a_host_that_goes_takes_its_orders_along_and_nothing_else_removes_them() {
        Managed to = host();
        HostOrder order = give(to, RESTART);
        server.jdbc().sql("delete from agent where id = ?").param(to.agent()).update();
        assertThat(now(order).stateWord()).isEqualTo("waiting");
    }
}
