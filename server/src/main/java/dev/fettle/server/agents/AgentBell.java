package dev.fettle.server.agents;

import java.util.UUID;

/** Wakes the request in which an agent waits for orders, if there is one. To be rung after the commit. */
@FunctionalInterface
public interface AgentBell {
    void ring(UUID agent);
}
