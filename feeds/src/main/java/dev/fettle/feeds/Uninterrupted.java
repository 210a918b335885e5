package dev.fettle.feeds;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Brings short work on files to its end also in a thread that is interrupted, where every channel would close at once:
 * so what was good can still be opened, and nothing is left half-written. The thread stays interrupted.
 */
final class Uninterrupted {
    private Uninterrupted() {}

    /** Work that may be begun anew. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    static <T> T run(Work<T> work) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return work.run();
                } catch (ClosedByInterruptException _) {
                    interrupted = Thread.interrupted() || interrupted;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
