package dev.fettle.server.rollouts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.plan.Gate;
import dev.fettle.core.rollout.HostCourse;
import dev.fettle.core.rollout.HostState;
import dev.fettle.core.rollout.Leg;
import dev.fettle.core.rollout.Stage;
import dev.fettle.core.rollout.Standing;
import dev.fettle.core.rollout.TakeBack;
import dev.fettle.core.rollout.Tally;
import dev.fettle.core.rollout.Wait;
import dev.fettle.core.rollout.Wave;
import dev.fettle.core.rollout.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every stage, halt, wait and state of a host has a sentence of its own. */
final class RolloutWordsTest {
    private static final Instant AT = Instant.parse("2026-11-22T02:00:00Z");
    private static final Gate GATE = new Gate(1, 0, 100, 0);
    private static final RolloutWords WORDS = new RolloutWords(
            List.of(
                    new Wave("pilot", 0, 1, GATE, Duration.ofHours(1)),
                    new Wave("broad", 1, 5, GATE, Duration.ofHours(1))),
            _ -> "NOW",
            needed -> needed.calendar() == 0 ? Optional.of(AT) : Optional.empty());

    private static final List<Why> WHYS = List.of(
            new Why.Person("olga"),
            new Why.Breach(1, 1, 4),
            new Why.TooFew(0, 0, 1),
            new Why.TooSmall(0, 3, 59),
            new Why.RateTooHigh(1, 2, 60));

    /** Of a sealed interface, so that a new case is not forgotten here. */
    private static void allOf(Class<?> sealed, List<?> cases) {
        Set<Class<?>> there = new HashSet<>();
        cases.forEach(each -> there.add(each.getClass()));
        assertThat(there).isEqualTo(leaves(sealed));
    }

    private static Set<Class<?>> leaves(Class<?> type) {
        Set<Class<?>> leaves = new HashSet<>();
        if (!type.isSealed()) {
            leaves.add(type);
            return leaves;
        }
        Arrays.stream(type.getPermittedSubclasses()).forEach(each -> leaves.addAll(leaves(each)));
        return leaves;
    }

    private static void sentences(Stream<String> all) {
        List<String> told = all.toList();
        assertThat(told)
                .doesNotHaveDuplicates()
                .allSatisfy(each -> assertThat(each)
                        .matches("[A-Za-z0-9].*[a-z0-9A-Z)]\\.")
                        .doesNotContain("  ", "..", "null", "wave 0", "-1"));
    }

    @Test
    void each_stage_has_a_sentence() {
        List<Stage> stages = List.of(
                new Stage.Scheduled(),
                new Stage.Rolling(1),
                new Stage.Soaking(0, AT),
                new Stage.TakingBack(1, TakeBack.FAILED, new Why.Breach(0, 1, 1)),
                new Stage.TakingBack(1, TakeBack.WAVE, new Why.Breach(0, 1, 1)),
                new Stage.Paused(new Stage.Scheduled(), WHYS.getFirst()),
                new Stage.Paused(new Stage.Rolling(1), WHYS.getFirst()),
                new Stage.Paused(new Stage.Rolling(1), WHYS.getLast()),
                new Stage.Ending(-1, TakeBack.NOTHING, "olga"),
                new Stage.Ending(1, TakeBack.FAILED, "olga"),
                new Stage.Ending(1, TakeBack.WAVE, "olga"),
                new Stage.Ending(1, TakeBack.ALL, "olga"),
                new Stage.Ended(Stage.End.COMPLETED, AT),
                new Stage.Ended(Stage.End.PARTLY, AT),
                new Stage.Ended(Stage.End.ABORTED, AT));

        allOf(Stage.class, stages);
        sentences(stages.stream().map(WORDS::stage));
        assertThat(WORDS.stage(stages.get(1))).contains("wave 2 of 2 (broad)");
        assertThat(WORDS.stage(stages.get(2))).contains("wave 1 of 2 (pilot)", "until NOW");
        assertThat(WORDS.stage(new Stage.Ending(-1, TakeBack.WAVE, "olga"))).contains("None of them goes back");
    }

    @Test
    void what_has_halted_it_is_told_and_nothing_else_is() {
        allOf(Why.class, WHYS);
        sentences(WHYS.stream().map(WORDS::why));
        assertThat(WORDS.why(new Why.Breach(1, 1, 4)))
                .isEqualTo("In wave 2 of 2 (broad), 1 of 4 hosts has failed, which is more than its gate allows.");
        for (Why why : WHYS) {
            assertThat(WORDS.halt(new Stage.Paused(new Stage.Rolling(0), why))).contains(WORDS.why(why));
        }
        assertThat(WORDS.halt(new Stage.TakingBack(1, TakeBack.FAILED, new Why.Breach(0, 1, 1))))
                .isPresent();
        for (Stage stage : List.of(new Stage.Scheduled(), new Stage.Rolling(0), new Stage.Soaking(0, AT))) {
            assertThat(WORDS.halt(stage)).isEmpty();
        }
    }

    @Test
    void each_wait_has_a_sentence() {
        List<Wait> waits = List.of(
                new Wait.Begin(AT, true),
                new Wait.Begin(AT, false),
                new Wait.Approval(1),
                new Wait.Approval(2),
                new Wait.Window(3, Set.of(new Wait.Needed(0, Duration.ofMinutes(5)))),
                new Wait.Window(3, Set.of(new Wait.Needed(1, Duration.ofMinutes(5)))),
                new Wait.Window(
                        3,
                        Set.of(new Wait.Needed(0, Duration.ofMinutes(5)), new Wait.Needed(1, Duration.ofMinutes(5)))),
                new Wait.Answers(1, 0),
                new Wait.Answers(0, 1),
                new Wait.Answers(2, 3),
                new Wait.Again(1, AT),
                new Wait.Turn(1),
                new Wait.Turn(5),
                new Wait.Soak(AT),
                new Wait.Person(null),
                new Wait.Person(WHYS.getFirst()),
                new Wait.Person(WHYS.getLast()));

        allOf(Wait.class, waits);
        sentences(waits.stream().map(WORDS::wait));
        assertThat(waits.stream().filter(Wait.Window.class::isInstance).map(WORDS::wait))
                .containsExactly(
                        "3 hosts wait for a maintenance window that is open for long enough; the next opens on NOW.",
                        "3 hosts wait for a maintenance window that is open for long enough; none of theirs ever is. Give"
                                + " them a longer one, or skip them.",
                        "3 hosts wait for a maintenance window that is open for long enough; the next opens on NOW;"
                                + " some of them have none that ever is. Give them a longer one, or skip them.");
        assertThat(WORDS.wait(new Wait.Answers(2, 3)))
                .isEqualTo("2 hosts have not taken their orders yet; 3 hosts are at work.");
    }

    @Test
    void each_state_of_a_host_has_a_sentence_also_as_it_is_kept() {
        Leg first = new Leg(false, 0, 0, 0, null);
        List<HostState> states = List.of(
                new HostState.Waiting(),
                new HostState.Due(first, AT),
                new HostState.Due(new Leg(false, 1, 0, 0, null), AT),
                new HostState.Due(new Leg(true, 0, 2, 0, null), AT),
                new HostState.Due(new Leg(false, 0, 0, 1, AT), AT),
                new HostState.Asked(first, AT, false),
                new HostState.Asked(first, AT, true),
                new HostState.Working(new Leg(true, 1, 0, 0, null), AT),
                new HostState.Lost(first),
                new HostState.Done(AT),
                new HostState.Failed(false, "No space."),
                new HostState.Failed(true, ""),
                new HostState.Failed(false, " "),
                new HostState.Back(AT),
                new HostState.Stuck("Broken."),
                new HostState.LeftOver(),
                new HostState.Skipped());

        allOf(HostState.class, states);
        sentences(states.stream().map(WORDS::host));
        assertThat(WORDS.host(new HostState.Failed(true, "It is silent.")))
                .isEqualTo("Nobody can tell what became of it: It is silent.");
        for (HostState state : states) {
            HostForm form = HostForm.of(new HostCourse(state, 1, 0));
            assertThat(RolloutApi.HOST_STATES).contains(form.state());
            assertThat(WORDS.host(form.course().state())).isEqualTo(WORDS.host(state));
        }
    }

    @Test
    void every_stage_that_there_is_can_be_asked_for() {
        List<Stage> stages = List.of(
                new Stage.Scheduled(),
                new Stage.Rolling(0),
                new Stage.Soaking(0, AT),
                new Stage.TakingBack(0, TakeBack.FAILED, new Why.Breach(0, 1, 1)),
                new Stage.Paused(new Stage.Rolling(0), WHYS.getFirst()),
                new Stage.Paused(new Stage.Rolling(0), WHYS.getLast()),
                new Stage.Ending(0, TakeBack.ALL, "olga"),
                new Stage.Ended(Stage.End.COMPLETED, AT),
                new Stage.Ended(Stage.End.PARTLY, AT),
                new Stage.Ended(Stage.End.ABORTED, AT));

        assertThat(stages.stream().map(Stage::word)).containsExactlyInAnyOrderElementsOf(RolloutApi.STAGES);
    }

    @Test
    void gates_and_what_is_amiss_are_told_in_words() {
        assertThat(RolloutWords.gate(GATE)).isEqualTo("At least 1 host succeeds, none fails.");
        assertThat(RolloutWords.gate(new Gate(2, 1, 10, 5)))
                .isEqualTo("At least 2 hosts succeed, at most 1 fails and 10% of the wave, the failure rate is below 5%"
                        + " with 95% confidence.");
        assertThat(RolloutWords.amiss(Tally.of(Map.of(
                        Standing.DONE,
                        3,
                        Standing.WAITING,
                        2,
                        Standing.FAILED,
                        2,
                        Standing.LEFT_OVER,
                        1,
                        Standing.BACK,
                        1))))
                .isEqualTo("2 failed, 1 gone back, 1 left over");
        assertThat(RolloutWords.amiss(Tally.of(Map.of(Standing.DONE, 3)))).isEmpty();
    }
}
