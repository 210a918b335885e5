package dev.fettle.server.rollouts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Scope;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.OrderKind;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.plan.ChangeType;
import dev.fettle.core.plan.ChangeWish;
import dev.fettle.core.plan.Limits;
import dev.fettle.core.plan.OnBreach;
import dev.fettle.core.rollout.Stage;
import dev.fettle.core.rollout.Standing;
import dev.fettle.core.rollout.TakeBack;
import dev.fettle.core.rollout.Why;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Until;
import dev.fettle.server.changes.Change;
import dev.fettle.server.changes.ChangeOutcome;
import dev.fettle.server.changes.DraftChange;
import dev.fettle.server.changes.MoveChange;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.RemoveHost;
import dev.fettle.server.orders.OrderedHosts;
import dev.fettle.server.orders.OrderedHosts.Managed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roll-outs on the real database, with agents that are played at the desk of orders. */
final class RolloutsTest {
    private static final List<String> TWO_WAVES = List.of("pilot 2 soak=0h", "broad rest soak=0h");

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static int made;

    private PlayedAgents agents;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void end() throws Exception {
        if (agents != null) {
            agents.end();
        }
    }

    private List<HostId> hosts(int count) {
        return hosts(count, "web");
    }

    private List<HostId> hosts(int count, String tag) {
        List<Managed> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(OrderedHosts.add(server, "h" + made++, tag));
        }
        List<HostId> ids = all.stream().map(Managed::host).toList();
        OrderedHosts.settleManaged(server, ids);
        agents = new PlayedAgents(server, all);
        return ids;
    }

    private static ChangeWish wish(List<HostId> hosts, List<String> waves, OnBreach onBreach) {
        return ApprovedChanges.wish(hosts, waves, 10, onBreach);
    }

    private static Change approved(ChangeWish wish) {
        return ApprovedChanges.approved(server, wish);
    }

    private static RolloutHead done(RolloutOutcome outcome) {
        assertThat(outcome).isInstanceOf(RolloutOutcome.Done.class);
        return ((RolloutOutcome.Done) outcome).rollout();
    }

    private static RolloutOutcome tryToStart(long change) {
        return server.bean(StartRollout.class)
                .start(
                        ApprovedChanges.OLGA,
                        Scope.everything(),
                        Optional.empty(),
                        new StartRollout.Wish(change, null, null));
    }

    private static RolloutHead started(ChangeWish wish) {
        return done(tryToStart(approved(wish).number()));
    }

    private static RolloutOutcome steer(RolloutHead head, SteerRollout.Wish wish) {
        return server.bean(SteerRollout.class)
                .steer(ApprovedChanges.OLGA, Scope.everything(), head.number(), wish, "a reason", null);
    }

    private static RolloutHead now(RolloutHead head) {
        return server.bean(Rollouts.class)
                .find(head.number(), Scope.everything())
                .orElseThrow();
    }

    private static RolloutHead await(RolloutHead head, Predicate<RolloutHead> holds) {
        boolean held = Until.holds(() -> holds.test(now(head)), Duration.ofMinutes(2));
        assertThat(held).as("%s", now(head)).isTrue();
        return now(head);
    }

    private static long audited(String kind, RolloutHead head) {
        return server.jdbc()
                .sql("select count(*) from audit_entry where kind = ? and subject_type = 'rollout' and subject_id = ?")
                .params(kind, Long.toString(head.number()))
                .query(Long.class)
                .single();
    }

    @Test
    void a_change_reaches_all_hosts_wave_by_wave_and_each_is_asked_once() {
        List<HostId> hosts = hosts(5);
        List<HostId> order = new ArrayList<>();
        agents.mood((host, asked) -> {
            if (asked instanceof Order.Install) {
                order.add(host);
            }
            return null;
        });

        RolloutHead head = started(wish(hosts, TWO_WAVES, OnBreach.PAUSE));
        RolloutHead ended = await(head, each -> !each.open());

        assertThat(ended.stage())
                .isInstanceOfSatisfying(
                        Stage.Ended.class, each -> assertThat(each.end()).isEqualTo(Stage.End.COMPLETED));
        assertThat(ended.count(Standing.DONE)).isEqualTo(5);
        assertThat(ended.tallies().getFirst().count(Standing.DONE)).isEqualTo(2);
        assertThat(order).doesNotHaveDuplicates().hasSize(5);
        for (HostId host : hosts) {
            assertThat(agents.kinds(host))
                    .containsExactly(OrderKind.INSTALL, OrderKind.RESTART_SERVICES, OrderKind.VERIFY);
            assertThat(agents.version(host, "openssl:amd64")).contains(OrderedHosts.NEW);
        }
        assertThat(audited("rollout.started", head)).isOne();
        assertThat(audited("rollout.moved", head)).isGreaterThanOrEqualTo(3);
    }

    @Test
    void a_host_that_fails_halts_it_and_goes_back_to_the_versions_before() {
        List<HostId> hosts = hosts(4);
        AtomicReference<HostId> sick = new AtomicReference<>();
        agents.mood((host, asked) -> asked instanceof Order.Verify verify
                        && verify.present().getFirst().version().equals(OrderedHosts.NEW)
                        && (sick.compareAndSet(null, host) || host.equals(sick.get()))
                ? new Outcome.Failed(FailureKind.CHECK, "The shop <b>does not sell</b>.")
                : null);

        RolloutHead head = started(
                wish(hosts, List.of("pilot 2 soak=0h failed=0", "broad rest soak=0h"), OnBreach.ROLL_BACK_FAILED));
        RolloutHead halted =
                await(head, each -> each.stage() instanceof Stage.Paused && each.count(Standing.BACK) == 1);

        assertThat(halted.stage().word()).isEqualTo("halted");
        assertThat(agents.kinds(sick.get()))
                .containsExactly(
                        OrderKind.INSTALL,
                        OrderKind.RESTART_SERVICES,
                        OrderKind.VERIFY,
                        OrderKind.ROLL_BACK,
                        OrderKind.RESTART_SERVICES,
                        OrderKind.VERIFY);
        assertThat(agents.version(sick.get(), "nginx:amd64")).contains(OrderedHosts.OLD);
        assertThat(hosts.stream().filter(each -> agents.done(each).isEmpty())).hasSize(2);
        assertThat(((Stage.Paused) halted.stage()).why()).isInstanceOf(Why.Breach.class);

        assertThat(server.jdbc()
                        .sql("""
                                select abs(f.down_seconds - o.seconds) < 0.001 and o.n = 2 as both from change_fact f,
                                    lateral (select sum(extract(epoch from i.ended_at - i.taken_at)) as seconds, count(*) as n
                                        from rollout_order g join host_order i on i.number = g.order_number
                                        where g.rollout = f.rollout and g.place = f.place and g.deed = 'restart') o
                                where f.rollout = ? and f.outcome = 'back'""")
                        .param(head.number())
                        .query((row, _) -> row.getBoolean("both"))
                        .single())
                .as("the restart on the way back is in it")
                .isTrue();

        done(steer(head, new SteerRollout.Wish.Resume()));
        RolloutHead ended = await(head, each -> !each.open());
        assertThat(((Stage.Ended) ended.stage()).end()).isEqualTo(Stage.End.PARTLY);
        assertThat(ended.count(Standing.DONE)).isEqualTo(3);
    }

    @Test
    void people_pause_skip_and_abort_it_and_what_no_host_has_taken_is_withdrawn() throws Exception {
        List<HostId> hosts = hosts(3);
        agents.end(); // nobody takes anything
        RolloutHead head = started(wish(hosts, List.of("all rest soak=0h"), OnBreach.PAUSE));
        await(head, each -> each.count(Standing.MOVING) == 3);

        done(steer(head, new SteerRollout.Wish.Pause()));
        await(head, each -> each.count(Standing.WAITING) == 3);
        assertThat(server.jdbc()
                        .sql("select count(*) from host_order where host_id = any(?) and state = 'withdrawn'")
                        .param(hosts.stream().map(HostId::value).toArray(Long[]::new))
                        .query(Long.class)
                        .single())
                .isEqualTo(3);
        assertThat(steer(head, new SteerRollout.Wish.Pause())).isInstanceOf(RolloutOutcome.Conflict.class);
        done(steer(head, new SteerRollout.Wish.Skip(hosts.getFirst())));
        assertThat(steer(head, new SteerRollout.Wish.Skip(new HostId(1L << 40))))
                .isInstanceOf(RolloutOutcome.Conflict.class);
        done(steer(head, new SteerRollout.Wish.Abort(TakeBack.NOTHING)));

        RolloutHead ended = await(head, each -> !each.open());
        assertThat(ended.stage().word()).isEqualTo("aborted");
        assertThat(ended.count(Standing.SKIPPED)).isOne();
        assertThat(audited("rollout.paused", head)).isOne();
        assertThat(audited("rollout.host-skipped", head)).isOne();
        assertThat(audited("rollout.aborted", head)).isOne();
    }

    @Test
    void a_host_that_is_done_in_a_roll_out_is_not_taken_into_another_before_that_has_ended() throws Exception {
        List<HostId> hosts = hosts(2);
        RolloutHead first = started(wish(hosts, List.of("pilot 1 soak=1h", "broad rest soak=0h"), OnBreach.PAUSE));
        await(first, each -> each.stage() instanceof Stage.Soaking);
        HostId pilot = hosts.stream()
                .filter(each -> !agents.done(each).isEmpty())
                .findFirst()
                .orElseThrow();

        Change second = approved(wish(List.of(pilot), List.of("all rest soak=0h"), OnBreach.PAUSE));
        assertThat(tryToStart(second.number()))
                .isInstanceOfSatisfying(
                        RolloutOutcome.Conflict.class,
                        refused -> assertThat(refused.why())
                                .contains("roll-out " + first.number(), "may yet take them back"));
        done(steer(first, new SteerRollout.Wish.Abort(TakeBack.NOTHING)));
        await(first, each -> !each.open());

        done(tryToStart(second.number()));
    }

    @Test
    void while_a_member_of_a_cluster_is_in_a_roll_out_no_other_one_with_members_of_it_begins() throws Exception {
        List<HostId> members = hosts(2, "cluster:pair");
        RolloutHead first = started(wish(List.of(members.getFirst()), List.of("all rest soak=1h"), OnBreach.PAUSE));
        await(first, each -> each.stage() instanceof Stage.Soaking);
        Change second = approved(wish(List.of(members.getLast()), List.of("all rest soak=0h"), OnBreach.PAUSE));

        assertThat(tryToStart(second.number()))
                .isInstanceOfSatisfying(
                        RolloutOutcome.Conflict.class,
                        refused -> assertThat(refused.why()).contains("cluster:pair", "roll-out " + first.number()));

        done(steer(first, new SteerRollout.Wish.Abort(TakeBack.NOTHING)));
        await(first, each -> !each.open());
        done(tryToStart(second.number()));
    }

    @Test
    void an_approver_who_rejects_an_emergency_stops_it_and_nobody_else_changes_what_is_under_way() throws Exception {
        List<HostId> hosts = hosts(3);
        Change change = approved(urgent(wish(hosts, List.of("pilot 1 soak=0h", "broad rest soak=0h"), OnBreach.PAUSE)));
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch rejected = new CountDownLatch(1);
        agents.mood((_, order) -> {
            if (order instanceof Order.Install) {
                asked.countDown();
                assertThat(opens(rejected)).isTrue();
            }
            return null;
        });
        RolloutHead head = done(tryToStart(change.number()));
        assertThat(opens(asked)).isTrue();

        DraftChange drafts = server.bean(DraftChange.class);
        MoveChange moves = server.bean(MoveChange.class);
        for (ChangeOutcome refused : List.of(
                drafts.plan(ApprovedChanges.OLGA, Scope.everything(), change.number(), null),
                drafts.edit(
                        ApprovedChanges.OLGA,
                        Scope.everything(),
                        change.number(),
                        wish(hosts, List.of("all rest"), OnBreach.PAUSE),
                        null),
                moves.withdraw(ApprovedChanges.OLGA, Scope.everything(), change.number(), "over", null))) {
            assertThat(refused)
                    .isEqualTo(new ChangeOutcome.Conflict("Roll-out " + head.number()
                            + " of this change is under way. Abort it first, or draft another change."));
        }
        ApprovedChanges.done(moves.reject(
                ApprovedChanges.ADA,
                Scope.everything(),
                Scope.everything(),
                change.number(),
                change.content(),
                "too bold"));
        rejected.countDown();

        await(head, each -> each.count(Standing.MIDWAY) == 1);
        for (int i = 0; i < 3; i++) {
            server.bean(AdvanceRollouts.class).advance(head.number());
        }
        assertThat(now(head).count(Standing.WAITING)).isEqualTo(2);
        assertThat(tryToStart(change.number())).isInstanceOf(RolloutOutcome.Conflict.class);
        assertThat(server.bean(Rollouts.class).whole(now(head)).waits()).isNotEmpty();
        done(steer(head, new SteerRollout.Wish.Abort(TakeBack.ALL)));
        RolloutHead ended = await(head, each -> !each.open());
        assertThat(ended.count(Standing.BACK)).isOne();
        assertThat(ended.count(Standing.WAITING)).isEqualTo(2);
    }

    private static ChangeWish urgent(ChangeWish wish) {
        return new ChangeWish(
                wish.title(),
                wish.reason(),
                wish.ticket(),
                ChangeType.EMERGENCY,
                wish.repeatable(),
                wish.model(),
                wish.selection(),
                wish.hosts(),
                wish.waves(),
                wish.ranks(),
                wish.limits(),
                wish.onBreach(),
                wish.ripeningDays());
    }

    @Test
    void hosts_that_are_gone_before_their_turn_are_left_over_or_skipped_and_halt_nothing() {
        List<HostId> hosts = hosts(3);
        ChangeWish usual = wish(hosts, List.of("all rest soak=0h failed=0"), OnBreach.PAUSE);
        Change change = approved(new ChangeWish(
                usual.title(),
                usual.reason(),
                usual.ticket(),
                usual.type(),
                usual.repeatable(),
                usual.model(),
                usual.selection(),
                usual.hosts(),
                usual.waves(),
                usual.ranks(),
                new Limits(10, 10, 0, /* attempts= */ 1, Duration.ofHours(1)),
                usual.onBreach(),
                usual.ripeningDays()));
        assertThat(server.bean(RemoveHost.class)
                        .remove(ApprovedChanges.OLGA, Scope.everything(), hosts.get(0), "scrapped"))
                .isInstanceOf(RemoveHost.Outcome.Removed.class);
        server.jdbc()
                .sql("update agent set state = 'revoked' where host_id = ?")
                .param(hosts.get(1).value())
                .update();

        RolloutHead ended = await(done(tryToStart(change.number())), each -> !each.open());

        assertThat(((Stage.Ended) ended.stage()).end()).isEqualTo(Stage.End.PARTLY);
        assertThat(ended.count(Standing.SKIPPED)).as("removed").isOne();
        assertThat(ended.count(Standing.LEFT_OVER)).as("its agent is revoked").isOne();
        assertThat(ended.count(Standing.DONE)).isOne();
        assertThat(ended.failed()).isZero();
        assertThat(agents.done(hosts.get(0))).isEmpty();
        assertThat(agents.done(hosts.get(1))).isEmpty();
    }

    private static boolean opens(CountDownLatch latch) {
        try {
            return latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void what_is_not_approved_or_is_under_way_elsewhere_is_not_started() {
        List<HostId> hosts = hosts(2);
        Change draft = ApprovedChanges.draft(server, wish(hosts, List.of("all rest soak=1h"), OnBreach.PAUSE));
        assertThat(tryToStart(draft.number()))
                .isInstanceOfSatisfying(
                        RolloutOutcome.Conflict.class,
                        each -> assertThat(each.why()).contains("not approved"));
        assertThat(tryToStart(1L << 40)).isInstanceOf(RolloutOutcome.NoSuchChange.class);

        Change first = approved(wish(hosts, List.of("one 1 soak=1h", "rest rest soak=0h"), OnBreach.PAUSE));
        RolloutHead head = done(tryToStart(first.number()));
        assertThat(tryToStart(first.number()))
                .isInstanceOfSatisfying(
                        RolloutOutcome.Conflict.class,
                        each -> assertThat(each.why()).contains("already"));
        Change second = approved(wish(hosts, List.of("all rest soak=0h"), OnBreach.PAUSE));
        assertThat(tryToStart(second.number()))
                .isInstanceOfSatisfying(
                        RolloutOutcome.Conflict.class,
                        each -> assertThat(each.why()).contains("roll-out " + head.number()));
        done(steer(head, new SteerRollout.Wish.Abort(TakeBack.NOTHING)));
        await(head, each -> !each.open());
    }
}
