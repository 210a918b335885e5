package dev.fettle.feeds.intake;

/** A feed cannot be taken in. The message is a sentence for people: what is wrong, in which file and record. */
public final class FeedException extends java.io.IOException {
    private static final long serialVersionUID = 1;

    public FeedException(String message) {
        super(message);
    }

    public FeedException(String message, Throwable cause) {
        super(message, cause);
    }
}
