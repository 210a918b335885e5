package dev.fettle.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.StatePicture;
import dev.fettle.core.plan.Gate;
import dev.fettle.core.plan.Limits;
import dev.fettle.core.plan.OnBreach;
import dev.fettle.core.signing.Octets;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RolloutMachineTest {
    private static final Instant NOW = Instant.parse("2026-11-21T02:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofHours(1));
    private static final Octets CONTENT = Octets.sha256(new byte[] {1});
    /** Two waves of two hosts each; one host may fail in each. */
    private static RolloutPlan plan(OnBreach onBreach) {
        Gate gate = new Gate(1, 0, 100, 0);
        Target target = new Target(1, -1, 0, -1, List.of(Deed.VERIFY), Duration.ofMinutes(10), Duration.ofMinutes(1));
        return new RolloutPlan(
                CONTENT,
                NOW,
                List.of(target, target, target, target),
                List.of(
                        new Wave("pilot", 0, 2, gate, Duration.ofMinutes(30)),
                        new Wave("broad", 2, 4, gate, Duration.ZERO)),
                new Limits(10, 10, 0, 2, Duration.ofDays(1)),
                onBreach,
                true);
    }

    private static final RolloutPlan PLAN = plan(OnBreach.ROLL_BACK_WAVE);

    private static Rollout at(Stage stage, HostState... hosts) {
        Rollout rollout = Rollout.beginning(PLAN).in(stage);
        for (int i = 0; i < hosts.length; i++) {
            int touched = hosts[i] instanceof HostState.Waiting || hosts[i].equals(AWAY) ? 0 : 1;
            rollout = rollout.with(PLAN, i, new HostCourse(hosts[i], touched, touched));
        }
        return rollout;
    }

    private static final HostState DONE = new HostState.Done(NOW);
    private static final HostState FAILED = new HostState.Failed(false, "script");
    private static final HostState WORKING = new HostState.Working(Leg.FORTH.asked(NOW), NOW.plus(Duration.ofHours(9)));
    private static final HostState AWAY =
            new HostState.Due(Leg.FORTH.asked(NOW).missedOnce(), NOW.plus(Duration.ofHours(9)));
    private static final Why.Breach BREACH = new Why.Breach(0, 1, 2);
    private static final Why ADA = new Why.Person("ada");

    private static Map<String, Rollout> states() {
        Stage rolling = new Stage.Rolling(0);
        Stage soaking = new Stage.Soaking(0, NOW.plus(Duration.ofMinutes(30)));
        Stage taking = new Stage.TakingBack(0, TakeBack.WAVE, BREACH);
        Map<String, Rollout> states = new LinkedHashMap<>();
        states.put("scheduled", at(new Stage.Scheduled()));
        states.put("rolling, at work", at(rolling, DONE, WORKING));
        states.put("rolling, all done", at(rolling, DONE, DONE));
        states.put("rolling, too many failed", at(rolling, DONE, FAILED));
        states.put("rolling, none succeeded", at(rolling, new HostState.Skipped(), new HostState.LeftOver()));
        states.put("rolling, one away", at(rolling, DONE, AWAY));
        states.put("rolling, all away", at(rolling, AWAY, AWAY));
        states.put("last wave, one away", at(new Stage.Rolling(1), DONE, AWAY, DONE, DONE));
        states.put("soaking, one away", at(soaking, DONE, AWAY));
        states.put("soaking, one is back", at(soaking, DONE, new HostState.Waiting()));
        states.put("soaking", at(soaking, DONE, DONE));
        states.put("soaking, one got sick", at(soaking, DONE, FAILED));
        states.put("soaking, last wave", at(new Stage.Soaking(1, NOW), DONE, DONE, DONE, DONE));
        states.put(
                "soaking, last wave, one left",
                at(new Stage.Soaking(1, NOW), DONE, new HostState.Skipped(), DONE, DONE));
        states.put("taking back, at work", at(taking, new HostState.Back(NOW), WORKING));
        states.put("taking back, all back", at(taking, new HostState.Back(NOW), new HostState.Stuck("gone")));
        states.put("paused by a person", at(new Stage.Paused(rolling, ADA), DONE, WORKING));
        states.put("paused before it began", at(new Stage.Paused(new Stage.Scheduled(), ADA)));
        states.put("paused while taking back", at(new Stage.Paused(taking, ADA), DONE, FAILED));
        states.put("paused at the gate", at(new Stage.Paused(rolling, BREACH), new HostState.Back(NOW), FAILED));
        states.put("ending, at work", at(new Stage.Ending(0, TakeBack.NOTHING, "ada"), DONE, WORKING));
        states.put("ending, nothing out", at(new Stage.Ending(0, TakeBack.NOTHING, "ada"), DONE, FAILED));
        states.put("ended", at(new Stage.Ended(Stage.End.ABORTED, NOW), DONE, FAILED));
        return states;
    }

    private static Map<String, RolloutEvent> events() {
        Map<String, RolloutEvent> events = new LinkedHashMap<>();
        events.put("time", tick(NOW, CONTENT));
        events.put("an hour", tick(LATER, CONTENT));
        events.put("unapproved", tick(LATER, null));
        events.put("pause", new RolloutEvent.Pause("ada"));
        events.put("resume", new RolloutEvent.Resume());
        events.put("abort", new RolloutEvent.Abort(TakeBack.NOTHING, "ada"));
        events.put("abort all", new RolloutEvent.Abort(TakeBack.ALL, "ada"));
        events.put("skip", new RolloutEvent.Skip(1));
        events.put("retry", new RolloutEvent.Retry(1, NOW));
        events.put("answer", new RolloutEvent.Answered(1, 1, new RolloutEvent.Answer.Yes(), NOW));
        return events;
    }

    private static RolloutEvent.Tick tick(Instant now, @Nullable Octets approved) {
        return new RolloutEvent.Tick(now, List.of(), approved);
    }

    /** The whole table: what follows, with the number of orders given; "-" is refused, a dot changes nothing. */
    private static final String TABLE = """
                                          time        an hour     unapproved  pause       resume      abort       abort all   skip        retry       answer
            scheduled                     rolling0 2  rolling0 2  .           paused      -           ending      ending      scheduled   -           .
            rolling, at work              .           .           .           paused      -           ending      ending      -           -           rolling0
            rolling, all done             soaking0    soaking0    soaking0    paused      -           ending      ending      -           -           .
            rolling, too many failed      taking 2    taking 2    taking 2    paused      -           ending      ending      rolling0    rolling0    .
            rolling, none succeeded       halted      halted      halted      paused      -           ending      ending      rolling0    rolling0    .
            rolling, one away             soaking0    soaking0    soaking0    paused      -           ending      ending      rolling0    -           .
            rolling, all away             .           .           .           paused      -           ending      ending      rolling0    -           .
            last wave, one away           .           .           .           paused      -           ending      ending      rolling1    -           .
            soaking, one away             .           rolling1 2  rolling1    paused      -           ending      ending      soaking0    -           .
            soaking, one is back          rolling0 1  rolling0 1  rolling0    paused      -           ending      ending      soaking0    -           .
            soaking                       .           rolling1 2  rolling1    paused      -           ending      ending      -           -           .
            soaking, one got sick         taking 2    taking 2    taking 2    paused      -           ending      ending      soaking0    rolling0    .
            soaking, last wave            completed   completed   completed   paused      -           ending      ending      -           -           .
            soaking, last wave, one left  partly      partly      partly      paused      -           ending      ending      .           rolling1    .
            taking back, at work          .           .           .           paused      -           ending      ending      -           -           taking
            taking back, all back         halted      halted      halted      paused      -           ending      ending      taking      -           .
            paused by a person            .           .           .           -           rolling0    ending      ending      -           -           paused
            paused before it began        .           .           .           -           scheduled   ending      ending      paused      -           .
            paused while taking back      .           .           .           -           taking      ending      ending      paused      -           .
            paused at the gate            .           .           .           -           rolling0    ending      ending      halted      halted      .
            ending, at work               .           .           .           -           -           -           ending      -           -           ending
            ending, nothing out           aborted     aborted     aborted     -           -           -           ending      ending      -           .
            ended                         .           .           .           -           -           -           -           -           -           .
            """;

    @Test
    void every_state_meets_every_event() {
        StringBuilder table = new StringBuilder(line("", events().keySet()));
        states().forEach((name, rollout) -> {
            List<String> cells = new ArrayList<>();
            events().values().forEach(event -> cells.add(result(new RolloutMachine(PLAN).step(rollout, event))));
            table.append(line(name, cells));
        });
        assertThat(table.toString()).isEqualTo(TABLE);
    }

    private static String line(String name, Iterable<String> cells) {
        StringBuilder line = new StringBuilder(String.format("%-29s", name));
        for (String cell : cells) {
            line.append(String.format(" %-11s", cell));
        }
        return line.toString().stripTrailing() + "\n";
    }

    private static String result(Step step) {
        return switch (step) {
            case Step.Unchanged() -> ".";
            case Step.Refused _ -> "-";
            case Step.Moved(Rollout rollout, List<Instruction> given) ->
                name(rollout.stage()) + (given.isEmpty() ? "" : " " + given.size());
        };
    }

    private static String name(Stage stage) {
        return switch (stage) {
            case Stage.Scheduled() -> "scheduled";
            case Stage.Rolling(int wave) -> "rolling" + wave;
            case Stage.Soaking(int wave, Instant _) -> "soaking" + wave;
            case Stage.TakingBack _ -> "taking";
            case Stage.Paused(Stage _, Why.Person _) -> "paused";
            case Stage.Paused(Stage _, Why.AtGate _) -> "halted";
            case Stage.Ending _ -> "ending";
            case Stage.Ended(Stage.End end, Instant _) ->
                switch (end) {
                    case COMPLETED -> "completed";
                    case PARTLY -> "partly";
                    case ABORTED -> "aborted";
                };
        };
    }

    @Test
    void what_is_in_the_middle_is_cut_short_when_a_roll_out_is_ended_without_its_approval() {
        Target target = new Target(
                1, -1, 0, -1, List.of(Deed.RESTART, Deed.VERIFY), Duration.ofMinutes(10), Duration.ofMinutes(1));
        RolloutPlan plan = new RolloutPlan(
                CONTENT,
                NOW,
                List.of(target),
                List.of(new Wave("all", 0, 1, new Gate(1, 0, 0, 0), Duration.ZERO)),
                PLAN.limits(),
                OnBreach.PAUSE,
                false);
        HostCourse installed = new HostCourse(new HostState.Due(Leg.FORTH.next(), NOW), 1, 1);
        Rollout ending = Rollout.beginning(plan)
                .in(new Stage.Ending(0, TakeBack.NOTHING, "ada"))
                .with(plan, 0, installed);

        assertThat(new RolloutMachine(plan).step(ending, tick(NOW, null)))
                .isInstanceOfSatisfying(Step.Moved.class, moved -> {
                    assertThat(moved.instructions()).isEmpty();
                    assertThat(moved.rollout().stage()).isInstanceOf(Stage.Ended.class);
                    assertThat(moved.rollout().courses().at(0).state()).isInstanceOf(HostState.Failed.class);
                });
        assertThat(new RolloutMachine(plan).step(ending, tick(NOW, CONTENT)))
                .isInstanceOfSatisfying(
                        Step.Moved.class,
                        moved -> assertThat(moved.instructions()).hasSize(1));
    }

    @Test
    void nothing_is_begun_without_an_approval_of_that_very_content() {
        Rollout rolling = at(new Stage.Rolling(0));
        for (Octets approved : new Octets[] {null, Octets.sha256(new byte[] {2})}) {
            assertThat(new RolloutMachine(PLAN).step(rolling, tick(NOW, approved)))
                    .isEqualTo(new Step.Unchanged());
        }
        assertThat(new RolloutMachine(PLAN).step(rolling, tick(NOW, CONTENT))).isInstanceOf(Step.Moved.class);
    }

    @Test
    void an_order_is_given_only_if_it_is_expected_to_end_inside_the_window() {
        Target target = new Target(1, -1, 0, 0, List.of(Deed.VERIFY), Duration.ofMinutes(10), Duration.ofMinutes(1));
        RolloutPlan plan = new RolloutPlan(
                CONTENT,
                NOW,
                List.of(target),
                List.of(new Wave("all", 0, 1, new Gate(1, 0, 0, 0), Duration.ZERO)),
                PLAN.limits(),
                OnBreach.PAUSE,
                false);
        Rollout rolling = Rollout.beginning(plan).in(new Stage.Rolling(0));
        RolloutMachine machine = new RolloutMachine(plan);
        assertThat(machine.step(rolling, new RolloutEvent.Tick(NOW, List.of(Optional.empty()), CONTENT)))
                .isEqualTo(new Step.Unchanged());
        Instant tooSoon = NOW.plus(Duration.ofMinutes(10)).plusSeconds(10);
        assertThat(machine.step(rolling, new RolloutEvent.Tick(NOW, List.of(Optional.of(tooSoon)), CONTENT)))
                .isEqualTo(new Step.Unchanged());
        Instant justEnough = NOW.plus(Duration.ofMinutes(11));
        assertThat(machine.step(rolling, new RolloutEvent.Tick(NOW, List.of(Optional.of(justEnough)), CONTENT)))
                .isInstanceOfSatisfying(
                        Step.Moved.class,
                        moved -> assertThat(moved.instructions())
                                .singleElement()
                                .isInstanceOfSatisfying(
                                        Instruction.Give.class,
                                        give -> assertThat(give.beginBy()).isEqualTo(NOW.plus(Duration.ofMinutes(1)))));
    }

    @Test
    void a_wave_too_small_to_tell_says_so() {
        Target target = new Target(1, -1, 0, -1, List.of(Deed.VERIFY), Duration.ofMinutes(10), Duration.ofMinutes(1));
        RolloutPlan plan = new RolloutPlan(
                CONTENT,
                NOW,
                List.of(target),
                List.of(new Wave("all", 0, 1, new Gate(1, 0, 0, 5), Duration.ZERO)),
                PLAN.limits(),
                OnBreach.PAUSE,
                false);
        Rollout done = Rollout.beginning(plan).in(new Stage.Rolling(0)).with(plan, 0, new HostCourse(DONE, 2, 1));
        assertThat(new RolloutMachine(plan).step(done, tick(NOW, CONTENT)))
                .isInstanceOfSatisfying(
                        Step.Moved.class,
                        moved -> assertThat(moved.rollout().stage())
                                .isEqualTo(new Stage.Paused(new Stage.Rolling(0), new Why.TooSmall(0, 1, 59))));
    }

    /** Made anew with -Dfettle.write-docs=1. */
    @Test
    void the_picture_in_the_documents_is_the_one_of_the_code() throws IOException {
        StatePicture picture = new StatePicture("[*] --> scheduled: approved");
        for (OnBreach onBreach : OnBreach.values()) {
            RolloutMachine machine = new RolloutMachine(plan(onBreach));
            states().values()
                    .forEach(from -> events().forEach((name, event) -> {
                        if (machine.step(from, event) instanceof Step.Moved(Rollout to, List<Instruction> _)
                                && !plain(from.stage()).equals(plain(to.stage()))) {
                            picture.arrow(
                                    plain(from.stage()),
                                    plain(to.stage()),
                                    event instanceof RolloutEvent.Tick ? because(from, to) : name);
                        }
                    }));
        }
        picture.assertStandsIn(
                "rollouts.md", RolloutMachineTest.class, "completed --> [*]", "partly --> [*]", "aborted --> [*]");
    }

    private static String plain(Stage stage) {
        return name(stage).replaceAll("[0-9]", "");
    }

    private static String because(Rollout from, Rollout to) {
        return switch (to.stage()) {
            case Stage.Rolling _ -> from.stage() instanceof Stage.Scheduled ? "its time has come" : "the next wave";
            case Stage.Soaking _ -> "the gate is passed";
            case Stage.TakingBack _ -> "too many have failed";
            case Stage.Paused(Stage _, Why.Breach _) ->
                from.stage() instanceof Stage.TakingBack ? "taken back" : "too many have failed";
            case Stage.Paused _ -> "the gate is not passed";
            case Stage.Ended(Stage.End end, Instant _) ->
                switch (end) {
                    case COMPLETED -> "all hosts have succeeded";
                    case PARTLY -> "not all hosts have succeeded";
                    case ABORTED -> "nothing is out any more";
                };
            case Stage.Scheduled _, Stage.Ending _ -> "";
        };
    }
}
