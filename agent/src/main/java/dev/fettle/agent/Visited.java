package dev.fettle.agent;

import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.order.Resumption.Begun;
import dev.fettle.link.Exchange;
import dev.fettle.link.LinkException;
import dev.fettle.link.SignedOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A host that is visited over SSH and has no resident program. Each visit takes what is brought into the journal, starts what is
 * new or was cut off, and tells of one order that has ended; it comes back at once, and may be repeated as often as its answer
 * gets lost.
 */
final class Visited {
    /** A reboot that was begun in this boot is on its way; nobody is here to remember it between two visits. */
    private static final Duration GOING_DOWN = Duration.ofMinutes(10);

    /** Stands for an id where there is none. */
    private static final UUID NOBODY = new UUID(0, 0);

    private final Trust trust;
    private final Journal journal;
    private final InstantSource clock;
    private final Supplier<UUID> boot;
    private final OrderBook book;

    Visited(
            Trust trust,
            Journal journal,
            OrderStarter starter,
            InstantSource clock,
            Supplier<UUID> boot,
            Consumer<String> log) {
        this.trust = trust;
        this.journal = journal;
        this.clock = clock;
        this.boot = boot;
        this.book = new OrderBook(trust, journal, order -> start(starter, order), clock, log);
    }

    /** @param program this version */
    Exchange.Reply exchange(Exchange brought, String program) throws AgentException {
        for (UUID id : brought.told()) {
            if (journal.isEnded(id)) {
                book.told(id);
            }
        }
        List<SignedOrder> signed = new ArrayList<>();
        Optional<Report> refused = Optional.empty();
        for (SignedOrder order : brought.orders()) {
            Optional<Report> fault = fault(order);
            if (fault.isEmpty()) {
                signed.add(order);
            } else {
                refused = fault;
            }
        }
        book.take(signed);
        book.tend();
        book.forget();
        Optional<UUID> ended = book.toTell();
        Optional<Report> told = ended.isPresent() ? Optional.of(book.report(ended.get())) : refused;
        return new Exchange.Reply(program, book.untold(), book.underway(), told);
    }

    /**
     * Why an order counts for nothing. Told to whoever brought it and kept nowhere: who may visit is not who may sign, and must
     * not fill the disk with what root thinks of it.
     */
    private Optional<Report> fault(SignedOrder order) {
        try {
            order.open(trust.keys());
            return Optional.empty();
        } catch (LinkException forged) {
            Instant now = clock.instant();
            Outcome refused =
                    new Outcome.Failed(FailureKind.REFUSED, "The order cannot be used: " + forged.getMessage());
            return Optional.of(Report.of(order.claimedId().orElse(NOBODY), now, now, refused));
        }
    }

    private void start(OrderStarter starter, UUID order) throws AgentException {
        if (!isGoingDown(order)) {
            starter.start(order);
        }
    }

    private boolean isGoingDown(UUID id) throws AgentException {
        try {
            Optional<Begun> begun = journal.begun(id);
            Optional<SignedOrder> order = journal.order(id);
            if (begun.isEmpty()
                    || order.isEmpty()
                    || !begun.get().boot().equals(boot.get())
                    || !(order.get().open(trust.keys()).order() instanceof Order.Reboot)) {
                return false;
            }
            Instant now = clock.instant();
            Duration patience = GOING_DOWN.multipliedBy(begun.get().attempt());
            return !now.isBefore(begun.get().firstAt())
                    && now.isBefore(begun.get().firstAt().plus(patience));
        } catch (LinkException | DamagedJournalException unusable) {
            return false; // which whoever carries it out tells
        }
    }
}
