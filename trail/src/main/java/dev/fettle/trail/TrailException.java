package dev.fettle.trail;

/** A file, or a line of one, is not what it should be. The message goes on where "FILE cannot be used: " ends. */
public final class TrailException extends Exception {
    private static final long serialVersionUID = 1;

    TrailException(String message) {
        super(message);
    }

    TrailException(String message, Throwable cause) {
        super(message, cause);
    }
}
