package dev.fettle.feeds;

import dev.fettle.feeds.intake.FeedException;
import java.io.IOException;
import java.io.InterruptedIOException;

/** What went wrong with a file, in words for people. */
final class Failure {
    private Failure() {}

    static String sentence(IOException e) {
        return speaks(e) ? reason(e) : "It could not be read: " + reason(e) + ".";
    }

    /** Without a full stop, unless the exception speaks in sentences itself. */
    static String reason(IOException e) {
        String message = e.getMessage();
        String what = e.getClass().getSimpleName().replace("Exception", "");
        if (message == null) {
            return what;
        }
        return speaks(e) || e.getClass() == IOException.class ? message : what + " (" + message + ")";
    }

    private static boolean speaks(IOException e) {
        return e instanceof FeedException || e.getClass() == InterruptedIOException.class;
    }
}
