package dev.fettle.server.rollouts;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.OrderState;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.rollout.Deed;
import dev.fettle.core.rollout.DeedOrder;
import dev.fettle.core.rollout.HostState;
import dev.fettle.core.rollout.RolloutEvent;
import dev.fettle.core.rollout.Stage;
import dev.fettle.core.rollout.Wave;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.orders.GiveOrders;
import dev.fettle.server.orders.HostOrder;
import dev.fettle.server.orders.Orders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Asks the hosts of a wave that soaks, again and again, whether all is still installed, in effect and well: what they are asked
 * last anyway, see {@link Deed#VERIFY}. A host that says no counts as failed, and the wave's gate decides. One that says nothing
 * stays as it was; it is asked again in the next round.
 */
@Component
final class SoakWatch {
    /** So many rounds in a soak, as far as the next two allow; none at its very end. */
    private static final int ROUNDS = 4;

    private static final Duration OFTENEST = Duration.ofMinutes(5);
    private static final Duration SELDOMEST = Duration.ofHours(1);

    private static final Duration TO_BEGIN = Duration.ofMinutes(4);
    private static final Duration TO_END = Duration.ofMinutes(10);
    private static final int AT_ONCE = 500;
    private static final int MOST = 64;

    private final RolloutWatchStore store;
    private final GiveOrders giveOrders;
    private final Orders orders;

    /** By roll-outs: what was asked of all that are done. */
    private final Map<Long, Asked> asked = new ConcurrentHashMap<>();

    /** @param version of the roll-out then: with another one, other hosts may be done */
    private record Asked(Instant round, long version) {}

    SoakWatch(RolloutWatchStore store, GiveOrders giveOrders, Orders orders) {
        this.store = store;
        this.giveOrders = giveOrders;
        this.orders = orders;
    }

    /** In the transaction that holds the roll-out. */
    void look(Turn turn, Instant now) {
        hear(turn);
        if (turn.rollout().stage() instanceof Stage.Soaking(int number, Instant until)) {
            Wave wave = turn.before().machine().plan().waves().get(number);
            round(until.minus(wave.soak()), until, now).ifPresent(round -> ask(turn, wave, round, now));
        }
    }

    /** When the last round began; empty before the first. */
    static Optional<Instant> round(Instant from, Instant until, Instant now) {
        Duration every = Duration.between(from, until).dividedBy(ROUNDS);
        every = every.compareTo(OFTENEST) < 0 ? OFTENEST : every;
        every = every.compareTo(SELDOMEST) > 0 ? SELDOMEST : every;
        Duration soaked = now.isBefore(from) ? Duration.ZERO : Duration.between(from, now);
        long rounds = soaked.dividedBy(every);
        Instant last = from.plus(every.multipliedBy(rounds));
        while (rounds > 0 && !last.isBefore(until)) {
            rounds--;
            last = last.minus(every);
        }
        return rounds == 0 ? Optional.empty() : Optional.of(last);
    }

    private void hear(Turn turn) {
        Map<Long, RolloutWatchStore.Open> open = store.open(turn.head().number());
        if (open.isEmpty()) {
            return;
        }
        Map<Long, Long> awaited = new HashMap<>();
        open.keySet().forEach(order -> awaited.put(order, 0L));
        List<Long> seen = new ArrayList<>();
        for (HostOrder order : orders.moved(awaited)) {
            RolloutWatchStore.Open asked = open.get(order.number());
            if (asked != null && !order.state().open() && !order.state().mayStillCome()) {
                seen.add(order.number());
                sickness(order.state())
                        .filter(_ -> doneBefore(turn, asked))
                        .ifPresent(why -> turn.happens(new RolloutEvent.Sick(asked.place(), why)));
            }
        }
        store.seen(seen);
    }

    /** It has not been taken back and done again since it was asked. */
    private static boolean doneBefore(Turn turn, RolloutWatchStore.Open asked) {
        return turn.rollout().courses().at(asked.place()).state() instanceof HostState.Done(Instant at)
                && !at.isAfter(asked.at());
    }

    /** Why a host is not well, by what came of its order; empty if it is, or if nobody knows. */
    private static Optional<String> sickness(OrderState state) {
        return state instanceof OrderState.Ended(Outcome.Failed(FailureKind kind, String message))
                        && !Turn.AGAIN.contains(kind)
                ? Optional.of("While it was watched: " + message)
                : Optional.empty();
    }

    private void ask(Turn turn, Wave wave, Instant round, Instant now) {
        Asked all = new Asked(round, turn.head().version());
        if (all.equals(asked.get(turn.head().number()))) {
            return;
        }
        List<Integer> done = new ArrayList<>();
        for (int place = wave.from(); place < wave.to(); place++) {
            boolean due = turn.rollout().courses().at(place).state() instanceof HostState.Done(Instant at)
                    && at.isBefore(round);
            if (due) {
                done.add(place);
            }
        }
        List<Integer> places = store.notAskedSince(turn.head().number(), round, done, AT_ONCE);
        if (places.isEmpty()) {
            asked.put(turn.head().number(), all);
            if (asked.size() > MOST) {
                asked.keySet().retainAll(List.of(turn.head().number()));
            }
            return;
        }
        List<Integer> those = new ArrayList<>();
        List<GiveOrders.Asked> wanted = new ArrayList<>();
        for (int place : places) {
            HostId host = turn.before().hosts().get(place);
            if (DeedOrder.of(Deed.VERIFY, /* back= */ false, turn.before().planned(place), List.of())
                    instanceof DeedOrder.Given(var order)) {
                those.add(place);
                wanted.add(new GiveOrders.Asked(host, order, now.plus(TO_BEGIN), TO_END));
            }
        }
        Actor actor = Actor.server("roll-out " + turn.head().number());
        List<GiveOrders.Outcome> outcomes = giveOrders.give(actor, reason(turn), wanted);
        Map<Integer, Long> given = new HashMap<>();
        places.forEach(place -> given.put(place, RolloutWatchStore.NOBODY));
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof GiveOrders.Outcome.Given(long order)) {
                given.put(those.get(i), order);
            }
        }
        store.asked(turn.head().number(), given, now);
    }

    private static String reason(Turn turn) {
        return "Change " + turn.head().change() + ", roll-out " + turn.head().number()
                + ", watched while its wave soaks: " + turn.head().title();
    }
}
