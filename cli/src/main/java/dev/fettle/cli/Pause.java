package dev.fettle.cli;

import dev.fettle.cli.remote.Patience;
import java.time.Duration;

/** Waits between two questions to a server. */
@FunctionalInterface
interface Pause {
    /** False if the wait was interrupted: somebody wants an end. */
    boolean wait(Duration time);

    /** Waits as a server asks for it, and says so. */
    default Patience patience(Console console) {
        return time -> {
            console.hint("The server was asked too much and wants to be left alone for " + time.toSeconds()
                    + " s; then this goes on. Ctrl-C ends it.");
            return wait(time);
        };
    }
}
