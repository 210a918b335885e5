package dev.fettle.server.audit;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Calls the sealer when something new has been committed here. */
@Component
final class SealBell {
    private final Semaphore rung = new Semaphore(0);

    void ring() {
        rung.release();
    }

    /** Returns as soon as it was rung since the last return, at the latest after a while. */
    void await(Duration longest) throws InterruptedException {
        if (rung.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
            rung.drainPermits();
        }
    }
}
