package dev.fettle.server.agents;

import dev.fettle.server.hosts.HostId;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The agents that this server knows. */
@Component
public final class Agents {
    private final AgentStore store;

    Agents(AgentStore store) {
        this.store = store;
    }

    /** The agent of a host that is not revoked; empty if it has none. Scope is not looked at. */
    public Optional<Agent> of(HostId host) {
        return store.of(host).map(StoredAgent::agent);
    }
}
