package dev.fettle.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.plan.Limits;
import dev.fettle.core.rollout.RolloutEvent.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HostMachineTest {
    private static final Instant NOW = Instant.parse("2026-11-21T02:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Target TARGET = new Target(
            1, -1, 0, -1, List.of(Deed.RESTART, Deed.VERIFY), MINUTE.multipliedBy(10), MINUTE.multipliedBy(4));
    private static final Limits LIMITS = new Limits(5, 5, 0, 2, Duration.ofDays(1));
    private static final HostMachine MACHINE = new HostMachine(TARGET, LIMITS);
    private static final int ORDER = 7;

    /** What there is, by names that the table uses. */
    private static Map<String, HostState> states() {
        Leg install = Leg.FORTH.asked(NOW);
        Leg verify = new Leg(false, 2, 0, 0, NOW);
        Leg back = Leg.BACK.asked(NOW);
        Leg verifyBack = new Leg(true, 2, 0, 0, NOW);
        Instant beginBy = NOW.plus(HostMachine.PATIENCE);
        Map<String, HostState> states = new LinkedHashMap<>();
        states.put("waiting", new HostState.Waiting());
        states.put("due", new HostState.Due(Leg.FORTH, NOW));
        states.put("asked", new HostState.Asked(install, beginBy));
        states.put("asked-long", new HostState.Asked(new Leg(false, 0, 0, 3, NOW.minus(LIMITS.offline())), beginBy));
        states.put("asked-back", new HostState.Asked(new Leg(true, 0, 0, 3, NOW.minus(LIMITS.offline())), beginBy));
        states.put("withdrawn", new HostState.Asked(install, beginBy, true));
        states.put("installs", new HostState.Working(install, NOW.plus(Duration.ofHours(2))));
        states.put("verifies", new HostState.Working(verify, NOW.plus(Duration.ofHours(2))));
        states.put("goes-back", new HostState.Working(back, NOW.plus(Duration.ofHours(2))));
        states.put("verifies-back", new HostState.Working(verifyBack, NOW.plus(Duration.ofHours(2))));
        states.put("lost", new HostState.Lost(install));
        states.put("done", new HostState.Done(NOW));
        states.put("failed", new HostState.Failed(false, "why"));
        states.put("back", new HostState.Back(NOW));
        states.put("stuck", new HostState.Stuck("why"));
        states.put("left-over", new HostState.LeftOver());
        states.put("skipped", new HostState.Skipped());
        return states;
    }

    private static Map<String, RolloutEvent.ByHost> events() {
        Map<String, RolloutEvent.ByHost> events = new LinkedHashMap<>();
        events.put("took", new RolloutEvent.Took(0, ORDER, NOW));
        events.put("yes", answered(new Answer.Yes()));
        events.put("no", answered(new Answer.No(false, "script")));
        events.put("not-yet", answered(new Answer.No(true, "lock")));
        events.put("unknown", answered(new Answer.Unknown("cut off")));
        events.put("withdrawn", new RolloutEvent.NeverSent(0, ORDER, NOW));
        events.put("missed", new RolloutEvent.NeverSent(0, ORDER, NOW.plus(HostMachine.PATIENCE)));
        events.put("not-given", new RolloutEvent.NotGiven(0, ORDER, "no agent", NOW));
        events.put("heard", new RolloutEvent.Heard(0, NOW.plus(MINUTE)));
        events.put("sick", new RolloutEvent.Sick(0, "down"));
        return events;
    }

    private static RolloutEvent.Answered answered(Answer answer) {
        return new RolloutEvent.Answered(0, ORDER, answer, NOW);
    }

    /** The whole table: a row for each state, a column for each event, a dot where nothing changes. */
    private static final String TABLE = """
                           took        yes         no          not-yet     unknown     withdrawn   missed      not-given   heard       sick        long-time
            waiting        .           .           .           .           .           .           .           .           .           .           .
            due            .           .           .           .           .           .           .           .           .           .           .
            asked          works>0     due>1       failed      due>0x1     failed?     due>0       due>0-later due>0x1     .           .           lost
            asked-long     works>0     due>1       failed      due>0x1     failed?     due>0-later left-over   due>0x1     .           .           lost
            asked-back     works<0     due<1       stuck       due<0x1     stuck       due<0-later stuck       due<0x1     .           .           lost
            withdrawn      works>0     due>1       failed      due>0x1     failed?     due>0       due>0       due>0x1     .           .           lost
            installs       .           due>1       failed      due>0x1     failed?     .           .           .           .           .           lost
            verifies       .           done        failed      due>2x1     failed?     .           .           .           .           .           lost
            goes-back      .           due<1       stuck       due<0x1     stuck       .           .           .           .           .           lost
            verifies-back  .           back        stuck       due<2x1     stuck       .           .           .           .           .           lost
            lost           .           due>1       failed      due>0x1     failed?     .           .           .           .           .           .
            done           .           .           .           .           .           .           .           .           .           failed      .
            failed         .           .           .           .           .           .           .           .           .           .           .
            back           .           .           .           .           .           .           .           .           .           .           .
            stuck          .           .           .           .           .           .           .           .           .           .           .
            left-over      .           .           .           .           .           .           .           .           .           .           .
            skipped        .           .           .           .           .           .           .           .           .           .           .
            """;

    @Test
    void every_state_meets_every_event() {
        List<String> names = new ArrayList<>(events().keySet());
        names.add("long-time");
        StringBuilder table = new StringBuilder(line("", names));
        states().forEach((name, state) -> {
            List<String> cells = new ArrayList<>();
            events().values().forEach(event -> cells.add(name(MACHINE.after(course(state), event))));
            cells.add(name(MACHINE.at(course(state), NOW.plus(Duration.ofDays(3)))));
            table.append(line(name, cells));
        });
        assertThat(table.toString()).isEqualTo(TABLE);
    }

    @Test
    void a_host_that_could_not_be_asked_was_not_changed_by_that() {
        HostCourse asked = course(new HostState.Asked(Leg.FORTH, NOW));
        assertThat(asked.touched()).isTrue();
        HostCourse after = MACHINE.after(asked, new RolloutEvent.NotGiven(0, ORDER, "no agent", NOW))
                .orElseThrow();
        assertThat(after.touched()).isFalse();
        assertThat(MACHINE.after(asked, answered(new Answer.No(true, "lock")))
                        .orElseThrow()
                        .touched())
                .isTrue();
    }

    @Test
    void a_host_that_nobody_can_ask_is_left_over_in_the_end_if_it_is_as_before_and_has_failed_if_it_may_not_be() {
        Leg tried = Leg.FORTH.again().asked(NOW);
        HostState last = new HostState.Asked(tried, NOW.plus(HostMachine.PATIENCE));
        RolloutEvent.ByHost notGiven = new RolloutEvent.NotGiven(0, ORDER, "no agent", NOW);
        HostCourse after =
                MACHINE.after(new HostCourse(last, ORDER, ORDER), notGiven).orElseThrow();
        assertThat(after.state()).isEqualTo(new HostState.LeftOver());
        assertThat(after.touched()).isFalse();
        assertThat(after.standing().failed()).isFalse();

        assertThat(MACHINE.after(new HostCourse(last, ORDER, ORDER - 1), notGiven)
                        .orElseThrow()
                        .state())
                .isEqualTo(new HostState.Failed(false, "no agent"));
        HostState verify = new HostState.Asked(new Leg(false, 2, 1, 0, NOW), NOW.plus(HostMachine.PATIENCE));
        assertThat(MACHINE.after(new HostCourse(verify, ORDER, 1), notGiven)
                        .orElseThrow()
                        .state())
                .isInstanceOf(HostState.Failed.class);
        HostState back = new HostState.Asked(new Leg(true, 0, 1, 0, NOW), NOW.plus(HostMachine.PATIENCE));
        assertThat(MACHINE.after(new HostCourse(back, ORDER, 1), notGiven)
                        .orElseThrow()
                        .state())
                .isInstanceOf(HostState.Stuck.class);
    }

    private static HostCourse course(HostState state) {
        return new HostCourse(state, ORDER, ORDER);
    }

    private static String line(String name, List<String> cells) {
        StringBuilder line = new StringBuilder(String.format("%-14s", name));
        for (String cell : cells) {
            line.append(String.format(" %-11s", cell));
        }
        return line.toString().stripTrailing() + "\n";
    }

    private static String name(Optional<HostCourse> course) {
        return course.map(each -> switch (each.state()) {
                    case HostState.Waiting _ -> "waiting";
                    case HostState.Due(Leg leg, Instant _) -> "due" + step(leg) + (leg.missed() > 0 ? "-later" : "");
                    case HostState.Asked _ -> "asked";
                    case HostState.Working(Leg leg, Instant _) -> "works" + step(leg);
                    case HostState.Lost _ -> "lost";
                    case HostState.Done _ -> "done";
                    case HostState.Failed(boolean unknown, String _) -> unknown ? "failed?" : "failed";
                    case HostState.Back _ -> "back";
                    case HostState.Stuck _ -> "stuck";
                    case HostState.LeftOver _ -> "left-over";
                    case HostState.Skipped _ -> "skipped";
                })
                .orElse(".");
    }

    private static String step(Leg leg) {
        return (leg.back() ? "<" : ">") + leg.step() + (leg.tries() > 0 ? "x" + leg.tries() : "");
    }

    @Test
    void what_is_said_of_an_earlier_order_changes_nothing() {
        for (HostState state : states().values()) {
            HostCourse later = new HostCourse(state, ORDER + 1, ORDER);
            events().forEach((name, event) -> {
                if (!(event instanceof RolloutEvent.Sick) && !(event instanceof RolloutEvent.Heard)) {
                    assertThat(MACHINE.after(later, event))
                            .as("%s, %s", state, name)
                            .isEmpty();
                }
            });
        }
    }

    @Test
    void a_host_that_could_not_do_it_yet_is_asked_so_often_and_no_more() {
        HostCourse course = course(new HostState.Asked(Leg.FORTH.asked(NOW), NOW.plus(HostMachine.PATIENCE)));
        HostCourse once = MACHINE.after(course, events().get("not-yet")).orElseThrow();
        assertThat(once.state()).isInstanceOf(HostState.Due.class);
        Leg leg = once.state() instanceof HostState.Due(Leg is, Instant _) ? is : Leg.FORTH;
        HostCourse twice = MACHINE.after(
                        once.in(new HostState.Asked(leg.asked(NOW), NOW.plus(HostMachine.PATIENCE))),
                        events().get("not-yet"))
                .orElseThrow();
        assertThat(twice.state()).isEqualTo(new HostState.Failed(false, "lock"));
    }

    @Test
    void a_host_that_never_had_the_order_is_known_to_be_untouched_unless_an_earlier_one_reached_it() {
        HostState asked = new HostState.Asked(Leg.FORTH.asked(NOW), NOW.plus(HostMachine.PATIENCE));
        RolloutEvent.ByHost never = new RolloutEvent.NeverSent(0, ORDER, NOW);
        assertThat(MACHINE.after(new HostCourse(asked, ORDER, ORDER), never)
                        .orElseThrow()
                        .touched())
                .isFalse();
        assertThat(MACHINE.after(new HostCourse(asked, ORDER, ORDER - 1), never)
                        .orElseThrow()
                        .touched())
                .isTrue();
    }

    @Test
    void a_host_that_may_have_been_changed_is_never_left_over() {
        HostState asked = new HostState.Asked(
                new Leg(false, 0, 0, 3, NOW.minus(LIMITS.offline())), NOW.plus(HostMachine.PATIENCE));
        RolloutEvent.ByHost missed = new RolloutEvent.NeverSent(0, ORDER, NOW.plus(HostMachine.PATIENCE));
        assertThat(MACHINE.after(new HostCourse(asked, ORDER, ORDER), missed)
                        .orElseThrow()
                        .state())
                .isEqualTo(new HostState.LeftOver());
        assertThat(MACHINE.after(new HostCourse(asked, ORDER, 1), missed)
                        .orElseThrow()
                        .state())
                .isInstanceOf(HostState.Failed.class);
    }

    @Test
    void a_host_that_is_switched_off_is_asked_ever_more_seldom_and_at_once_when_it_is_heard_of() {
        Instant now = NOW;
        Leg leg = Leg.FORTH;
        Duration last = Duration.ZERO;
        for (int i = 0; i < 10; i++) {
            Instant missedAt = now.plus(HostMachine.PATIENCE);
            HostCourse asked = course(new HostState.Asked(new Leg(false, 0, 0, i, now), missedAt));
            HostCourse due = MACHINE.after(asked, new RolloutEvent.NeverSent(0, ORDER, missedAt))
                    .orElseThrow();
            assertThat(due.state()).isInstanceOf(HostState.Due.class);
            if (due.state() instanceof HostState.Due(Leg next, Instant notBefore)) {
                Duration pause = Duration.between(missedAt, notBefore);
                assertThat(pause).isGreaterThanOrEqualTo(last).isLessThan(Duration.ofHours(6));
                last = pause;
                leg = next;
            }
            HostCourse heard = MACHINE.after(due, new RolloutEvent.Heard(0, missedAt.plusSeconds(1)))
                    .orElseThrow();
            assertThat(heard.state()).isEqualTo(new HostState.Due(leg.heard(), missedAt.plusSeconds(1)));
        }
    }
}
