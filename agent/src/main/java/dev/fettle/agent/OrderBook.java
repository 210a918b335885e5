package dev.fettle.agent;

import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.link.LinkException;
import dev.fettle.link.SignedOrder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The orders of this host from the server's hand to its hand again: taken or refused, begun, begun again where they were cut
 * off, and reported until the server knows. All of it lies in the journal; what is remembered here is when something was tried.
 */
final class OrderBook {
    /** A process that was started needs so long to take the lock of its order. */
    private static final Duration START = Duration.ofSeconds(10);

    /** A reboot that was begun in this boot is on its way. */
    private static final Duration GOING_DOWN = Duration.ofMinutes(10);

    private static final Duration REPORT_AGAIN = Duration.ofHours(1);
    private static final Duration REMEMBERED = Envelope.LONGEST_VALIDITY.plusDays(1);

    /** Whoever sends nonsense must not fill the disk with what we think of it. */
    private static final int MOST_UNTOLD = 1_000;

    private final Trust trust;
    private final Journal journal;
    private final OrderStarter starter;
    private final InstantSource clock;
    private final Consumer<String> log;
    private final Map<UUID, Instant> startedAt = new HashMap<>();
    private final Map<UUID, Respite> notTaken = new HashMap<>();
    private final Set<UUID> ended = new HashSet<>();

    OrderBook(Trust trust, Journal journal, OrderStarter starter, InstantSource clock, Consumer<String> log) {
        this.trust = trust;
        this.journal = journal;
        this.starter = starter;
        this.clock = clock;
        this.log = log;
    }

    /** Takes each into the journal, or a report that says why not. */
    void take(List<SignedOrder> orders) throws AgentException {
        for (SignedOrder order : orders) {
            if (journal.untold().size() >= MOST_UNTOLD) {
                log.accept("The server gives more orders than this host can keep; the rest has to wait.");
                return;
            }
            switch (new TakeOrder(trust, journal, clock).take(order)) {
                case TakeOrder.Outcome.Taken(UUID id) -> log.accept("Order " + id + " is taken.");
                case TakeOrder.Outcome.SeenBefore _ -> {}
                case TakeOrder.Outcome.Refused(String why) -> refuse(order, why);
            }
        }
    }

    private void refuse(SignedOrder order, String why) throws AgentException {
        Optional<UUID> id = order.claimedId();
        if (id.isEmpty()) {
            log.accept("An order without an id was refused. " + why);
        } else if (!journal.seen().contains(id.get())) {
            Instant now = clock.instant();
            journal.end(Report.of(id.get(), now, now, new Outcome.Failed(FailureKind.REFUSED, why)));
            log.accept("Order " + id.get() + " was refused. " + why);
        }
    }

    /** Whose reports the server does not have yet. */
    List<UUID> untold() throws AgentException {
        List<UUID> all = journal.untold();
        return all.subList(0, Math.min(all.size(), MOST_UNTOLD));
    }

    /** Whether something is being carried out. */
    boolean underway() throws AgentException {
        return journal.untold().stream().anyMatch(id -> !journal.isEnded(id));
    }

    /** An order that is ended and of which the server has no report; of several, one that was not tried in vain. */
    Optional<UUID> toTell() throws AgentException {
        Instant now = clock.instant();
        for (UUID id : journal.untold()) {
            Respite respite = notTaken.get(id);
            if (journal.isEnded(id) && (respite == null || respite.isOver(now))) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }

    /** What became of an order that is ended. */
    Report report(UUID id) throws AgentException {
        try {
            Optional<Report> report = journal.report(id);
            if (report.isPresent()) {
                return report.get();
            }
        } catch (DamagedJournalException damaged) {
            log.accept(String.valueOf(damaged.getMessage()));
        }
        Instant now = clock.instant();
        Report unknown = Report.of(
                id, now, now, new Outcome.Unknown("The report of this order cannot be read on the host any more."));
        journal.end(unknown);
        return unknown;
    }

    /** @return as {@link #tend} */
    boolean told(UUID id) throws AgentException {
        boolean changed =
                ended.add(id) && envelope(id).map(OrderBook::asksForALook).orElse(false);
        journal.told(id);
        notTaken.remove(id);
        startedAt.remove(id);
        ended.remove(id);
        return changed;
    }

    /** The server does not take this report: it is tried again, but not at once and not before others. */
    void notTaken(UUID id) {
        notTaken.computeIfAbsent(id, _ -> new Respite(REPORT_AGAIN)).begin(clock.instant());
    }

    /**
     * Starts what is to be done and does not run: what is new, and what was cut off.
     *
     * @return whether an order has ended since the last call after which the host may be another
     */
    boolean tend() throws AgentException {
        boolean changed = false;
        boolean changing = false;
        for (UUID id : journal.untold()) {
            Optional<Envelope> envelope = envelope(id);
            if (journal.isEnded(id)) {
                changed |=
                        ended.add(id) && envelope.map(OrderBook::asksForALook).orElse(false);
                continue;
            }
            // Of those that change the host, one at a time and in the order in which they came.
            boolean changes = envelope.map(each -> each.order().changesHost()).orElse(false);
            if (!changes || !changing) {
                startIfIdle(id, envelope);
            }
            changing |= changes;
        }
        return changed;
    }

    private static boolean asksForALook(Envelope envelope) {
        return switch (envelope.order()) {
            case Order.TakeInventory _,
                    Order.RefreshMetadata _,
                    Order.Install _,
                    Order.RollBack _,
                    Order.RestartServices _,
                    Order.Reboot _ -> true;
            case Order.Download _,
                    Order.Simulate _,
                    Order.RunChecks _,
                    Order.CollectEvidence _,
                    Order.Verify _,
                    Order.UpdateAgent _ -> false;
        };
    }

    /** Empty if it cannot be opened; the process that carries it out tells so. */
    private Optional<Envelope> envelope(UUID id) throws AgentException {
        try {
            Optional<SignedOrder> order = journal.order(id);
            return order.isPresent() ? Optional.of(order.get().open(trust.keys())) : Optional.empty();
        } catch (LinkException | DamagedJournalException unusable) {
            return Optional.empty();
        }
    }

    private void startIfIdle(UUID id, Optional<Envelope> envelope) throws AgentException {
        Instant now = clock.instant();
        Duration pause = envelope.map(Envelope::order)
                        .filter(Order.Reboot.class::isInstance)
                        .isPresent()
                ? GOING_DOWN
                : START;
        Instant last = startedAt.get(id);
        // A clock that was set back must not keep an order from going on.
        if (last != null && !last.isAfter(now) && now.isBefore(last.plus(pause))) {
            return;
        }
        Optional<Journal.Held> lock = journal.lock(id);
        if (lock.isEmpty()) {
            return;
        }
        try {
            lock.get().close();
        } catch (IOException cannot) {
            throw new AgentException("The lock of order " + id + " could not be given back.", cannot);
        }
        if (journal.isEnded(id)) {
            return;
        }
        log.accept("Order " + id + (last == null ? " is begun." : " does not run; it is begun again."));
        startedAt.put(id, now);
        try {
            starter.start(id);
        } catch (AgentException cannot) {
            log.accept(cannot.getMessage() + " It is tried again.");
        }
    }

    /** Forgets what could not be given again anyway. */
    void forget() throws AgentException {
        journal.forget(clock.instant().minus(REMEMBERED));
    }
}
