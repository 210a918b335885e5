package dev.fettle.cli;

import java.time.Duration;

/** Waits between two questions to a server. */
@FunctionalInterface
interface Pause {
    /** False if the wait was interrupted: somebody wants an end. */
    boolean wait(Duration time);
}
