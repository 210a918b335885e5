package dev.fettle.server.folder;

/** The data folder cannot be used. The message is a sentence that says why, and what to do. */
public final class FolderException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean held;

    public FolderException(String message) {
        this(message, false);
    }

    FolderException(String message, boolean held) {
        super(message);
        this.held = held;
    }

    public FolderException(String message, Throwable cause) {
        super(message, cause);
        this.held = false;
    }

    /** Whether it is that another process has it. */
    public boolean held() {
        return held;
    }
}
