package dev.fettle.server.agents;

import dev.fettle.core.order.Order;
import dev.fettle.core.order.Report;
import dev.fettle.link.SignedOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Orders that a test leaves for agents. */
final class TestDesk implements OrderDesk {
    final Map<UUID, List<SignedOrder>> waiting = new ConcurrentHashMap<>();
    final Map<UUID, List<UUID>> taken = new ConcurrentHashMap<>();
    final List<Report> reports = new CopyOnWriteArrayList<>();
    final Map<UUID, UUID> known = new ConcurrentHashMap<>();
    final Map<UUID, Order> programs = new ConcurrentHashMap<>();

    @Override
    public List<SignedOrder> waiting(UUID agent) {
        return List.copyOf(waiting.getOrDefault(agent, List.of()));
    }

    @Override
    public Set<UUID> awaited(Collection<UUID> agents) {
        return agents.stream().filter(waiting::containsKey).collect(Collectors.toSet());
    }

    @Override
    public void taken(UUID agent, Collection<UUID> orders) {
        taken.put(agent, new ArrayList<>(orders));
        if (!orders.isEmpty()) {
            waiting.remove(agent);
        }
    }

    @Override
    public boolean reported(UUID agent, Report report) {
        if (!agent.equals(known.get(report.order()))) {
            return false;
        }
        reports.add(report);
        return true;
    }

    @Override
    public void gone(UUID agent) {
        waiting.remove(agent);
    }

    @Override
    public Optional<Order> named(UUID agent, UUID order) {
        return agent.equals(known.get(order)) ? Optional.ofNullable(programs.get(order)) : Optional.empty();
    }
}
