package dev.fettle.server;

/** The server cannot start. The message is a sentence that says why, and what to do. */
final class StartException extends Exception {
    private static final long serialVersionUID = 1;

    StartException(String message) {
        super(message);
    }

    StartException(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
