package dev.fettle.server.orders;

import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.Order;
import dev.fettle.server.agents.Agent;
import dev.fettle.server.agents.AgentBell;
import dev.fettle.server.agents.Agents;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.Hosts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Signs an order to a host and puts it in line. The host gets it at its next check-in, at once if it waits for orders. */
@Component
public final class GiveOrder {
    /** How many orders of a host may wait: more are a mistake of some program. */
    static final int MOST_WAITING = 100;

    static final int LONGEST_REASON = 1_000;
    static final int OUTPUT_LIMIT = 256 << 10;
    private static final int LONGEST_ABOUT = 200;

    private final OrderStore store;
    private final OrderKeys keys;
    private final OrderNotes notes;
    private final Hosts hosts;
    private final Agents agents;
    private final ObjectProvider<AgentBell> bell;
    private final ObjectProvider<VisitedHosts> visited;
    private final TransactionTemplate transaction;
    private final Clock clock;

    GiveOrder(
            OrderStore store,
            OrderKeys keys,
            OrderNotes notes,
            Hosts hosts,
            Agents agents,
            ObjectProvider<AgentBell> bell,
            ObjectProvider<VisitedHosts> visited,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.store = store;
        this.keys = keys;
        this.notes = notes;
        this.hosts = hosts;
        this.agents = agents;
        this.bell = bell;
        this.visited = visited;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** What became of it. Only after {@link Given} there is an order. */
    public sealed interface Outcome {
        record Given(HostOrder order) implements Outcome {}

        /** Not there, or not in the actor's scope, which is the same to them. */
        record NoSuchHost() implements Outcome {}

        /** @param why a sentence that says what to do */
        record Refused(String why) implements Outcome {}
    }

    /**
     * What is asked for.
     *
     * @param validity until when the host must have begun it
     * @param timeLimit how long it may take then
     * @param follows the order that it takes back or was planned from; null if none
     */
    public record Wish(
            Order order,
            String reason,
            Duration validity,
            Duration timeLimit,
            @Nullable Long follows) {
        public static final Duration USUAL_VALIDITY = Duration.ofHours(24);
        public static final Duration USUAL_LIMIT = Duration.ofMinutes(30);
        static final Duration LEAST_VALIDITY = Duration.ofMinutes(5);
        static final Duration LEAST_LIMIT = Duration.ofMinutes(1);

        /** A sentence on what is wrong; empty if nothing is. */
        Optional<String> fault() {
            if (order.changesHost() && reason.isBlank()) {
                return Optional.of("Say why: whatever changes a host has a reason, which the audit trail keeps.");
            }
            if (reason.length() > LONGEST_REASON) {
                return Optional.of("A reason has at most " + LONGEST_REASON + " characters.");
            }
            if (validity.compareTo(LEAST_VALIDITY) < 0 || validity.compareTo(Envelope.LONGEST_VALIDITY) > 0) {
                return Optional.of("An order can be begun for 5 minutes to 14 days.");
            }
            if (timeLimit.compareTo(LEAST_LIMIT) < 0 || timeLimit.compareTo(Envelope.LONGEST_RUN) > 0) {
                return Optional.of("An order may take 1 minute to 24 hours.");
            }
            return Optional.empty();
        }
    }

    /** @param scope of the actor */
    public Outcome give(Actor actor, Scope scope, HostId id, Wish wish) {
        Outcome outcome = transaction.execute(_ -> within(actor, scope, id, wish));
        if (outcome == null) {
            throw new IllegalStateException("An order was given without an outcome.");
        }
        return outcome;
    }

    private Outcome within(Actor actor, Scope scope, HostId id, Wish wish) {
        Optional<Host> host = hosts.find(id, scope);
        if (host.isEmpty()) {
            return new Outcome.NoSuchHost();
        }
        Optional<Agent> agent = agents.of(id);
        Optional<UUID> addressee =
                agent.map(Agent::id).or(() -> visited.stream().findAny().flatMap(each -> each.addressee(id)));
        if (addressee.isEmpty()) {
            return new Outcome.Refused("There is no agent on " + host.get().name()
                    + ", so nobody there could carry an order out. Install and enrol one first, or allow changes over"
                    + " SSH.");
        }
        if (agent.isPresent() && agent.get().state() != Agent.State.ACTIVE) {
            return new Outcome.Refused("More than one machine uses the identity of "
                    + host.get().name() + ", so it gets no orders. Enrol its agent anew first.");
        }
        Optional<String> fault = wish.fault();
        if (fault.isPresent()) {
            return new Outcome.Refused(fault.get());
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (store.waiting(addressee.get(), now) >= MOST_WAITING) {
            return new Outcome.Refused("Already " + MOST_WAITING + " orders wait for "
                    + host.get().name() + ". Withdraw some, or look why it takes none.");
        }
        return new Outcome.Given(signed(actor, id, addressee.get(), wish, now, agent.isPresent()));
    }

    /** @param agent whether the addressee is an agent, and not a host that is visited */
    private HostOrder signed(Actor actor, HostId host, UUID addressee, Wish wish, Instant now, boolean agent) {
        Envelope envelope = new Envelope(
                UUID.randomUUID(),
                addressee,
                now,
                now.plus(wish.validity()),
                wish.timeLimit(),
                OUTPUT_LIMIT,
                wish.order());
        long number = store.add(
                envelope,
                new OrderStore.New(
                        host,
                        about(wish.order()),
                        wish.follows(),
                        actor.name(),
                        wish.reason().strip(),
                        keys.sign(envelope).bytes()));
        HostOrder order = store.find(number, Scope.everything()).orElseThrow();
        notes.given(actor, order, envelope);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                if (agent) {
                    bell.ifAvailable(each -> each.ring(addressee));
                } else {
                    visited.ifAvailable(each -> each.expect(addressee));
                }
            }
        });
        return order;
    }

    /** What it names in a line. */
    static String about(Order order) {
        String all = String.join(" ", OrderNotes.named(order).values());
        return all.length() > LONGEST_ABOUT ? all.substring(0, LONGEST_ABOUT - 1) + "…" : all;
    }
}
