package dev.fettle.core.rollout;

import java.time.Instant;
import java.util.Optional;

/**
 * A host's way through a roll-out.
 *
 * @param orders how many orders it was given so far, which is the number of the last one
 * @param touchedBy the first order by which it may have been changed since it was last known to be as before; 0 if none
 */
public record HostCourse(HostState state, int orders, int touchedBy) {
    static final HostCourse BEGINNING = new HostCourse(new HostState.Waiting(), 0, 0);

    public Standing standing() {
        return Standing.of(this);
    }

    /** Whether it may be another one than before. */
    public boolean touched() {
        return touchedBy > 0;
    }

    /** Since when it is left alone, for it did not take its last order; empty if that is not so. */
    public Optional<Instant> missedAt() {
        return state instanceof HostState.Due(Leg leg, Instant notBefore) && leg.missed() > 0
                ? Optional.of(notBefore.minus(HostMachine.pauseAfter(leg.missed() - 1)))
                : Optional.empty();
    }

    HostCourse in(HostState next) {
        return new HostCourse(next, orders, touchedBy);
    }

    /** An order of it is out, or it is on its way back. */
    boolean isBusy() {
        return switch (state) {
            case HostState.Asked _, HostState.Working _ -> true;
            case HostState.Due(Leg leg, Instant _) -> leg.back();
            case HostState.Waiting _,
                    HostState.Lost _,
                    HostState.Done _,
                    HostState.Failed _,
                    HostState.Back _,
                    HostState.Stuck _,
                    HostState.LeftOver _,
                    HostState.Skipped _ -> false;
        };
    }

    /** It was asked to go back, and has not said that it has that order. */
    boolean isAskedBack() {
        return state instanceof HostState.Asked(Leg leg, Instant _, boolean _) && leg.back();
    }

    /** With its order withdrawn; empty if it has none that can be: the host has said that it has it, or it is already. */
    Optional<HostCourse> withdrawn() {
        return state instanceof HostState.Asked(Leg leg, Instant beginBy, boolean already) && !already
                ? Optional.of(in(new HostState.Asked(leg, beginBy, true)))
                : Optional.empty();
    }

    /** Whether it is to go back, and may be sent now. */
    boolean goesBack(TakeBack which) {
        if (!touched()) {
            return false;
        }
        return switch (state) {
            case HostState.Failed _ -> which.compareTo(TakeBack.FAILED) >= 0;
            case HostState.Lost(Leg leg) -> !leg.back() && which.compareTo(TakeBack.FAILED) >= 0;
            case HostState.Done _, HostState.LeftOver _ -> which.compareTo(TakeBack.WAVE) >= 0;
            case HostState.Due(Leg leg, Instant _) ->
                !leg.back() && which.compareTo(leg.isFirst() ? TakeBack.FAILED : TakeBack.WAVE) >= 0;
            case HostState.Waiting _,
                    HostState.Asked _,
                    HostState.Working _,
                    HostState.Back _,
                    HostState.Stuck _,
                    HostState.Skipped _ -> false;
        };
    }
}
