package dev.fettle.core.rollout;

import dev.fettle.core.plan.Gate;
import java.util.Optional;

/** Says whether waves keep to their gates. What people have put up with is not asked again. */
final class GateKeeper {
    private final RolloutPlan plan;
    private final Rollout rollout;

    GateKeeper(RolloutPlan plan, Rollout rollout) {
        this.plan = plan;
        this.rollout = rollout;
    }

    /** The first wave, up to one, of which more hosts have failed than it may. */
    Optional<Why.Breach> breach(int upTo) {
        for (int wave = 0; wave <= upTo; wave++) {
            Tally tally = rollout.tallies().get(wave);
            int failed = tally.failed();
            int size = plan.waves().get(wave).size();
            if (failed > rollout.tolerances().get(wave).accepted()
                    && plan.waves().get(wave).gate().breached(failed, size)) {
                return Optional.of(new Why.Breach(wave, failed, size));
            }
        }
        return Optional.empty();
    }

    /** What speaks against the next wave, once a wave has come to its end; empty if nothing does. */
    Optional<Why.AtGate> objection(int wave) {
        int failed = rollout.failedTo(wave);
        if (rollout.tolerances().get(wave).waives(failed, rollout.doneTo(wave))) {
            return Optional.empty();
        }
        Gate gate = plan.waves().get(wave).gate();
        int succeeded = rollout.tallies().get(wave).count(Standing.DONE);
        if (succeeded < gate.leastSucceeded()) {
            return Optional.of(new Why.TooFew(wave, succeeded, gate.leastSucceeded()));
        }
        int tried = failed + rollout.doneTo(wave);
        if (gate.rateHolds(failed, tried)) {
            return Optional.empty();
        }
        return tried < gate.leastTried()
                ? Optional.of(new Why.TooSmall(wave, tried, gate.leastTried()))
                : Optional.of(new Why.RateTooHigh(wave, failed, tried));
    }
}
