package dev.fettle.server.folder;

/** The data folder cannot be used. The message is a sentence that says why, and what to do. */
public final class FolderException extends Exception {
    private static final long serialVersionUID = 1;

    FolderException(String message) {
        super(message);
    }

    FolderException(String message, Throwable cause) {
        super(message, cause);
    }
}
