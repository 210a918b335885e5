package dev.fettle.server.orders;

import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.OrderState;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.Hosts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Orders to many hosts for a program that has judged them already: given and withdrawn in its transaction, so that they are
 * there with what it notes of them, or neither is.
 */
@Component
public final class GiveOrders {
    private static final String GONE = "This host is not there any more.";

    private final SignOrder sign;
    private final OrderStore store;
    private final OrderNotes notes;
    private final Addressees addressees;
    private final Hosts hosts;
    private final Clock clock;

    GiveOrders(SignOrder sign, OrderStore store, OrderNotes notes, Addressees addressees, Hosts hosts, Clock clock) {
        this.sign = sign;
        this.store = store;
        this.notes = notes;
        this.addressees = addressees;
        this.hosts = hosts;
        this.clock = clock;
    }

    /**
     * What one host is asked.
     *
     * @param beginBy the host does not begin it later; more than a second from now
     */
    public record Asked(HostId host, Order order, Instant beginBy, Duration timeLimit) {}

    /** What became of it. */
    public sealed interface Outcome {
        record Given(long number) implements Outcome {}

        /** @param why a sentence that says what to do */
        record Refused(String why) implements Outcome {}

        /** It was removed. */
        record Removed() implements Outcome {}
    }

    /** @return one for each that was asked, in the same order */
    public List<Outcome> give(Actor actor, String reason, List<Asked> all) {
        Map<HostId, Host> known =
                hosts.find(all.stream().map(Asked::host).collect(Collectors.toSet()), Scope.everything()).stream()
                        .collect(Collectors.toMap(Host::id, Function.identity()));
        Map<HostId, Addressees.Found> found = addressees.of(known.values());
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        List<SignOrder.Wanted> wanted = new ArrayList<>();
        List<String> refusals = new ArrayList<>(all.size());
        for (Asked asked : all) {
            Host host = known.get(asked.host());
            Addressees.Found addressee = found.getOrDefault(asked.host(), new Addressees.Found.Nobody(GONE));
            Optional<UUID> id = addressee.id();
            if (host == null || id.isEmpty()) {
                refusals.add(host != null && addressee instanceof Addressees.Found.Nobody(String why) ? why : GONE);
                continue;
            }
            refusals.add("");
            wanted.add(new SignOrder.Wanted(
                    host,
                    id.get(),
                    asked.order(),
                    asked.beginBy().truncatedTo(ChronoUnit.SECONDS),
                    asked.timeLimit(),
                    /* follows= */ null));
            addressees.wake(addressee);
        }
        Iterator<HostOrder> orders = sign.sign(actor, reason, now, wanted).iterator();
        return refusals.stream()
                .<Outcome>map(why -> switch (why) {
                    case "" -> new Outcome.Given(orders.next().number());
                    case GONE -> new Outcome.Removed();
                    default -> new Outcome.Refused(why);
                })
                .toList();
    }

    /** Takes back those that no host has said it has; the others stay as they are. */
    public void withdraw(Actor actor, Collection<Long> numbers, String why) {
        Instant now = clock.instant();
        for (HostOrder order : store.lock(numbers)) {
            order.state()
                    .after(new OrderState.Event.WithdrawalAsked(), order.times())
                    .ifPresent(next -> {
                        store.move(order, next, now);
                        notes.withdrawn(actor, order, order.with(next, now), why);
                    });
        }
    }
}
