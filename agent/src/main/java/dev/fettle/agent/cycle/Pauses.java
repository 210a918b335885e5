package dev.fettle.agent.cycle;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long the waits are, with a share of chance so that many hosts never come all at once. */
public final class Pauses {
    private static final Duration FIRST = Duration.ofSeconds(20);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration RARELY = Duration.ofHours(1);
    private static final int MOST_DOUBLINGS = 10;

    private final RandomGenerator random;

    public Pauses(RandomGenerator random) {
        this.random = random;
    }

    /** What was asked for, give or take a tenth. */
    public Duration about(int seconds) {
        return share(Duration.ofSeconds(seconds), 0.9, 1.1);
    }

    /** After so many failures in a row: doubled each time to five minutes, of which a quarter to all is waited. */
    public Duration afterFailures(int failures, int atLeastSeconds) {
        Duration full = FIRST.multipliedBy(1L << Math.clamp(failures - 1L, 0, MOST_DOUBLINGS));
        Duration wait = share(full.compareTo(LONGEST) < 0 ? full : LONGEST, 0.25, 1);
        Duration asked = share(Duration.ofSeconds(atLeastSeconds), 1, 1.1);
        return asked.compareTo(wait) > 0 ? asked : wait;
    }

    /** Of a host that the server does not know. */
    public Duration rarely() {
        return share(RARELY, 0.9, 1.1);
    }

    private Duration share(Duration all, double from, double to) {
        return Duration.ofMillis(Math.round(all.toMillis() * (from + (to - from) * random.nextDouble())));
    }
}
