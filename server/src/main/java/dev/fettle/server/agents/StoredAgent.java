package dev.fettle.server.agents;

import dev.fettle.core.signing.Octets;
import dev.fettle.server.hosts.MachineId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An agent with what only its own slice needs to know.
 *
 * @param key SHA-256 of the public key that is in force
 * @param nextKey of a renewed certificate that was not used yet
 * @param nextUntil when that ends; null without one
 * @param address from where it was heard last
 * @param run of the program that checked in last; null if none did
 * @param earlierRuns those that were followed by another, the latest last
 * @param clonedFrom addresses of the machines that use its identity
 * @param twin the agent that was alive on another machine with the same machine-id when this one was enrolled
 * @param survey digest of its last inventory; null before
 */
record StoredAgent(
        Agent agent,
        MachineId machine,
        Octets key,
        @Nullable Octets nextKey,
        @Nullable Instant nextUntil,
        String address,
        @Nullable UUID run,
        List<UUID> earlierRuns,
        List<String> clonedFrom,
        @Nullable UUID twin,
        @Nullable Octets survey) {
    StoredAgent {
        earlierRuns = List.copyOf(earlierRuns);
        clonedFrom = List.copyOf(clonedFrom);
    }

    UUID id() {
        return agent.id();
    }

    boolean isRevoked() {
        return agent.state() == Agent.State.REVOKED;
    }
}
