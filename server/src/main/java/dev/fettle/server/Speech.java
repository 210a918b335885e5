package dev.fettle.server;

import java.io.PrintStream;

/** What the server says to whoever started it. */
final class Speech {
    private final PrintStream out;
    private final PrintStream err;

    Speech(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    void say(String line) {
        out.println(line);
    }

    void error(String sentence) {
        err.println("fettle: " + sentence);
    }

    /** Says that Fettle itself is at fault, with what its makers need to mend it. */
    void bug(Throwable fault) {
        error("This is a mistake in Fettle, not yours. Please report it with the lines below.");
        fault.printStackTrace(err);
    }
}
