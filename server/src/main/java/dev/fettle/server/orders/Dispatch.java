package dev.fettle.server.orders;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.order.BoundedReport;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.OrderState;
import dev.fettle.core.order.OrderState.Event;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.link.LinkException;
import dev.fettle.link.LinkPaths;
import dev.fettle.link.SignedOrder;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Hands orders out and takes reports in. Of the orders that change a host, one at a time: the next is handed out when the
 * one before is ended or overdue; the host itself never does two at once.
 */
@Component
final class Dispatch implements VisitDesk {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);
    private static final int MOST = 100;
    private static final int MOST_UNFIT = 10_000;

    /** Of all orders that are handed out together, so that the answer is not longer than hosts read. */
    private static final long MOST_CHARACTERS = LinkPaths.LONGEST_ANSWER / 2;

    private final OrderStore store;
    private final OrderKeys keys;
    private final OrderNotes notes;
    private final TransactionTemplate transaction;
    private final Clock clock;
    /** Numbers of orders that this server cannot hand out: nobody is woken for them, and the log names each once. */
    private final Set<Long> unfit = ConcurrentHashMap.newKeySet();

    Dispatch(OrderStore store, OrderKeys keys, OrderNotes notes, PlatformTransactionManager transactions, Clock clock) {
        this.store = store;
        this.keys = keys;
        this.notes = notes;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    @Override
    public List<SignedOrder> waiting(UUID agent) {
        Instant now = clock.instant();
        if (store.waiting(agent, now) == 0) { // the usual case, without a transaction that writes
            return List.of();
        }
        List<SignedOrder> orders = transaction.execute(_ -> handOut(agent, now));
        return orders == null ? List.of() : orders;
    }

    @Override
    public Set<UUID> awaited(Collection<UUID> agents) {
        return agents.isEmpty() ? Set.of() : store.awaited(agents, unfit, clock.instant());
    }

    @Override
    public Set<UUID> unfinished(Collection<UUID> addressees) {
        return addressees.isEmpty() ? Set.of() : store.unfinished(addressees, clock.instant());
    }

    private List<SignedOrder> handOut(UUID agent, Instant now) {
        List<SignedOrder> orders = new ArrayList<>();
        boolean changing = store.isChanging(agent);
        long characters = 0;
        for (OrderStore.Sendable each : store.lockWaiting(agent, now)) {
            HostOrder order = each.order();
            Optional<SignedOrder> signed = signed(each);
            if (signed.isEmpty() || (order.changing() && changing)) {
                continue;
            }
            characters += signed.get().payload().length();
            if (orders.size() == MOST || (!orders.isEmpty() && characters > MOST_CHARACTERS)) {
                break;
            }
            changing |= order.changing();
            orders.add(signed.get());
            order.state().after(new Event.HandedOut(), order.times()).ifPresent(next -> store.move(order, next, now));
        }
        return orders;
    }

    /** Empty if what lies in the database is not what this server has signed for this host. */
    private Optional<SignedOrder> signed(OrderStore.Sendable each) {
        try {
            SignedOrder signed = SignedOrder.of(each.signed());
            Envelope envelope = keys.open(signed);
            if (envelope.id().equals(each.order().id())
                    && envelope.host().equals(each.order().agent())) {
                return Optional.of(signed);
            }
            unfit(each.order(), "another one was signed");
        } catch (LinkException e) {
            unfit(
                    each.order(),
                    "it was changed in the database or signed by a key that this server does not have: "
                            + e.getMessage());
        }
        return Optional.empty();
    }

    private void unfit(HostOrder order, String why) {
        if (unfit.size() >= MOST_UNFIT) {
            unfit.clear();
        }
        if (unfit.add(order.number())) {
            LOG.error("Order {} is not handed out: {}", order.number(), why);
        }
    }

    @Override
    public void taken(UUID agent, Collection<UUID> orders) {
        if (orders.isEmpty()) {
            return;
        }
        List<UUID> fresh = store.notTaken(agent, orders);
        if (fresh.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        transaction.executeWithoutResult(_ -> {
            for (UUID id : fresh) {
                store.lock(agent, id)
                        .map(OrderStore.Sendable::order)
                        .ifPresent(order -> order.state()
                                .after(new Event.Acknowledged(now), order.times())
                                .ifPresent(next -> {
                                    store.move(order, next, now);
                                    LOG.info(
                                            "Order {} of host {}: {} -> taken",
                                            order.number(),
                                            order.host(),
                                            order.stateWord());
                                }));
            }
        });
    }

    @Override
    public boolean reported(UUID agent, Report report) {
        Boolean known = transaction.execute(_ -> takeIn(agent, report));
        return known != null && known;
    }

    @Override
    public void gone(UUID agent) {
        transaction.executeWithoutResult(_ -> {
            Instant now = clock.instant();
            for (OrderStore.Sendable each : store.lockWaiting(agent, Instant.EPOCH)) {
                HostOrder order = each.order();
                order.state().after(new Event.WithdrawalAsked(), order.times()).ifPresent(next -> {
                    store.move(order, next, now);
                    notes.withdrawn(
                            Actor.server("agents"),
                            order,
                            order.with(next, now),
                            "The agent to which it was addressed was revoked.");
                });
            }
        });
    }

    private boolean takeIn(UUID agent, Report told) {
        Optional<OrderStore.Sendable> found = store.lock(agent, told.order());
        if (found.isEmpty()) {
            return false;
        }
        HostOrder order = found.get().order();
        Report report = BoundedReport.of(told, limit(found.get()));
        Outcome outcome = report.outcome();
        Instant now = clock.instant();
        order.state().after(new Event.Reported(outcome), order.times()).ifPresent(next -> {
            store.move(order, next, now);
            store.keepReport(order, KeptReport.bytes(report));
            HostOrder after = order.with(next, now);
            notes.ended(order, after, report);
            LOG.info(
                    "Order {} of host {}: {} -> {}",
                    order.number(),
                    order.host(),
                    order.stateWord(),
                    after.stateWord());
        });
        return true;
    }

    @Override
    public Optional<Order> named(UUID agent, UUID order) {
        return store.find(agent, order)
                .filter(each -> each.order().state().open())
                .flatMap(this::named);
    }

    private Optional<Order> named(OrderStore.Sendable each) {
        try {
            return signed(each).isPresent()
                    ? Optional.of(keys.open(SignedOrder.of(each.signed())).order())
                    : Optional.empty();
        } catch (LinkException _) {
            return Optional.empty();
        }
    }

    private int limit(OrderStore.Sendable each) {
        try {
            return keys.open(SignedOrder.of(each.signed())).outputLimit();
        } catch (LinkException _) {
            return Envelope.LEAST_OUTPUT;
        }
    }

    /** Ends what has expired and notes what is overdue; returns how many that were. */
    int passTime() {
        Integer moved = transaction.execute(_ -> {
            Instant now = clock.instant();
            int count = 0;
            for (HostOrder order : store.lockDue(now, MOST)) {
                Optional<OrderState> next = order.state().after(new Event.TimeIs(now), order.times());
                if (next.isPresent()) {
                    store.move(order, next.get(), now);
                    notes.passed(order, order.with(next.get(), now));
                    count++;
                }
            }
            return count;
        });
        return moved == null ? 0 : moved;
    }
}
