package dev.fettle.server.orders;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.Deed;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.OrderKind;
import dev.fettle.core.order.OrderState;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.database.Storable;
import dev.fettle.server.hosts.Host;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Signs orders, puts them in line and notes them, in the caller's transaction. Whether they may be given is judged before. */
@Component
final class SignOrder {
    static final int OUTPUT_LIMIT = 256 << 10;
    private static final int LONGEST_ABOUT = 200;

    private final OrderStore store;
    private final OrderKeys keys;
    private final Audit audit;

    SignOrder(OrderStore store, OrderKeys keys, Audit audit) {
        this.store = store;
        this.keys = keys;
        this.audit = audit;
    }

    /**
     * What one host is asked.
     *
     * @param addressee by which the host knows that it is meant
     * @param expires in whole seconds
     * @param follows see {@link HostOrder}
     */
    record Wanted(
            Host host,
            UUID addressee,
            Order order,
            Instant expires,
            Duration timeLimit,
            @Nullable Long follows) {}

    /**
     * @param issued in whole seconds
     * @return in the same order
     */
    List<HostOrder> sign(Actor actor, String reason, Instant issued, List<Wanted> all) {
        String why = Storable.text(reason.strip());
        // Most of the time goes into signatures, which no processor needs another one for.
        List<OrderStore.New> made = all.parallelStream()
                .map(each -> signed(each, actor.name(), why, issued))
                .toList();
        List<Long> numbers = store.add(made);
        List<HostOrder> orders = new ArrayList<>(all.size());
        List<Deed> deeds = new ArrayList<>(all.size());
        for (int i = 0; i < made.size(); i++) {
            HostOrder order = order(all.get(i).host(), made.get(i), numbers.get(i));
            orders.add(order);
            deeds.add(OrderNotes.given(order, made.get(i).envelope()));
        }
        audit.append(actor, deeds);
        return orders;
    }

    private OrderStore.New signed(Wanted wanted, String person, String why, Instant issued) {
        Envelope envelope = new Envelope(
                UUID.randomUUID(),
                wanted.addressee(),
                issued,
                wanted.expires(),
                wanted.timeLimit(),
                OUTPUT_LIMIT,
                wanted.order());
        return new OrderStore.New(
                envelope,
                wanted.host().id(),
                Storable.text(about(wanted.order())),
                wanted.follows(),
                person,
                why,
                keys.sign(envelope).bytes());
    }

    private static HostOrder order(Host host, OrderStore.New made, long number) {
        Envelope envelope = made.envelope();
        return new HostOrder(
                number,
                envelope.id(),
                host.id(),
                host.name(),
                envelope.host(),
                OrderKind.of(envelope.order()),
                envelope.order().changesHost(),
                made.about(),
                made.follows(),
                made.askedBy(),
                made.reason(),
                envelope.issuedAt(),
                envelope.expiresAt(),
                envelope.timeLimit(),
                new OrderState.Waiting(false),
                /* handedOutAt= */ null,
                /* takenAt= */ null,
                /* endedAt= */ null,
                /* version= */ 0);
    }

    /** What it names in a line. */
    static String about(Order order) {
        String all = String.join(" ", OrderNotes.named(order).values());
        return all.length() > LONGEST_ABOUT ? all.substring(0, LONGEST_ABOUT - 1) + "…" : all;
    }
}
