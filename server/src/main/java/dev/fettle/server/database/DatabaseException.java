package dev.fettle.server.database;

/** The database cannot be used. The message is a sentence that says why, and what to do. */
public final class DatabaseException extends Exception {
    private static final long serialVersionUID = 1;

    DatabaseException(String message) {
        super(message);
    }

    DatabaseException(String message, Throwable cause) {
        super(message, cause);
    }
}
