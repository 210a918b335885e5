package dev.fettle.core.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.approval.AlertState.Acknowledged;
import dev.fettle.core.approval.AlertState.Event;
import dev.fettle.core.approval.AlertState.Open;
import dev.fettle.core.approval.AlertState.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class AlertStateTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration EVERY = Duration.ofMinutes(15);
    private static final AlertState OPEN = new Open(2, NOON);
    private static final AlertState KNOWN = new Acknowledged(2, "ada", NOON);

    private static Event tick(Instant now) {
        return new Event.Tick(now, EVERY);
    }

    private static Event by(String person) {
        return new Event.Acknowledge(person, Set.of("olga", "otto"), NOON);
    }

    static Stream<Arguments> table() {
        return Stream.of(
                Arguments.of(OPEN, tick(NOON.minusMillis(1)), new Step.Unchanged()),
                Arguments.of(OPEN, tick(NOON), new Step.Tell(new Open(3, NOON.plus(EVERY)))),
                Arguments.of(
                        OPEN,
                        tick(NOON.plusSeconds(7_200)),
                        new Step.Tell(new Open(3, NOON.plusSeconds(7_200).plus(EVERY)))),
                Arguments.of(OPEN, by("ada"), new Step.To(new Acknowledged(2, "ada", NOON))),
                Arguments.of(
                        OPEN,
                        by("olga"),
                        new Step.Refused(
                                "Somebody else has to acknowledge this alert: you wanted the change yourself.")),
                Arguments.of(
                        OPEN,
                        by("otto"),
                        new Step.Refused(
                                "Somebody else has to acknowledge this alert: you wanted the change yourself.")),
                Arguments.of(KNOWN, tick(NOON.plusSeconds(7_200)), new Step.Unchanged()),
                Arguments.of(KNOWN, by("bob"), new Step.Refused("This alert was acknowledged already, by ada.")));
    }

    @ParameterizedTest
    @MethodSource("table")
    void each_state_and_event_have_one_outcome(AlertState state, Event event, Step wanted) {
        assertThat(state.after(event)).isEqualTo(wanted);
    }

    @Test
    void it_is_told_again_for_the_first_time_after_one_interval() {
        assertThat(AlertState.raised(NOON, EVERY)).isEqualTo(new Open(0, NOON.plus(EVERY)));
    }
}
