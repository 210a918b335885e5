package dev.fettle.server.orders;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.OrderKind;
import dev.fettle.core.order.OrderState;
import dev.fettle.server.database.Storable;
import dev.fettle.server.hosts.Host;
import java.time.Duration;
import java.time.Instant;
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
    private final OrderNotes notes;

    SignOrder(OrderStore store, OrderKeys keys, OrderNotes notes) {
        this.store = store;
        this.keys = keys;
        this.notes = notes;
    }

    /**
     * @param addressee by which the host knows that it is meant
     * @param issued and {@code expires} in whole seconds
     * @param follows see {@link HostOrder}
     */
    HostOrder sign(
            Actor actor,
            Host host,
            UUID addressee,
            Order asked,
            String reason,
            Instant issued,
            Instant expires,
            Duration timeLimit,
            @Nullable Long follows) {
        Envelope envelope = new Envelope(UUID.randomUUID(), addressee, issued, expires, timeLimit, OUTPUT_LIMIT, asked);
        String about = Storable.text(about(asked));
        String why = Storable.text(reason.strip());
        long number = store.add(
                envelope,
                new OrderStore.New(
                        host.id(),
                        about,
                        follows,
                        actor.name(),
                        why,
                        keys.sign(envelope).bytes()));
        HostOrder order = new HostOrder(
                number,
                envelope.id(),
                host.id(),
                host.name(),
                addressee,
                OrderKind.of(asked),
                asked.changesHost(),
                about,
                follows,
                actor.name(),
                why,
                issued,
                expires,
                timeLimit,
                new OrderState.Waiting(false),
                /* handedOutAt= */ null,
                /* takenAt= */ null,
                /* endedAt= */ null,
                /* version= */ 0);
        notes.given(actor, order, envelope);
        return order;
    }

    /** What it names in a line. */
    static String about(Order order) {
        String all = String.join(" ", OrderNotes.named(order).values());
        return all.length() > LONGEST_ABOUT ? all.substring(0, LONGEST_ABOUT - 1) + "…" : all;
    }
}
