package dev.fettle.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes from one thing that happens to the next, at once. What is due at the same time happens in the order asked for. */
final class VirtualClock {
    private final PriorityQueue<Due> dues =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::number));
    private Instant now;
    private long number;

    VirtualClock(Instant now) {
        this.now = now;
    }

    private record Due(Instant at, long number, Runnable what) {}

    Instant now() {
        return now;
    }

    void in(Duration pause, Runnable what) {
        dues.add(new Due(now.plus(pause), number++, what));
    }

    /** Lets the next thing happen; false if nothing is due any more. */
    boolean pass() {
        Due next = dues.poll();
        if (next == null) {
            return false;
        }
        now = next.at();
        next.what().run();
        return true;
    }
}
