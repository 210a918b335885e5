package dev.fettle.server.database;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes a thread of this server that looks at the database now and then: there is something new. */
public class Bell {
    private final Semaphore rung = new Semaphore(0);

    public final void ring() {
        rung.release();
    }

    /**
     * Rings once the transaction of this thread is committed: before, there would be nothing to see.
     *
     * @throws IllegalStateException without a transaction
     */
    public final void ringAfterCommit() {
        AfterCommit.run(this::ring);
    }

    /** Returns as soon as it was rung since the last return, at the latest after a while. */
    public final void await(Duration longest) throws InterruptedException {
        if (rung.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
            rung.drainPermits();
        }
    }
}
