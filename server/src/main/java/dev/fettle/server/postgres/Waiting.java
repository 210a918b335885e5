package dev.fettle.server.postgres;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what other processes do, which nothing announces. Counts its looks, so that no clock can mislead it. */
final class Waiting {
    private static final long PAUSE_MILLIS = 20;

    private Waiting() {}

    /** Whether the condition came true within about the time given. */
    static boolean until(BooleanSupplier condition, Duration limit) throws PostgresException {
        CountDownLatch never = new CountDownLatch(1);
        for (long left = limit.toMillis(); !condition.getAsBoolean(); left -= PAUSE_MILLIS) {
            if (left <= 0) {
                return false;
            }
            try {
                boolean _ = never.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException interrupted) {
                throw interrupted(interrupted);
            }
        }
        return true;
    }

    static PostgresException interrupted(InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return new PostgresException(
                "The start of the database was interrupted. Start again; it goes on where it was.", interrupted);
    }
}
