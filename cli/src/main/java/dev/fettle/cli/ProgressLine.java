package dev.fettle.cli;

import dev.fettle.cli.report.Printable;
import dev.fettle.feeds.FeedProgress;
import dev.fettle.host.Progress;
import java.io.PrintStream;

/** Tells on standard error how far the work is: one living line on a terminal, a line for each step elsewhere. */
final class ProgressLine implements Progress, FeedProgress {
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

    /** A feed is being read: a step of its own, told once when it begins. */
    @Override
    public synchronized void amount(String feed, long done, long total) {
        boolean isFeed = !feed.equals("bytes") && !feed.equals("packages");
        if (isFeed && !feed.equals(lastFeed)) {
            lastFeed = feed;
            step("Taking in " + feed);
        }
        if (terminal.err() && !quiet) {
            draw(step + " … " + (total > 0 ? PERCENT * done / total + " %" : String.valueOf(done)));
        }
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
