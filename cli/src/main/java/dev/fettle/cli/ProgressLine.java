package dev.fettle.cli;

import dev.fettle.core.text.Printable;
import dev.fettle.host.Progress;
import java.io.PrintStream;

/** Tells on standard error how far the work is: one living line on a terminal, a line for each step elsewhere. */
final class ProgressLine implements Progress {
    private static final int PERCENT = 100;

    private final PrintStream err;
    private final Terminal terminal;
    private boolean quiet;
    private boolean shown;
    private String step = "";
    private String lastFeed = "";

    ProgressLine(PrintStream err, Terminal terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    void setQuiet(boolean quiet) {
        this.quiet = quiet;
    }

    @Override
    public synchronized void step(String sentence) {
        step = sentence;
        if (quiet) {
            return;
        }
        if (terminal.err()) {
            draw(sentence + " …");
        } else {
            err.println(Printable.of(sentence) + ".");
        }
    }

    @Override
    public synchronized void amount(String what, long done, long total) {
        if (terminal.err() && !quiet) {
            draw(step + " … " + (total > 0 ? PERCENT * done / total + " %" : String.valueOf(done)));
        }
    }

    /** For feeds: each is a step of its own, told once when it begins. */
    synchronized void feed(String feed, long done, long total) {
        if (!feed.equals(lastFeed)) {
            lastFeed = feed;
            step("Taking in " + feed);
        }
        amount("records or bytes", done, total);
    }

    private void draw(String text) {
        String printable = Printable.of(text);
        int width = terminal.width() - 1;
        err.print("\r\u001b[2K" + (printable.length() > width ? printable.substring(0, width) : printable));
        err.flush();
        shown = true;
    }

    /** Takes the living line away, so that other text can be printed. */
    synchronized void clear() {
        if (shown) {
            err.print("\r\u001b[2K");
            err.flush();
            shown = false;
        }
    }
}
