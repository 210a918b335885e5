package dev.fettle.host;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Work that goes on in a thread of its own while its starter does something else. Closing it gives it up. */
public final class Background<T> implements AutoCloseable {
    private final FutureTask<T> task;

    private Background(FutureTask<T> task) {
        this.task = task;
    }

    /** Work that may fail as hosts do. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws HostException;
    }

    public static <T> Background<T> start(String name, Work<T> work) {
        FutureTask<T> task = new FutureTask<>(work::run);
        Thread.ofPlatform().daemon().name(name).start(task);
        return new Background<>(task);
    }

    /** Waits for the end; fails as the work failed. */
    public T await() throws HostException {
        try {
            return task.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Interruption.exception();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof HostException ours) {
                throw ours;
            }
            throw new IllegalStateException("Work in the background failed.", failed);
        }
    }

    /** Waits for the end, but not longer than {@code time}; says whether it has come. */
    public boolean finishedWithin(Duration time) throws HostException {
        try {
            task.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Interruption.exception();
        } catch (ExecutionException failed) {
            return true;
        }
        return true;
    }

    @Override
    public void close() {
        task.cancel(true);
    }
}
