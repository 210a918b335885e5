package dev.fettle.server;

import dev.fettle.core.text.Printable;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;

/** What the server says to whoever started it; nothing that it quotes can steer the terminal. */
final class Speech {
    private final PrintStream out;
    private final PrintStream err;

    Speech(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Says one or more lines. */
    void say(String lines) {
        lines.lines().forEach(line -> out.println(Printable.of(line)));
    }

    void error(String sentence) {
        err.println("fettle: " + Printable.of(sentence));
    }

    /** Says that Fettle itself is at fault, with what its makers need to mend it. */
    void bug(Throwable fault) {
        error("This is a mistake in Fettle, not yours. Please report it with the lines below.");
        StringWriter trace = new StringWriter();
        fault.printStackTrace(new PrintWriter(trace));
        trace.toString().lines().forEach(line -> err.println("  " + Printable.of(line.replace("\t", "    "))));
    }
}
