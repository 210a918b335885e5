package dev.fettle.agent;

import java.util.UUID;

/** Has an order carried out by a process that outlives this one. */
interface OrderStarter {

    /**
     * Comes back at once. To start one that runs already does no harm.
     *
     * @throws AgentException if it could not be started
     */
    void start(UUID order) throws AgentException;
}
