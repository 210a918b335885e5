package dev.fettle.agent;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The versions of this program as the resident one sees them.
 *
 * @param trial the order for which this one is on trial; empty if it is not
 */
record TakenPrograms(ProgramStore store, Optional<UUID> trial) implements Serve.Programs {
    /** @param trial as the launcher told it; null if it told nothing */
    static TakenPrograms of(ProgramStore store, @Nullable String trial) throws AgentException {
        try {
            return new TakenPrograms(store, Optional.ofNullable(trial).map(UUID::fromString));
        } catch (IllegalArgumentException damaged) {
            throw new AgentException("For which order this version is on trial cannot be read.", damaged);
        }
    }

    @Override
    public boolean onTrial() {
        return trial.isPresent();
    }

    @Override
    public void won() throws AgentException {
        if (trial.isPresent() && !store.win(trial.get())) {
            throw new AgentException("This version has reached the server after its time was over.");
        }
    }

    @Override
    public void clear() throws AgentException {
        store.clear();
    }
}
