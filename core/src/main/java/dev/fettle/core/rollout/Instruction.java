package dev.fettle.core.rollout;

import java.time.Duration;
import java.time.Instant;

/** What a roll-out wants to be done. An instruction that is carried out twice has no further effect, for orders have numbers. */
public sealed interface Instruction {
    int target();

    int order();

    /**
     * Give an order to a host.
     *
     * @param order its number, from 1, for this target
     * @param beginBy the host does not begin it later
     * @param limit how long it may take once begun
     */
    record Give(int target, int order, Deed deed, boolean back, Instant beginBy, Duration limit)
            implements Instruction {}

    /** Take an order back, if the host has not begun it. */
    record Withdraw(int target, int order) implements Instruction {}
}
