package dev.fettle.agent;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A file of the journal is not what this program has written: nobody can tell what became of its order. */
final class DamagedJournalException extends AgentException {
    private static final long serialVersionUID = 1;

    DamagedJournalException(UUID order, @Nullable String what, Throwable cause) {
        super("The journal of order " + order + " is damaged: " + what, cause);
    }
}
