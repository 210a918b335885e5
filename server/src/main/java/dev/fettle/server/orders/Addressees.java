package dev.fettle.server.orders;

import dev.fettle.server.agents.Agent;
import dev.fettle.server.agents.AgentBell;
import dev.fettle.server.agents.Agents;
import dev.fettle.server.database.AfterCommit;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** To whom the orders of a host are addressed: to its agent, or to nobody but the host if it is visited. */
@Component
final class Addressees {
    private final Agents agents;
    private final ObjectProvider<AgentBell> bell;
    private final ObjectProvider<VisitedHosts> visited;

    Addressees(Agents agents, ObjectProvider<AgentBell> bell, ObjectProvider<VisitedHosts> visited) {
        this.agents = agents;
        this.bell = bell;
        this.visited = visited;
    }

    sealed interface Found {
        record OfAgent(UUID agent) implements Found {}

        record OfVisits(UUID visited) implements Found {}

        /** @param why a sentence that says what to do */
        record Nobody(String why) implements Found {}

        /** By which the host knows that it is meant; empty if nobody is there. */
        default Optional<UUID> id() {
            return switch (this) {
                case OfAgent(UUID id) -> Optional.of(id);
                case OfVisits(UUID id) -> Optional.of(id);
                case Nobody _ -> Optional.empty();
            };
        }
    }

    Map<HostId, Found> of(Collection<Host> hosts) {
        Map<HostId, Agent> known = agents.of(hosts.stream().map(Host::id).toList());
        Map<HostId, Found> found = new HashMap<>();
        for (Host host : hosts) {
            found.put(host.id(), of(host, Optional.ofNullable(known.get(host.id()))));
        }
        return found;
    }

    Found of(Host host) {
        return of(host, agents.of(host.id()));
    }

    private Found of(Host host, Optional<Agent> agent) {
        if (agent.isPresent()) {
            return agent.get().state() == Agent.State.ACTIVE
                    ? new Found.OfAgent(agent.get().id())
                    : new Found.Nobody("More than one machine uses the identity of " + host.name()
                            + ", so it gets no orders. Enrol its agent anew first.");
        }
        return visited.stream()
                .findAny()
                .flatMap(each -> each.addressee(host.id()))
                .<Found>map(Found.OfVisits::new)
                .orElseGet(() -> new Found.Nobody("There is no agent on " + host.name()
                        + ", so nobody there could carry an order out. Install and enrol one first, or allow changes over"
                        + " SSH."));
    }

    /** Tells that an order waits, once this transaction has come to its end. */
    void wake(Found addressee) {
        AfterCommit.run(() -> {
            switch (addressee) {
                case Found.OfAgent(UUID id) -> bell.ifAvailable(each -> each.ring(id));
                case Found.OfVisits(UUID id) -> visited.ifAvailable(each -> each.expect(id));
                case Found.Nobody _ -> {}
            }
        });
    }
}
