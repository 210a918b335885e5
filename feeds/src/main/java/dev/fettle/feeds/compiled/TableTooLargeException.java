package dev.fettle.feeds.compiled;

/** A feed holds more than a table may; far more than any real feed does, so it is taken for an attack or a mistake. */
public final class TableTooLargeException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    TableTooLargeException(String what) {
        super("It holds more " + what + " than any real feed.");
    }
}
