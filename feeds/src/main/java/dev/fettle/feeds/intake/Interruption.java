package dev.fettle.feeds.intake;

import java.io.InterruptedIOException;

/** Long work asks here, often, whether its thread was told to end. */
public final class Interruption {
    private Interruption() {}

    /** @throws InterruptedIOException if the thread is interrupted, which it stays; the message is a sentence for people */
    public static void check(String name) throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw of(name);
        }
    }

    /** @param name of the feed that is not taken in */
    public static InterruptedIOException of(String name) {
        return new InterruptedIOException("Taking in " + name + " was interrupted; start it again.");
    }
}
