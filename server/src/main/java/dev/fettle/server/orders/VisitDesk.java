package dev.fettle.server.orders;

import dev.fettle.server.agents.OrderDesk;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/** Where orders are fetched for hosts that do not ask for them, because this server visits them. */
public interface VisitDesk extends OrderDesk {
    /** Those of these addressees for whom an order waits or a report may still come. */
    Set<UUID> unfinished(Collection<UUID> addressees);
}
