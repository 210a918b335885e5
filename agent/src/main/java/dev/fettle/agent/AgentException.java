package dev.fettle.agent;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The program cannot do what it was called for. The message is a sentence that says what to do. */
sealed class AgentException extends Exception permits DamagedJournalException {
    private static final long serialVersionUID = 1;

    AgentException(String message) {
        this(message, null);
    }

    AgentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** @param what could not be done with the file: {@code written} */
    static AgentException cannot(String what, Path file, IOException cause) {
        return new AgentException(
                file + " could not be " + what + " (" + cause.getMessage() + "). Is there room, and is this root?",
                cause);
    }
}
