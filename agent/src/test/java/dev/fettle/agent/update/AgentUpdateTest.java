package dev.fettle.agent.update;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The whole table: each state, however often started, restarted or not, cut off or not, before and after its time. */
final class AgentUpdateTest {
    private static final Instant UNTIL = Instant.parse("2026-11-21T12:05:00Z");
    private static final Optional<Outcome.Failed> NO = Optional.empty();
    private static final Optional<Outcome.Failed> CUT_OFF =
            Optional.of(new Outcome.Failed(FailureKind.INTERRUPTED, "cut off"));

    /** Seconds around the end of the trial. */
    private static final List<Integer> TIMES = List.of(-400, -300, -1, 0, 59, 61);

    private static String said(UpdateState state, boolean cutOff, boolean restarted, int seconds) {
        UpdateStep step = AgentUpdate.next(state, cutOff ? CUT_OFF : NO, restarted, UNTIL.plusSeconds(seconds));
        return switch (step) {
            case UpdateStep.End(Outcome.Succeeded()) -> "succeeded";
            case UpdateStep.End(Outcome.Failed(FailureKind kind, String _)) -> "failed " + kind;
            case UpdateStep.End(Outcome.Unknown(String _)) -> "unknown";
            case UpdateStep.Fetch _, UpdateStep.Try _, UpdateStep.Restart _, UpdateStep.Wait _, UpdateStep.GiveUp _ ->
                step.getClass().getSimpleName();
        };
    }

    private static List<String> table() {
        List<UpdateState> states =
                new ArrayList<>(List.of(new UpdateState.Absent(), new UpdateState.Kept(), new UpdateState.InForce()));
        for (int starts : List.of(0, 1, 2, 3)) {
            states.add(new UpdateState.OnTrial(starts, UNTIL));
            states.add(new UpdateState.Lost(starts, UNTIL));
        }
        List<String> rows = new ArrayList<>();
        for (UpdateState state : states) {
            for (boolean cutOff : List.of(false, true)) {
                for (boolean restarted : List.of(false, true)) {
                    StringBuilder row = new StringBuilder(state.getClass().getSimpleName());
                    switch (state) {
                        case UpdateState.OnTrial(int starts, Instant _) ->
                            row.append(' ').append(starts);
                        case UpdateState.Lost(int starts, Instant _) ->
                            row.append(' ').append(starts);
                        case UpdateState.Absent _, UpdateState.Kept _, UpdateState.InForce _ -> {}
                    }
                    row.append(cutOff ? " cut" : "")
                            .append(restarted ? " restarted" : "")
                            .append(':');
                    TIMES.forEach(at -> row.append(' ')
                            .append(said(state, cutOff, restarted, at))
                            .append(';'));
                    rows.add(row.toString());
                }
            }
        }
        return rows;
    }

    private static String same(String row, String step) {
        return row + ":" + (" " + step + ";").repeat(TIMES.size());
    }

    @Test
    void the_whole_table() {
        List<String> expected = new ArrayList<>();
        for (String end : List.of("", " restarted")) {
            expected.add(same("Absent" + end, "Fetch"));
            expected.add(same("Absent cut" + end, "failed INTERRUPTED"));
            expected.add(same("Kept" + end, "Try"));
            expected.add(same("Kept cut" + end, "failed INTERRUPTED"));
            for (String cut : List.of("", " cut")) {
                expected.add(same("InForce" + cut + end, "succeeded"));
                String first = end.isEmpty() ? "Restart" : "Wait";
                expected.add("OnTrial 0" + cut + end + ": GiveUp; " + (first + "; ").repeat(4) + "GiveUp;");
                for (int starts : List.of(1, 2, 3)) {
                    expected.add("OnTrial " + starts + cut + end + ": GiveUp; " + "Wait; ".repeat(4) + "GiveUp;");
                }
                expected.add(same("Lost 0" + cut + end, "failed SERVICE"));
                for (int starts : List.of(1, 2)) {
                    expected.add("Lost " + starts + cut + end + ":" + " failed INTERRUPTED;".repeat(3)
                            + " failed TIMEOUT;".repeat(3));
                }
                expected.add(same("Lost 3" + cut + end, "failed SERVICE"));
            }
        }
        assertThat(table()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void no_state_is_waited_in_for_ever() {
        for (int starts : List.of(0, 1, 2, 3)) {
            UpdateState trial = new UpdateState.OnTrial(starts, UNTIL);
            Instant longAfter = UNTIL.plus(Duration.ofDays(400));
            Instant longBefore = UNTIL.minus(Duration.ofDays(400));
            assertThat(AgentUpdate.next(trial, NO, true, longAfter)).isEqualTo(new UpdateStep.GiveUp());
            assertThat(AgentUpdate.next(trial, NO, true, longBefore))
                    .as("a clock that was set back")
                    .isEqualTo(new UpdateStep.GiveUp());
        }
    }
}
