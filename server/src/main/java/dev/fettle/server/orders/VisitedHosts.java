package dev.fettle.server.orders;

import dev.fettle.server.hosts.HostId;
import java.util.Optional;
import java.util.UUID;

/** Hosts without an agent that take orders all the same, because this server visits them. */
public interface VisitedHosts {
    /** The id by which orders name this host; empty if it is not visited, or not to be changed. Scope is not looked at. */
    Optional<UUID> addressee(HostId host);

    /** An order was given to it. To be called after the commit. */
    void expect(UUID addressee);
}
