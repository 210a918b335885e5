package dev.fettle.server.rollouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.rollout.HostCourse;
import dev.fettle.core.rollout.HostState;
import dev.fettle.core.rollout.Leg;
import dev.fettle.core.rollout.Stage;
import dev.fettle.core.rollout.TakeBack;
import dev.fettle.core.rollout.Why;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of roll-outs is read as it was written. */
final class FormsTest {
    private static final Instant AT = Instant.parse("2026-11-20T12:00:00.123456Z");
    private static final String HOSTILE = "\"}<b>\u2028\\";
    private static final Leg LEG = new Leg(true, 2, 1, 3, AT);

    static Stream<Stage> stages() {
        Why.Breach breach = new Why.Breach(1, 3, 10);
        Stage rolling = new Stage.Rolling(2);
        return Stream.of(
                new Stage.Scheduled(),
                rolling,
                new Stage.Soaking(1, AT),
                new Stage.TakingBack(1, TakeBack.WAVE, breach),
                new Stage.Paused(rolling, new Why.Person(HOSTILE)),
                new Stage.Paused(new Stage.TakingBack(1, TakeBack.FAILED, breach), new Why.Person("ann")),
                new Stage.Paused(rolling, breach),
                new Stage.Paused(new Stage.Soaking(0, AT), new Why.TooFew(0, 1, 2)),
                new Stage.Paused(rolling, new Why.TooSmall(0, 4, 59)),
                new Stage.Paused(rolling, new Why.RateTooHigh(0, 4, 59)),
                new Stage.Ending(-1, TakeBack.ALL, HOSTILE),
                new Stage.Ended(Stage.End.COMPLETED, AT),
                new Stage.Ended(Stage.End.PARTLY, AT),
                new Stage.Ended(Stage.End.ABORTED, AT));
    }

    @ParameterizedTest
    @MethodSource("stages")
    void a_stage_is_read_as_it_was_written(Stage stage) {
        assertThat(StageForm.read(StageForm.text(stage))).isEqualTo(stage);
    }

    @Test
    void all_stages_and_reasons_are_among_them() {
        assertThat(stages().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(Stage.class.getPermittedSubclasses());
        assertThat(stages().filter(Stage.Paused.class::isInstance)
                        .map(each -> ((Stage.Paused) each).why().getClass())
                        .distinct())
                .hasSize(Why.class.getPermittedSubclasses().length
                        - 1
                        + Why.AtGate.class.getPermittedSubclasses().length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "{\"stage\":\"gone\"}", "{\"stage\":\"rolling\"}", "{\"stage\":1}"})
    void what_is_no_stage_is_refused(String text) {
        assertThatThrownBy(() -> StageForm.read(text)).isInstanceOf(IllegalStateException.class);
    }

    static Stream<HostState> states() {
        return Stream.of(
                new HostState.Waiting(),
                new HostState.Due(LEG, AT),
                new HostState.Asked(LEG, AT, true),
                new HostState.Asked(new Leg(false, 0, 0, 0, null), AT, false),
                new HostState.Working(LEG, AT),
                new HostState.Lost(LEG),
                new HostState.Done(AT),
                new HostState.Failed(true, HOSTILE),
                new HostState.Failed(false, ""),
                new HostState.Back(AT),
                new HostState.Stuck(HOSTILE),
                new HostState.LeftOver(),
                new HostState.Skipped());
    }

    @ParameterizedTest
    @MethodSource("states")
    void a_host_is_read_as_it_was_written(HostState state) {
        HostCourse course = new HostCourse(state, 3, 2);
        assertThat(HostForm.of(course).course()).isEqualTo(course);
    }

    @Test
    void all_states_of_hosts_are_among_them() {
        assertThat(states().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(HostState.class.getPermittedSubclasses());
    }
}
