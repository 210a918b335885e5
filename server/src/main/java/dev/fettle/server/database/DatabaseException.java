package dev.fettle.server.database;

import java.sql.SQLException;

/** The database cannot be used. The message is a sentence that says why, and what to do. */
public final class DatabaseException extends Exception {
    private static final long serialVersionUID = 1;

    DatabaseException(String message) {
        super(message);
    }

    DatabaseException(String message, Throwable cause) {
        super(message, cause);
    }

    /** @param work what could not be finished, as the subject of a sentence: "The backup" */
    public static DatabaseException during(String work, SQLException e) {
        return new DatabaseException(Faults.during(work, e), e);
    }
}
