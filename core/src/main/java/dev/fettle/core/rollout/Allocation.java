package dev.fettle.core.rollout;

import dev.fettle.core.signing.Octets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Who gets an order at a tick: nothing is given that limits, clusters, ranks, windows and the approval do not allow. */
final class Allocation {
    /** An opening that would leave a host less time than this to begin is not used. */
    static final Duration LEAST_TIME_TO_BEGIN = Duration.ofSeconds(30);

    /** Further in the past than this no begin is caught up with. */
    private static final Duration CATCH_UP = Duration.ofSeconds(2);

    private final RolloutPlan plan;
    private final Map<Integer, List<Integer>> clusters;
    private final RolloutEvent.Tick tick;
    private final List<Instruction> instructions = new ArrayList<>();

    /** Clusters as they stood when they were last looked at; one of which a member was given an order is looked at again. */
    private final Map<Integer, Members> looked = new HashMap<>();

    Allocation(RolloutPlan plan, Map<Integer, List<Integer>> clusters, RolloutEvent.Tick tick) {
        this.plan = plan;
        this.clusters = clusters;
        this.tick = tick;
    }

    /** What was given and withdrawn so far. */
    List<Instruction> instructions() {
        return instructions;
    }

    boolean approved() {
        Octets approved = tick.approved();
        return approved != null && approved.equals(plan.content());
    }

    /** Takes orders back that hosts have not said they have. */
    Rollout withdrawn(Rollout rollout, IntPredicate which) {
        Step.Moved moved = Withdrawal.of(plan, rollout, which);
        instructions.addAll(moved.instructions());
        return moved.rollout();
    }

    /** Takes orders back that would not be given any more: the approval is gone, or a window closes sooner. */
    Rollout withdrawOverdrawn(Rollout rollout) {
        return withdrawn(rollout, target -> overdrawn(rollout, target));
    }

    private boolean overdrawn(Rollout rollout, int number) {
        if (!(rollout.courses().at(number).state() instanceof HostState.Asked(Leg leg, Instant beginBy, boolean _))) {
            return false;
        }
        Target target = plan.targets().get(number);
        Deed deed = target.deed(leg);
        boolean late = !anyTime(target, leg, deed)
                && openUntil(target)
                        .map(until -> beginBy.plus(takes(target, leg)).isAfter(until))
                        .orElse(true);
        return lacksApproval(leg, deed) || late;
    }

    /** Going back needs no approval, and neither does looking. */
    private boolean lacksApproval(Leg leg, Deed deed) {
        return deed.changesHost() && !leg.back() && !approved();
    }

    /** Gives those that have begun what comes next for them; they hold their place already. */
    Rollout goOn(Rollout before, int end, boolean forth) {
        Rollout rollout = before;
        for (int i = 0; i < end; i++) {
            if (rollout.courses().at(i).state() instanceof HostState.Due(Leg leg, Instant notBefore)
                    && !leg.isFirst()
                    && (leg.back() || forth)
                    && !tick.now().isBefore(notBefore)
                    && mayGoOn(rollout)
                    && noOtherMember(rollout, i, other -> other.standing() == Standing.MOVING)) {
                rollout = given(rollout, i, leg);
            }
        }
        return rollout;
    }

    /** Whether there is no other member of its cluster such that; nor is there one if it is in none. */
    private boolean noOtherMember(Rollout rollout, int target, Predicate<HostCourse> such) {
        for (int member : cluster(target)) {
            if (member != target && such.test(rollout.courses().at(member))) {
                return false;
            }
        }
        return true;
    }

    /** Hosts that were believed lost and are heard of again may have made more than there is room for. */
    private boolean mayGoOn(Rollout rollout) {
        return rollout.count(Standing.MOVING) < plan.limits().atOnce();
    }

    /** Begins as many hosts as there is room for: those whose turn it is first, then those that were asked in vain. */
    Rollout begin(Rollout before, int upTo) {
        Rollout rollout = before;
        for (boolean missed : new boolean[] {false, true}) {
            for (int wave = 0; wave <= upTo; wave++) {
                Tally tally = rollout.tallies().get(wave);
                if (tally.begins() > 0) {
                    rollout = begin(rollout, plan.waves().get(wave), missed);
                }
            }
        }
        return rollout;
    }

    private Rollout begin(Rollout before, Wave wave, boolean missed) {
        Rollout rollout = before;
        int rank = lowestRank(rollout, wave);
        boolean room = hasRoom(rollout);
        boolean full = isFull(rollout);
        for (int i = wave.from(); room && i < wave.to(); i++) {
            HostCourse course = rollout.courses().at(i);
            Leg leg = begins(course.state(), missed);
            // One that is unavailable already costs nothing.
            if (leg == null
                    || (full && !course.standing().unavailable())
                    || plan.targets().get(i).rank() != rank
                    || !clusterAllows(rollout, i)) {
                continue;
            }
            Rollout next = given(rollout, i, leg);
            if (next.courses().at(i).isBusy()) {
                rollout = paced(next);
                room = hasRoom(rollout);
                full = isFull(rollout);
            }
        }
        return rollout;
    }

    private boolean hasRoom(Rollout rollout) {
        return rollout.underWay() < plan.limits().atOnce()
                && !rollout.nextBegin().isAfter(tick.now());
    }

    private boolean isFull(Rollout rollout) {
        return rollout.unavailable() >= plan.limits().unavailable();
    }

    /** What a host begins with now; null if it does not begin. */
    private @Nullable Leg begins(HostState state, boolean missed) {
        Leg leg = next(state);
        boolean later = state instanceof HostState.Due(Leg _, Instant notBefore)
                && tick.now().isBefore(notBefore);
        return leg != null && !later && leg.isFirst() && (leg.missed() > 0) == missed ? leg : null;
    }

    private Rollout paced(Rollout rollout) {
        int perMinute = plan.limits().perMinute();
        if (perMinute == 0) {
            return rollout;
        }
        Instant earliest = tick.now().minus(CATCH_UP);
        Instant from = rollout.nextBegin().isBefore(earliest) ? earliest : rollout.nextBegin();
        return rollout.beginsNext(from.plus(Duration.ofMinutes(1).dividedBy(perMinute)));
    }

    /** The lowest rank of which not every host is done or was taken out by a person. */
    private int lowestRank(Rollout rollout, Wave wave) {
        int lowest = Integer.MAX_VALUE;
        for (int i = wave.from(); i < wave.to(); i++) {
            int rank = plan.targets().get(i).rank();
            if (rank < lowest && !rollout.courses().at(i).standing().clears()) {
                lowest = rank;
            }
        }
        return lowest;
    }

    private List<Integer> cluster(int target) {
        int cluster = plan.targets().get(target).cluster();
        return cluster < 0 ? List.of() : clusters.getOrDefault(cluster, List.of());
    }

    /**
     * A member is begun when those before it have succeeded, none is in the middle of anything, and none is broken; if it
     * is broken itself, others may be so too.
     */
    private boolean clusterAllows(Rollout rollout, int target) {
        int cluster = plan.targets().get(target).cluster();
        if (cluster < 0) {
            return true;
        }
        Members members = looked.computeIfAbsent(cluster, _ -> members(rollout, target));
        boolean well = !rollout.courses().at(target).standing().unavailable();
        return target <= members.firstUncleared() && !members.changes() && !(well && members.unavailable());
    }

    /**
     * How a cluster stands.
     *
     * @param firstUncleared the place of its first member that is neither done nor skipped
     * @param changes a member is under way, or may be
     */
    private record Members(int firstUncleared, boolean changes, boolean unavailable) {}

    private Members members(Rollout rollout, int target) {
        int first = Integer.MAX_VALUE;
        boolean changes = false;
        boolean unavailable = false;
        for (int member : cluster(target)) {
            Standing standing = rollout.courses().at(member).standing();
            first = standing.clears() ? first : Math.min(first, member);
            changes |= standing.underWay() || standing == Standing.LOST;
            unavailable |= standing.unavailable();
        }
        return new Members(first, changes, unavailable);
    }

    /**
     * Sends hosts back as far as there is room, the broken ones first: they cannot become less available by it. Members of
     * a cluster go back one at a time as well, but do not wait for those that are broken: they may be the next.
     */
    Rollout takeBack(Rollout before, int from, int to, IntFunction<TakeBack> which) {
        Rollout rollout = before;
        for (boolean broken : new boolean[] {true, false}) {
            for (int i = from; i < to; i++) {
                HostCourse course = rollout.courses().at(i);
                if (course.standing().unavailable() == broken
                        && course.goesBack(which.apply(i))
                        && roomToGoBack(rollout, course.standing())
                        && noOtherMember(rollout, i, HostCourse::isBusy)) {
                    rollout = given(rollout, i, Leg.BACK);
                }
            }
        }
        return rollout;
    }

    /** Hosts midway hold no place here, for they may have to wait for those that go back. */
    private boolean roomToGoBack(Rollout rollout, Standing standing) {
        return mayGoOn(rollout)
                && (standing.unavailable()
                        || rollout.unavailable() < plan.limits().unavailable());
    }

    /** What keeps a host from its next order, if not its own pause. */
    enum Obstacle {
        /** It waits for none, or has one. */
        NONE,
        WINDOW,
        APPROVAL,
        /** There is no room, or others go first. */
        OTHERS
    }

    /**
     * @param which hosts are to go back, of those that have come to an end or are midway
     * @param begins hosts are begun at this stage
     */
    Obstacle obstacle(Rollout rollout, int number, TakeBack which, boolean begins) {
        HostCourse course = rollout.courses().at(number);
        Leg leg = course.goesBack(which) ? Leg.BACK : next(course.state());
        if (leg == null || (leg.isFirst() && !begins)) {
            return Obstacle.NONE;
        }
        Target target = plan.targets().get(number);
        Deed deed = target.deed(leg);
        if (beginBy(target, leg, deed).isEmpty()) {
            return Obstacle.WINDOW;
        }
        return lacksApproval(leg, deed) ? Obstacle.APPROVAL : Obstacle.OTHERS;
    }

    /** The opening that would do for what comes next for a host, if a window is what keeps it from that. */
    Wait.Needed needed(Rollout rollout, int number, TakeBack which) {
        HostCourse course = rollout.courses().at(number);
        Target target = plan.targets().get(number);
        Leg leg = course.goesBack(which) ? Leg.BACK : next(course.state());
        Duration takes = leg == null ? target.expected() : takes(target, leg);
        return new Wait.Needed(target.calendar(), takes.plus(LEAST_TIME_TO_BEGIN));
    }

    /** What comes next for it, now or later; null if nothing does by itself. */
    private static @Nullable Leg next(HostState state) {
        return switch (state) {
            case HostState.Waiting() -> Leg.FORTH;
            case HostState.Due(Leg due, Instant _) -> due;
            case HostState.Asked _,
                    HostState.Working _,
                    HostState.Lost _,
                    HostState.Done _,
                    HostState.Failed _,
                    HostState.Back _,
                    HostState.Stuck _,
                    HostState.LeftOver _,
                    HostState.Skipped _ -> null;
        };
    }

    /** With an order given to a host; as before if that is not approved or does not fit into a window. */
    private Rollout given(Rollout rollout, int number, Leg leg) {
        Target target = plan.targets().get(number);
        Deed deed = target.deed(leg);
        Optional<Instant> beginBy = beginBy(target, leg, deed);
        if (beginBy.isEmpty() || lacksApproval(leg, deed)) {
            return rollout;
        }
        looked.remove(target.cluster());
        HostCourse course = rollout.courses().at(number);
        int order = course.orders() + 1;
        int touchedBy = deed == Deed.INSTALL && !course.touched() ? order : course.touchedBy();
        HostState asked = new HostState.Asked(leg.asked(tick.now()), beginBy.get());
        instructions.add(new Instruction.Give(
                number, order, deed, leg.back(), beginBy.get(), new HostMachine(target, plan.limits()).limit()));
        return rollout.with(plan, number, new HostCourse(asked, order, touchedBy));
    }

    private boolean anyTime(Target target, Leg leg, Deed deed) {
        return !deed.changesHost() || target.calendar() < 0 || (leg.back() && plan.backAnyTime());
    }

    private static Duration takes(Target target, Leg leg) {
        return leg.step() == 0 ? target.expected() : target.rest();
    }

    /** Until when a host may begin; empty if it may not be asked now. */
    private Optional<Instant> beginBy(Target target, Leg leg, Deed deed) {
        Instant patience = tick.now().plus(HostMachine.PATIENCE);
        if (anyTime(target, leg, deed)) {
            return Optional.of(patience);
        }
        return openUntil(target)
                .map(until -> until.minus(takes(target, leg)))
                .filter(latest -> !latest.isBefore(tick.now().plus(LEAST_TIME_TO_BEGIN)))
                .map(latest -> latest.isBefore(patience) ? latest : patience);
    }

    private Optional<Instant> openUntil(Target target) {
        List<Optional<Instant>> openings = tick.openings();
        return target.calendar() < openings.size() ? openings.get(target.calendar()) : Optional.empty();
    }
}
