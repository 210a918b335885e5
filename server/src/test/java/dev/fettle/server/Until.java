package dev.fettle.server;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, but not for ever. */
public final class Until {
    private Until() {}

    /** Whether it held within 30 s. */
    public static boolean holds(BooleanSupplier condition) {
        return holds(condition, Duration.ofSeconds(30));
    }

    /** Whether it held within this time. */
    public static boolean holds(BooleanSupplier condition, Duration time) {
        Instant end = Instant.now().plus(time);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return true;
    }
}
