package dev.fettle.agent;

import dev.fettle.core.order.Admission;
import dev.fettle.core.order.Envelope;
import dev.fettle.link.LinkException;
import dev.fettle.link.SignedOrder;
import java.time.InstantSource;
import java.util.UUID;

/** Takes an order into the journal if this host may obey it. */
final class TakeOrder {
    private final Trust trust;
    private final Journal journal;
    private final InstantSource clock;

    TakeOrder(Trust trust, Journal journal, InstantSource clock) {
        this.trust = trust;
        this.journal = journal;
        this.clock = clock;
    }

    /** What became of it. */
    sealed interface Outcome {
        record Taken(UUID id) implements Outcome {}

        /** It came before; nothing is done anew, and what became of it stays as it is. */
        record SeenBefore(UUID id) implements Outcome {}

        /** @param why a sentence */
        record Refused(String why) implements Outcome {}
    }

    /** @throws AgentException if the journal cannot be written, so that nothing was taken */
    Outcome take(SignedOrder order) throws AgentException {
        Envelope envelope;
        try {
            envelope = order.open(trust.keys());
        } catch (LinkException refused) {
            return new Outcome.Refused("The order cannot be used: " + refused.getMessage());
        }
        return switch (Admission.of(envelope, trust.host(), clock.instant(), journal.seen())) {
            case Admission.Admitted() -> {
                journal.accept(envelope.id(), order);
                yield new Outcome.Taken(envelope.id());
            }
            case Admission.SeenBefore() -> new Outcome.SeenBefore(envelope.id());
            case Admission.Refused(String why) -> new Outcome.Refused(why);
        };
    }
}
