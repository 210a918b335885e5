package dev.fettle.server.rollouts;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Report;
import dev.fettle.core.rollout.Deed;
import dev.fettle.core.rollout.DeedOrder;
import dev.fettle.core.rollout.HostCourse;
import dev.fettle.core.rollout.Instruction;
import dev.fettle.core.rollout.RolloutEvent;
import dev.fettle.server.database.AfterCommit;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.orders.GiveOrders;
import dev.fettle.server.orders.Orders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Carries out what comes of a turn and keeps its state, in one transaction: whatever cuts it off, both are there or neither. */
@Component
final class Turns {
    private final RolloutStore store;
    private final RolloutHostStore hosts;
    private final KeepFacts facts;
    private final RolloutMemory memory;
    private final GiveOrders giveOrders;
    private final Orders orders;

    Turns(
            RolloutStore store,
            RolloutHostStore hosts,
            KeepFacts facts,
            RolloutMemory memory,
            GiveOrders giveOrders,
            Orders orders) {
        this.store = store;
        this.hosts = hosts;
        this.facts = facts;
        this.memory = memory;
        this.giveOrders = giveOrders;
        this.orders = orders;
    }

    /** @param head locked by this transaction */
    Turn begin(RolloutHead head) {
        return new Turn(head, memory.locked(head));
    }

    /** What hosts have told since, that is taken in. */
    void hear(Turn turn) {
        turn.takeIn(orders.moved(turn.awaited()));
    }

    /** Withdraws and gives orders, and keeps what the roll-out is now. */
    void end(Turn turn, Instant now) {
        Actor actor = Actor.server("roll-out " + turn.head().number());
        if (!turn.withdrawals().isEmpty()) {
            giveOrders.withdraw(actor, turn.withdrawals(), "The roll-out does not want it any more.");
        }
        if (!turn.gives().isEmpty()) {
            give(turn, actor, now);
        }
        if (!turn.changed()) {
            return;
        }
        long version = turn.head().version() + 1;
        List<RolloutHostStore.Kept> rows = turn.rows();
        hosts.save(turn.head().number(), version, rows);
        facts.keep(turn, rows, now);
        store.move(turn.head().number(), version, turn.rollout(), now);
        Held after = turn.after(version);
        AfterCommit.run(() -> memory.put(turn.head().number(), after));
    }

    private void give(Turn turn, Actor actor, Instant now) {
        Map<Integer, List<DeedOrder.Told>> told = told(turn);
        List<Instruction.Give> asked = new ArrayList<>();
        List<GiveOrders.Asked> wanted = new ArrayList<>();
        for (Instruction.Give give : turn.gives()) {
            DeedOrder order = DeedOrder.of(
                    give.deed(),
                    give.back(),
                    turn.before().planned(give.target()),
                    told.getOrDefault(give.target(), List.of()));
            switch (order) {
                case DeedOrder.Given(var exact) -> {
                    asked.add(give);
                    HostId host = turn.before().hosts().get(give.target());
                    Order whole = exact instanceof Order.RollBack back ? orders.withFiles(host, back) : exact;
                    wanted.add(new GiveOrders.Asked(host, whole, give.beginBy(), give.limit()));
                }
                case DeedOrder.Needless() -> turn.answered(give, new RolloutEvent.Answer.Yes(), now);
                case DeedOrder.Impossible(String why) ->
                    turn.answered(give, new RolloutEvent.Answer.No(/* again= */ false, why), now);
            }
        }
        List<GiveOrders.Outcome> outcomes = giveOrders.give(actor, reason(turn), wanted);
        List<RolloutHostStore.Given> given = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Instruction.Give give = asked.get(i);
            switch (outcomes.get(i)) {
                case GiveOrders.Outcome.Given(long number) -> {
                    turn.given(give, number);
                    given.add(new RolloutHostStore.Given(give.target(), give.order(), give.deed(), number));
                }
                case GiveOrders.Outcome.Refused(String why) -> turn.notGiven(give, why, now);
                case GiveOrders.Outcome.Removed() -> turn.removed(give, now);
            }
        }
        hosts.give(turn.head().number(), given);
    }

    private static String reason(Turn turn) {
        return "Change " + turn.head().change() + ", roll-out " + turn.head().number() + ": "
                + turn.head().title();
    }

    /** What the hosts have told since they were last known to be as before, where it matters. */
    private Map<Integer, List<DeedOrder.Told>> told(Turn turn) {
        Set<Integer> places = new HashSet<>();
        for (Instruction.Give give : turn.gives()) {
            boolean matters = give.back() || give.deed() == Deed.RESTART;
            if (matters) {
                places.add(give.target());
            }
        }
        if (places.isEmpty()) {
            return Map.of();
        }
        Map<Integer, List<RolloutHostStore.Given>> given =
                hosts.given(turn.head().number(), places);
        Map<Long, Report> reports = orders.reports(given.values().stream()
                .flatMap(List::stream)
                .map(RolloutHostStore.Given::order)
                .toList());
        Map<Integer, List<DeedOrder.Told>> told = new HashMap<>();
        given.forEach((place, all) -> {
            HostCourse course = turn.rollout().courses().at(place);
            told.put(
                    place,
                    all.stream()
                            .filter(each -> each.seq() >= course.touchedBy())
                            .map(each -> new DeedOrder.Told(each.deed(), reports.get(each.order())))
                            .toList());
        });
        return told;
    }
}
