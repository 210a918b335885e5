package dev.fettle.agent;

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
}
