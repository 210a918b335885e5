package dev.fettle.cli;

import dev.fettle.cli.report.Printable;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The streams a command speaks to: results on one, words about the work on the other. */
final class Console {
    private final PrintStream out;
    private final PrintStream err;
    private final Terminal terminal;
    private final ProgressLine progress;

    Console(PrintStream out, PrintStream err, Terminal terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.progress = new ProgressLine(err, terminal);
    }

    Terminal terminal() {
        return terminal;
    }

    OutputStream out() {
        progress.clear();
        return out;
    }

    ProgressLine progress() {
        return progress;
    }

    PrintWriter outWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    PrintWriter errWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }

    /** Says what went wrong; whatever the sentence quotes cannot steer the terminal. */
    void error(String sentence) {
        progress.clear();
        err.println("fettle: " + Printable.of(sentence));
    }

    /** Writes out what is still held back; false, with a sentence, if standard output could not take everything. */
    boolean finish() {
        progress.clear();
        if (out.checkError()) {
            err.println("fettle: standard output could not take the whole result (disk full, or its reader has gone).");
            return false;
        }
        return true;
    }
}
