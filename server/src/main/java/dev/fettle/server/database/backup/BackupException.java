package dev.fettle.server.database.backup;

/** A backup cannot be written, or a file cannot be restored. The message is a sentence that says why, and what to do. */
public final class BackupException extends Exception {
    private static final long serialVersionUID = 1;

    BackupException(String message) {
        super(message);
    }

    BackupException(String message, Throwable cause) {
        super(message, cause);
    }
}
