package dev.fettle.sim;

import dev.fettle.core.rollout.Rollout;
import dev.fettle.core.rollout.RolloutEvent;
import dev.fettle.core.rollout.Step;

/** The machine under test: the real one, or one with a fault planted. */
@FunctionalInterface
public interface Machine {
    Step step(Rollout rollout, RolloutEvent event);
}
