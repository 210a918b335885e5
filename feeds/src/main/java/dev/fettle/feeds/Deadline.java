package dev.fettle.feeds;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Does something when nothing has put it off for a while. For one thread; what it does runs on another. */
final class Deadline {
    private final Duration limit;
    private final Runnable atEnd;
    private volatile boolean over;
    private CompletableFuture<Void> pending;

    Deadline(Duration limit, Runnable atEnd) {
        this.limit = limit;
        this.atEnd = atEnd;
        this.pending = start();
    }

    private CompletableFuture<Void> start() {
        return CompletableFuture.runAsync(
                this::end, CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void end() {
        over = true; // First: what ends below may be asked at once why it did.
        atEnd.run();
    }

    void putOff() {
        pending.cancel(false);
        pending = start();
    }

    void cancel() {
        pending.cancel(false);
    }

    boolean isOver() {
        return over;
    }
}
