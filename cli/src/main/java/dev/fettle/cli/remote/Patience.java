package dev.fettle.cli.remote;

import java.time.Duration;

/** What is done while a server that was asked too much wants to be left alone. */
@FunctionalInterface
public interface Patience {
    /** None: nobody waits for anything. */
    Patience NONE = _ -> false;

    /** Returns true when the time has passed, false if somebody wants an end. */
    boolean await(Duration time);
}
