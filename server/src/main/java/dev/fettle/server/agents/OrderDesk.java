package dev.fettle.server.agents;

import dev.fettle.core.order.Order;
import dev.fettle.core.order.Report;
import dev.fettle.link.SignedOrder;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Where agents get their orders and hand in their reports. */
public interface OrderDesk {
    /** Orders of this agent that it has not yet said to have, the oldest first, at most 100; none that have expired. */
    List<SignedOrder> waiting(UUID agent);

    /**
     * Those of these agents for which {@link #waiting} gives something. It is asked every second for all agents that this
     * server hears of, so it must be cheap; and each that it names checks in anew, so it must name none in vain again and
     * again.
     */
    Set<UUID> awaited(Collection<UUID> agents);

    /** The agent has these in its journal; those that are not its own or are ended are left as they are. */
    void taken(UUID agent, Collection<UUID> orders);

    /**
     * Takes in what became of an order. A second report of the same order changes nothing.
     *
     * @return false if the agent has no such order
     */
    boolean reported(UUID agent, Report report);

    /** The agent is listened to no more, so those that wait for it are withdrawn; joins the caller's transaction. */
    void gone(UUID agent);

    /** What an order of this agent says that is not ended, as this server has signed it; otherwise empty. */
    Optional<Order> named(UUID agent, UUID order);
}
