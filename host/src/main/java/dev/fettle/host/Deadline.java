package dev.fettle.host;

import dev.fettle.core.order.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * When something made of many steps has to be over. The clock of a host may be set while it runs, so no step gets more than it
 * would have got without it.
 */
public final class Deadline {
    /** For leaving things in order after the end. */
    private static final Duration GRACE = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final Instant end;
    private final Duration whole;

    private Deadline(InstantSource clock, Instant end, Duration whole) {
        this.clock = clock;
        this.end = end;
        this.whole = whole;
    }

    /** @param whole what there was from its beginning on */
    public static Deadline of(InstantSource clock, Instant begunAt, Duration whole) {
        return new Deadline(clock, begunAt.plus(whole), whole);
    }

    /** What is left, but not more than there was; at least a second. */
    private Duration left(Duration most) {
        Duration left = Duration.between(clock.instant(), end);
        Duration bound = most.compareTo(whole) < 0 ? most : whole;
        Duration least = Duration.ofSeconds(1);
        return left.compareTo(bound) > 0 ? bound : left.compareTo(least) < 0 ? least : left;
    }

    /** What is left for the next step. */
    public Duration left() {
        return left(whole);
    }

    /** What the next step may take.
     *
     * @throws ChangeException of the kind {@link FailureKind#TIMEOUT} if nothing is left, so that it must not be begun
     */
    public Duration step(Duration most, String what) throws ChangeException {
        if (isOver()) {
            throw new ChangeException(
                    FailureKind.TIMEOUT,
                    what,
                    "The time of the order, " + whole.toSeconds() + " s, was over before " + what + " could be begun.");
        }
        return left(most);
    }

    public boolean isOver() {
        return !clock.instant().isBefore(end);
    }

    /** For mending what was left broken: what is left, or a few minutes if it is less. */
    public Duration mending(Duration most) {
        Duration left = left(most);
        return left.compareTo(GRACE) > 0 ? left : GRACE.compareTo(most) < 0 ? GRACE : most;
    }
}
