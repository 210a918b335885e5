package dev.fettle.server.orders;

import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.Order;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.Hosts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Signs an order to a host and puts it in line. The host gets it at its next check-in, at once if it waits for orders. */
@Component
public final class GiveOrder {
    /** How many orders of a host may wait: more are a mistake of some program. */
    static final int MOST_WAITING = 100;

    static final int LONGEST_REASON = 1_000;

    private final OrderStore store;
    private final SignOrder sign;
    private final Addressees addressees;
    private final Hosts hosts;
    private final TransactionTemplate transaction;
    private final Clock clock;

    GiveOrder(
            OrderStore store,
            SignOrder sign,
            Addressees addressees,
            Hosts hosts,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.store = store;
        this.sign = sign;
        this.addressees = addressees;
        this.hosts = hosts;
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
        Addressees.Found addressee = addressees.of(host.get());
        if (addressee instanceof Addressees.Found.Nobody(String why)) {
            return new Outcome.Refused(why);
        }
        UUID to = addressee.id().orElseThrow();
        Optional<String> fault = wish.fault();
        if (fault.isPresent()) {
            return new Outcome.Refused(fault.get());
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (store.waiting(to, now) >= MOST_WAITING) {
            return new Outcome.Refused("Already " + MOST_WAITING + " orders wait for "
                    + host.get().name() + ". Withdraw some, or look why it takes none.");
        }
        HostOrder order = sign.sign(
                        actor,
                        wish.reason(),
                        now,
                        List.of(new SignOrder.Wanted(
                                host.get(),
                                to,
                                wish.order(),
                                now.plus(wish.validity()),
                                wish.timeLimit(),
                                wish.follows())))
                .getFirst();
        addressees.wake(addressee);
        return new Outcome.Given(order);
    }
}
