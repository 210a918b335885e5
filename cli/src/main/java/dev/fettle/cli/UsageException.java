package dev.fettle.cli;

/** The command line cannot be understood. The message is a sentence that says what is wrong with it. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }

    UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
