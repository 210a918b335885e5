package dev.fettle.core.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a host is on its way.
 *
 * @param back it goes back to how it was
 * @param step 0 for the installation or the roll-back, then what follows
 * @param tries that the host answered without having done anything
 * @param missed orders that could not be handed to the host since it was last heard of
 * @param askedSince when it was first asked since then; null if it was not
 */
public record Leg(
        boolean back,
        int step,
        int tries,
        int missed,
        @Nullable Instant askedSince) {
    static final Leg FORTH = new Leg(false, 0, 0, 0, null);
    static final Leg BACK = new Leg(true, 0, 0, 0, null);

    Leg next() {
        return new Leg(back, step + 1, 0, 0, null);
    }

    Leg again() {
        return new Leg(back, step, tries + 1, 0, null);
    }

    Leg heard() {
        return new Leg(back, step, tries, 0, null);
    }

    Leg missedOnce() {
        return new Leg(back, step, tries, missed + 1, askedSince);
    }

    Leg withdrawn() {
        return missed > 0 ? this : heard();
    }

    Leg asked(Instant now) {
        return askedSince != null ? this : new Leg(back, step, tries, missed, now);
    }

    /** Nothing of it may have been done yet. */
    boolean isFirst() {
        return !back && step == 0;
    }
}
