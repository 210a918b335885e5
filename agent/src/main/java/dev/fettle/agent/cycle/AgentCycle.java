package dev.fettle.agent.cycle;

import dev.fettle.agent.cycle.AgentState.BackingOff;
import dev.fettle.agent.cycle.AgentState.CarryingOut;
import dev.fettle.agent.cycle.AgentState.CheckingIn;
import dev.fettle.agent.cycle.AgentState.Cloned;
import dev.fettle.agent.cycle.AgentState.Looking;
import dev.fettle.agent.cycle.AgentState.Pausing;
import dev.fettle.agent.cycle.AgentState.Refused;
import dev.fettle.agent.cycle.AgentState.Renewing;
import dev.fettle.agent.cycle.AgentState.Reporting;
import dev.fettle.agent.cycle.AgentState.SendingInventory;
import dev.fettle.agent.cycle.AgentState.Starting;
import dev.fettle.agent.cycle.AgentState.Unenrolled;
import java.util.Optional;

/** The machine behind the resident program: from a state, by an event, to the next one. */
public final class AgentCycle {
    /** Seconds. */
    private static final int LEAST_PAUSE = 1;

    /** Seconds, of a machine that uses another's identity. */
    private static final int LEAST_PAUSE_OF_CLONES = 300;

    private AgentCycle() {}

    /** Empty where such an event cannot happen. */
    public static Optional<AgentState> next(AgentState state, AgentEvent event, Situation situation) {
        return switch (event) {
            case AgentEvent.NotEnrolled _ -> Optional.of(new Unenrolled());
            case AgentEvent.Enrolled _ -> Optional.of(new Starting());
            case AgentEvent.Started _ -> state instanceof Starting ? due(0, situation) : Optional.empty();
            case AgentEvent.Answered answered ->
                state instanceof CheckingIn(int failures) ? answered(failures, answered, situation) : Optional.empty();
            case AgentEvent.Looked _ ->
                state instanceof Looking(int failures) ? due(failures, situation) : Optional.empty();
            case AgentEvent.Accepted _, AgentEvent.GivenUp _ ->
                sends(state) ? due(failures(state), situation) : Optional.empty();
            case AgentEvent.Unfitting _ -> unfitting(state);
            case AgentEvent.Failed(int retry) ->
                sends(state) || state instanceof CheckingIn
                        ? Optional.of(new BackingOff(failures(state) + 1, retry))
                        : Optional.empty();
            case AgentEvent.Denied _ ->
                sends(state) || state instanceof CheckingIn ? Optional.of(new Refused()) : Optional.empty();
            case AgentEvent.TimeUp _ -> timeUp(state, situation);
            case AgentEvent.Woken _ ->
                state instanceof CarryingOut || state instanceof Pausing ? due(0, situation) : Optional.empty();
        };
    }

    private static boolean sends(AgentState state) {
        return state instanceof SendingInventory || state instanceof Reporting || state instanceof Renewing;
    }

    private static int failures(AgentState state) {
        return switch (state) {
            case CheckingIn(int failures) -> failures;
            case Looking(int failures) -> failures;
            case SendingInventory(int failures, boolean _) -> failures;
            case Reporting(int failures) -> failures;
            case Renewing(int failures) -> failures;
            case BackingOff(int failures, int _) -> failures;
            case Unenrolled _, Starting _, CarryingOut _, Pausing _, Cloned _, Refused _ -> 0;
        };
    }

    private static Optional<AgentState> answered(int failures, AgentEvent.Answered answered, Situation situation) {
        if (answered.cloned()) {
            return Optional.of(new Cloned(Math.max(answered.nextSeconds(), LEAST_PAUSE_OF_CLONES)));
        }
        return toDo(failures, situation)
                .or(() -> Optional.of(
                        answered.nextSeconds() == 0 && !answered.quick()
                                ? new CheckingIn(0)
                                : new Pausing(Math.max(answered.nextSeconds(), LEAST_PAUSE))));
    }

    private static Optional<AgentState> unfitting(AgentState state) {
        return state instanceof SendingInventory(int failures, boolean whole)
                ? Optional.of(whole ? new BackingOff(failures + 1, 0) : new SendingInventory(failures, true))
                : Optional.empty();
    }

    private static Optional<AgentState> timeUp(AgentState state, Situation situation) {
        return switch (state) {
            case Unenrolled _ -> Optional.of(new Unenrolled());
            // What changed while nobody looked is told with the next check-in.
            case Pausing _, CarryingOut _ -> Optional.of(situation.look() ? new Looking(0) : new CheckingIn(0));
            case BackingOff(int failures, int _) -> Optional.of(new CheckingIn(failures));
            case Cloned _, Refused _ -> Optional.of(new CheckingIn(0));
            case Starting _, CheckingIn _, Looking _, SendingInventory _, Reporting _, Renewing _ -> Optional.empty();
        };
    }

    /** What is to be done, otherwise a check-in. */
    private static Optional<AgentState> due(int failures, Situation situation) {
        return toDo(failures, situation).or(() -> Optional.of(new CheckingIn(0)));
    }

    /** A report comes first, because somebody waits for it. */
    private static Optional<AgentState> toDo(int failures, Situation situation) {
        if (situation.report()) {
            return Optional.of(new Reporting(failures));
        }
        if (situation.look()) {
            return Optional.of(new Looking(failures));
        }
        if (situation.inventory()) {
            return Optional.of(new SendingInventory(failures, false));
        }
        if (situation.renewal()) {
            return Optional.of(new Renewing(failures));
        }
        return situation.underway() ? Optional.of(new CarryingOut()) : Optional.empty();
    }
}
