package dev.fettle.server.database.backup;

import java.io.IOException;

/** Whether somebody wants the work to end before it is done. May be used from any thread. */
public final class Stop {
    private volatile boolean requested;

    /** The work ends at its next look, leaving nothing behind. */
    public void request() {
        requested = true;
    }

    void check() throws Requested {
        if (requested) {
            throw new Requested();
        }
    }

    /** It was requested. */
    static final class Requested extends IOException {
        private static final long serialVersionUID = 1;

        Requested() {
            super("It was stopped.");
        }
    }
}
