package dev.fettle.server.rollouts;

import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.OrderState;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.rollout.HostCourse;
import dev.fettle.core.rollout.Instruction;
import dev.fettle.core.rollout.Rollout;
import dev.fettle.core.rollout.RolloutEvent;
import dev.fettle.core.rollout.Step;
import dev.fettle.server.orders.HostOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What happens to one roll-out in one transaction: events go in, states and instructions come out. */
final class Turn {
    /** Nothing was done then, and it may go another time. */
    static final Set<FailureKind> AGAIN = EnumSet.of(FailureKind.LOCK, FailureKind.DOWNLOAD, FailureKind.REFUSED);

    private final RolloutHead head;
    private final Held before;
    private final Map<Integer, RolloutHostStore.Last> orders;
    private final List<Instruction.Give> gives = new ArrayList<>();
    private final List<Long> withdrawals = new ArrayList<>();
    private Rollout rollout;

    Turn(RolloutHead head, Held before) {
        this.head = head;
        this.before = before;
        this.rollout = before.rollout();
        this.orders = new HashMap<>(before.orders());
    }

    RolloutHead head() {
        return head;
    }

    Held before() {
        return before;
    }

    Rollout rollout() {
        return rollout;
    }

    /** What hosts are to be asked, and was not handed on yet. */
    List<Instruction.Give> gives() {
        return gives;
    }

    /** Orders that are to be withdrawn, by their numbers. */
    List<Long> withdrawals() {
        return withdrawals;
    }

    /** The numbers of orders of which something may still come, with their versions that were taken in. */
    Map<Long, Long> awaited() {
        Map<Long, Long> awaited = new HashMap<>();
        orders.values().forEach(last -> awaited.put(last.number(), last.version()));
        return awaited;
    }

    /** @return why a person cannot do that now; empty otherwise */
    Optional<String> happens(RolloutEvent event) {
        return switch (before.machine().step(rollout, event)) {
            case Step.Moved(Rollout next, List<Instruction> instructions) -> {
                rollout = next;
                instructions.forEach(this::note);
                yield Optional.empty();
            }
            case Step.Unchanged() -> Optional.empty();
            case Step.Refused(String why) -> Optional.of(why);
        };
    }

    private void note(Instruction instruction) {
        switch (instruction) {
            case Instruction.Give give -> gives.add(give);
            case Instruction.Withdraw(int place, int _) -> {
                RolloutHostStore.Last last = orders.get(place);
                if (last != null) {
                    withdrawals.add(last.number());
                }
            }
        }
    }

    /** The hosts of which orders have moved are told. */
    void takeIn(List<HostOrder> moved) {
        Map<Long, Integer> places = new HashMap<>();
        orders.forEach((place, last) -> places.put(last.number(), place));
        for (HostOrder order : moved) {
            Integer place = places.get(order.number());
            if (place != null) {
                orders.put(place, new RolloutHostStore.Last(order.number(), order.version()));
                told(place, order).ifPresent(this::happens);
            }
        }
    }

    /** What the state of the last order of a host says; empty if nothing that is of use. */
    private Optional<RolloutEvent> told(int place, HostOrder order) {
        int number = rollout.courses().at(place).orders();
        return switch (order.state()) {
            case OrderState.Waiting _ -> Optional.empty();
            case OrderState.Taken(Instant at) -> Optional.of(new RolloutEvent.Took(place, number, at));
            case OrderState.Overdue(Instant takenAt) -> Optional.of(new RolloutEvent.Took(place, number, takenAt));
            case OrderState.Ended(Outcome outcome) ->
                Optional.of(new RolloutEvent.Answered(place, number, answer(outcome), endedAt(order)));
            case OrderState.Expired(boolean handedOut) -> neverSent(place, number, handedOut, order);
            case OrderState.Withdrawn(boolean handedOut) -> neverSent(place, number, handedOut, order);
        };
    }

    private static Optional<RolloutEvent> neverSent(int place, int number, boolean handedOut, HostOrder order) {
        return handedOut ? Optional.empty() : Optional.of(new RolloutEvent.NeverSent(place, number, endedAt(order)));
    }

    private static Instant endedAt(HostOrder order) {
        return Objects.requireNonNull(order.endedAt(), "What has ended has a time at which it did.");
    }

    private static RolloutEvent.Answer answer(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded() -> new RolloutEvent.Answer.Yes();
            case Outcome.Failed(FailureKind kind, String message) ->
                new RolloutEvent.Answer.No(AGAIN.contains(kind), message);
            case Outcome.Unknown(String why) -> new RolloutEvent.Answer.Unknown(why);
        };
    }

    /** A host was given what it was to be given. */
    void given(Instruction.Give give, long order) {
        orders.put(give.target(), new RolloutHostStore.Last(order, 0));
    }

    /** A host was not given an order, and this stands for its answer. */
    void answered(Instruction.Give give, RolloutEvent.Answer answer, Instant now) {
        orders.remove(give.target());
        happens(new RolloutEvent.Answered(give.target(), give.order(), answer, now));
    }

    /** A host was not given an order, for there is nobody who would take it. */
    void notGiven(Instruction.Give give, String why, Instant now) {
        orders.remove(give.target());
        happens(new RolloutEvent.NotGiven(give.target(), give.order(), why, now));
    }

    /** A host was not given an order, for it was removed. If it is as before, the roll-out has nothing to do with it any more. */
    void removed(Instruction.Give give, Instant now) {
        notGiven(give, "This host was removed.", now);
        HostCourse course = rollout.courses().at(give.target());
        if (!course.touched() && !give.back()) {
            happens(new RolloutEvent.Skip(give.target()));
        }
    }

    boolean changed() {
        return !rollout.equals(before.rollout());
    }

    /** The rows of hosts that are others than before. */
    List<RolloutHostStore.Kept> rows() {
        List<RolloutHostStore.Kept> rows = new ArrayList<>();
        for (int place : rollout.courses().differing(before.rollout().courses())) {
            HostCourse course = rollout.courses().at(place);
            RolloutHostStore.@Nullable Last last = orders.get(place);
            rows.add(new RolloutHostStore.Kept(place, before.hosts().get(place), course, last));
        }
        return rows;
    }

    /** How it is known once this is kept. */
    Held after(long version) {
        orders.keySet().removeIf(place -> !Held.awaits(rollout.courses().at(place)));
        return new Held(
                version,
                before.content(),
                before.kinds(),
                before.calendars(),
                before.machine(),
                rollout,
                before.hosts(),
                orders);
    }
}
