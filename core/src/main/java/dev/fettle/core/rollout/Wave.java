package dev.fettle.core.rollout;

import dev.fettle.core.plan.Gate;
import java.time.Duration;

/**
 * A part of a roll-out's hosts.
 *
 * @param name as people call it: pilot, broad
 * @param from the place of its first target
 * @param to the place after its last one; equal to {@code from} if it is empty
 * @param soak how long it is watched before the next one begins; nothing or more
 */
public record Wave(String name, int from, int to, Gate gate, Duration soak) {
    public Wave {
        if (from < 0 || to < from || soak.isNegative()) {
            throw new IllegalArgumentException(
                    "A wave has a beginning, an end after it, and some time or none to soak.");
        }
    }

    int size() {
        return to - from;
    }
}
