package dev.fettle.server.orders;

import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.order.OrderState;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes an order back before the host has said that it has it. One that was sent before may have arrived all the same: then
 * the host can still begin it until it expires, and its report is taken in.
 */
@Component
public final class WithdrawOrder {
    private final OrderStore store;
    private final OrderNotes notes;
    private final TransactionTemplate transaction;
    private final Clock clock;

    WithdrawOrder(OrderStore store, OrderNotes notes, PlatformTransactionManager transactions, Clock clock) {
        this.store = store;
        this.notes = notes;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** What became of it. */
    public sealed interface Outcome {
        /** @param order as it is now; {@link OrderState#mayStillCome} says whether it may be carried out all the same */
        record Withdrawn(HostOrder order) implements Outcome {}

        record NoSuchOrder() implements Outcome {}

        /** @param order that the host has, or that is ended; nothing was changed */
        record TooLate(HostOrder order) implements Outcome {}

        /** Its state has changed since the actor saw it. */
        record Overtaken() implements Outcome {}
    }

    /**
     * @param scope of the actor
     * @param version that the actor saw; null for whatever it is
     */
    public Outcome withdraw(Actor actor, Scope scope, long number, String why, @Nullable Long version) {
        Outcome outcome = transaction.execute(_ -> within(actor, scope, number, why, version));
        if (outcome == null) {
            throw new IllegalStateException("An order was withdrawn without an outcome.");
        }
        return outcome;
    }

    private Outcome within(Actor actor, Scope scope, long number, String why, @Nullable Long version) {
        Optional<HostOrder> found = store.lock(number, scope);
        if (found.isEmpty()) {
            return new Outcome.NoSuchOrder();
        }
        HostOrder order = found.get();
        if (version != null && version != order.version()) {
            return new Outcome.Overtaken();
        }
        Optional<OrderState> next = order.state().after(new OrderState.Event.WithdrawalAsked(), order.times());
        if (next.isEmpty()) {
            return new Outcome.TooLate(order);
        }
        Instant now = clock.instant();
        store.move(order, next.get(), now);
        HostOrder after = order.with(next.get(), now);
        String cut = why.strip();
        notes.withdrawn(
                actor,
                order,
                after,
                cut.length() > GiveOrder.LONGEST_REASON ? cut.substring(0, GiveOrder.LONGEST_REASON) : cut);
        return new Outcome.Withdrawn(after);
    }
}
