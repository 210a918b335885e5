package dev.fettle.server.agents;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.core.signing.Octets;
import dev.fettle.link.CheckIn;
import dev.fettle.link.CheckInReply;
import dev.fettle.link.SignedOrder;
import dev.fettle.link.SurveyDelta;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Hears that an agent is there, and tells it what to do. As a rule the database is not asked: only where the program was
 * started anew, an order is there, or one was taken.
 */
@Component
final class TakeCheckIn {
    private static final Logger LOG = LoggerFactory.getLogger(TakeCheckIn.class);
    private static final int MOST_EARLIER = 8;
    private static final Duration HANDED_JUST_NOW = Duration.ofSeconds(10);
    private static final int PAUSE_AFTER_SAME_ORDERS = 10;

    private final Roster roster;
    private final AgentStore store;
    private final ObjectProvider<OrderDesk> desk;
    private final Audit audit;
    private final Clock clock;
    private final int every;
    private final TransactionTemplate transaction;

    TakeCheckIn(
            Roster roster,
            AgentStore store,
            ObjectProvider<OrderDesk> desk,
            Audit audit,
            Clock clock,
            Settings settings,
            PlatformTransactionManager transactions) {
        this.roster = roster;
        this.store = store;
        this.desk = desk;
        this.audit = audit;
        this.clock = clock;
        this.every = Math.toIntExact(settings.agents().checkInEvery().toSeconds());
        this.transaction = new TransactionTemplate(transactions);
    }

    /** How often agents check in that do not wait, in seconds. */
    int every() {
        return every;
    }

    /**
     * @param address from where it comes
     * @return what to answer now; empty if nothing is to be told
     */
    Optional<CheckInReply> take(Known agent, String address, CheckIn checkIn) {
        if (!checkIn.run().equals(agent.stored().run()) && !follows(agent, address, checkIn.run())) {
            return Optional.of(reply(agent, checkIn, List.of(), every));
        }
        if (agent.state() == Agent.State.CLONED) {
            return Optional.of(reply(agent, checkIn, List.of(), every));
        }
        agent.seen(clock.instant(), address, checkIn);
        OrderDesk orders = desk.getIfAvailable();
        if (orders != null && agent.takes(checkIn.taken())) {
            orders.taken(agent.id(), checkIn.taken());
            agent.taken(checkIn.taken());
        }
        Optional<CheckInReply> withOrders = orders(agent, checkIn);
        if (withOrders.isEmpty() && agent.hasNews(checkIn)) {
            agent.toldOf(checkIn);
            return Optional.of(reply(agent, checkIn, List.of(), checkIn.waitSeconds() > 0 ? 0 : every));
        }
        return withOrders;
    }

    /** What to answer when nothing more is waited for. */
    CheckInReply last(Known agent, CheckIn checkIn, int nextSeconds) {
        return orders(agent, checkIn).orElseGet(() -> reply(agent, checkIn, List.of(), nextSeconds));
    }

    private Optional<CheckInReply> orders(Known agent, CheckIn checkIn) {
        OrderDesk orders = desk.getIfAvailable();
        if (orders == null || !agent.isRung() || agent.state() != Agent.State.ACTIVE) {
            return Optional.empty();
        }
        agent.silence();
        List<SignedOrder> waiting = orders.waiting(agent.id());
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        List<Octets> signatures = waiting.stream().map(SignedOrder::signature).toList();
        Known.Handed before = agent.handed();
        boolean again = before != null
                && before.signatures().equals(signatures)
                && now.isBefore(before.at().plus(HANDED_JUST_NOW));
        agent.handed(new Known.Handed(signatures, now));
        int pause = checkIn.waitSeconds() > 0 ? 0 : every;
        return Optional.of(reply(agent, checkIn, waiting, again ? Math.max(pause, PAUSE_AFTER_SAME_ORDERS) : pause));
    }

    private CheckInReply reply(Known agent, CheckIn checkIn, List<SignedOrder> orders, int nextSeconds) {
        boolean good = agent.state() == Agent.State.ACTIVE;
        return new CheckInReply(
                clock.instant(),
                good ? CheckInReply.Standing.GOOD : CheckInReply.Standing.CLONED,
                nextSeconds,
                // Of machines with one identity no inventory is taken, so neither is to send one.
                good ? agent.survey() : checkIn.inventory().orElse(SurveyDelta.NOTHING),
                orders);
    }

    /**
     * The program was started anew; or, if its run was followed by another before, there are two of it. That may be a
     * request which was left over from before the new start and took long to arrive, so the first one does not count.
     *
     * @return whether it is to be listened to
     */
    private boolean follows(Known agent, String address, UUID run) {
        Boolean follows = transaction.execute(_ -> store.lock(agent.id())
                .map(stored -> follows(stored, agent, address, run))
                .orElse(true));
        roster.reload(agent.id());
        return Boolean.TRUE.equals(follows);
    }

    private boolean follows(StoredAgent stored, Known agent, String address, UUID run) {
        UUID before = stored.run();
        if (run.equals(before) || stored.isRevoked()) {
            return true;
        }
        if (stored.earlierRuns().contains(run)) {
            if (agent.strays(run)) {
                return false;
            }
            if (stored.agent().state() == Agent.State.ACTIVE) {
                cloned(stored, List.of(agent.address(), address));
            }
            return true;
        }
        List<UUID> earlier = new ArrayList<>(stored.earlierRuns());
        if (before != null) {
            earlier.add(before);
        }
        store.run(agent.id(), run, earlier.subList(Math.max(0, earlier.size() - MOST_EARLIER), earlier.size()));
        return true;
    }

    private void cloned(StoredAgent stored, List<String> addresses) {
        store.cloned(stored.id(), addresses);
        audit.append(
                Actor.server("check-in"),
                new Deed(
                        "agent.cloned",
                        new AuditSubject(
                                "agent", stored.id().toString(), stored.agent().name()),
                        Map.of("state", "active"),
                        Map.of("state", "cloned", "heard from", addresses.getFirst(), "and from", addresses.getLast()),
                        ""));
        LOG.warn(
                "Agent {} is used by two machines, at {} and {}: it gets no orders until it is enrolled anew",
                stored.id(),
                addresses.getFirst(),
                addresses.getLast());
    }
}
