package dev.fettle.server.audit;

/** Checkpoints were not taken. The message goes on where "… could not be sent to TARGET: " ends. */
final class NotSentException extends Exception {
    private static final long serialVersionUID = 1;

    NotSentException(String message) {
        super(message);
    }

    NotSentException(String message, Throwable cause) {
        super(message, cause);
    }
}
