package dev.fettle.host;

/** Whether the thread was told to end what it does for somebody. */
public final class Interruption {
    private Interruption() {}

    /** @throws HostException if the thread is interrupted, which it stays */
    public static void check() throws HostException {
        if (Thread.currentThread().isInterrupted()) {
            throw exception();
        }
    }

    /** What is thrown instead of a result. */
    public static HostException exception() {
        return new HostException("fettle", "The scan was interrupted.");
    }
}
