package dev.fettle.core.rollout;

import dev.fettle.core.order.OrderState;
import dev.fettle.core.plan.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The states of one host: what it tells, and what time does to it. */
final class HostMachine {
    /** How long a host has to begin an order; a host that is connected takes it at once. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    /** How long a host that could not do an order yet is left alone, times the tries so far. */
    static final Duration PAUSE = Duration.ofMinutes(2);

    private static final int MOST_DOUBLINGS = 6;
    private static final Duration LEAST_LIMIT = Duration.ofMinutes(10);
    private static final Duration MOST_LIMIT = Duration.ofHours(24);
    private static final int TIMES_EXPECTED = 3;

    private final Target target;
    private final Limits limits;

    HostMachine(Target target, Limits limits) {
        this.target = target;
        this.limits = limits;
    }

    /** How long one order may take. */
    Duration limit() {
        Duration limit = target.expected().multipliedBy(TIMES_EXPECTED);
        if (limit.compareTo(LEAST_LIMIT) < 0) {
            return LEAST_LIMIT;
        }
        return limit.compareTo(MOST_LIMIT) > 0 ? MOST_LIMIT : limit;
    }

    /** From when on nobody believes any more that a host is at an order that it may have begun at a time. */
    private Instant lostFrom(Instant begun) {
        return begun.plus(limit()).plus(OrderState.GRACE);
    }

    /** The course that follows; empty if the event changes nothing, as one about an earlier order. */
    Optional<HostCourse> after(HostCourse course, RolloutEvent.ByHost event) {
        return switch (event) {
            case RolloutEvent.Took(int _, int order, Instant at) ->
                order == course.orders() ? took(course, at) : Optional.empty();
            case RolloutEvent.Answered(int _, int order, RolloutEvent.Answer answer, Instant at) ->
                order == course.orders() ? answered(course, answer, at) : Optional.empty();
            case RolloutEvent.NeverSent(int _, int order, Instant at) ->
                order == course.orders() ? neverSent(course, at) : Optional.empty();
            case RolloutEvent.NotGiven(int _, int order, String why, Instant at) ->
                order == course.orders() ? notGiven(course, why, at) : Optional.empty();
            case RolloutEvent.Heard(int _, Instant at) -> heard(course, at);
            case RolloutEvent.Sick(int _, String why) ->
                course.state() instanceof HostState.Done
                        ? Optional.of(course.in(new HostState.Failed(false, why)))
                        : Optional.empty();
        };
    }

    private Optional<HostCourse> took(HostCourse course, Instant at) {
        return course.state() instanceof HostState.Asked(Leg leg, Instant _, boolean _)
                ? Optional.of(course.in(new HostState.Working(leg, lostFrom(at))))
                : Optional.empty();
    }

    private Optional<HostCourse> answered(HostCourse course, RolloutEvent.Answer answer, Instant at) {
        return switch (course.state()) {
            case HostState.Asked(Leg leg, Instant _, boolean _) -> Optional.of(next(course, leg, answer, at));
            case HostState.Working(Leg leg, Instant _) -> Optional.of(next(course, leg, answer, at));
            case HostState.Lost(Leg leg) -> Optional.of(next(course, leg, answer, at));
            case HostState.Waiting _,
                    HostState.Due _,
                    HostState.Done _,
                    HostState.Failed _,
                    HostState.Back _,
                    HostState.Stuck _,
                    HostState.LeftOver _,
                    HostState.Skipped _ -> Optional.empty();
        };
    }

    private HostCourse next(HostCourse course, Leg leg, RolloutEvent.Answer answer, Instant at) {
        return switch (answer) {
            case RolloutEvent.Answer.Yes() -> forward(course, leg, at);
            case RolloutEvent.Answer.No(boolean again, String why) -> {
                Leg next = leg.again();
                yield again && next.tries() < limits.attempts()
                        ? course.in(new HostState.Due(next, at.plus(PAUSE.multipliedBy(next.tries()))))
                        : course.in(failed(leg, false, why));
            }
            case RolloutEvent.Answer.Unknown(String why) -> course.in(failed(leg, true, why));
        };
    }

    private HostCourse forward(HostCourse course, Leg leg, Instant at) {
        if (leg.step() + 1 < target.steps()) {
            return course.in(new HostState.Due(leg.next(), at));
        }
        return leg.back()
                ? new HostCourse(new HostState.Back(at), course.orders(), 0)
                : course.in(new HostState.Done(at));
    }

    private static HostState failed(Leg leg, boolean unknown, String why) {
        return leg.back() ? new HostState.Stuck(why) : new HostState.Failed(unknown, why);
    }

    /**
     * An order whose time was over before the host asked for one is given again, ever more seldom, until hosts are not waited
     * for any longer. One that was withdrawn says nothing about the host.
     */
    private Optional<HostCourse> neverSent(HostCourse course, Instant at) {
        if (!(course.state() instanceof HostState.Asked(Leg leg, Instant beginBy, boolean withdrawn))) {
            return Optional.empty();
        }
        int touchedBy = course.touchedBy() == course.orders() ? 0 : course.touchedBy();
        return Optional.of(new HostCourse(
                withdrawn || at.isBefore(beginBy)
                        ? new HostState.Due(leg.withdrawn(), at)
                        : missed(leg, beginBy, at, touchedBy > 0),
                course.orders(),
                touchedBy));
    }

    /**
     * As if it had said that it cannot now; but it was certainly not changed by it. If it is as before in the end, nothing has
     * failed on it: it is left over.
     */
    private Optional<HostCourse> notGiven(HostCourse course, String why, Instant at) {
        if (!(course.state() instanceof HostState.Asked(Leg leg, Instant _, boolean _))) {
            return Optional.empty();
        }
        int touchedBy = course.touchedBy() == course.orders() ? 0 : course.touchedBy();
        HostCourse untouched = new HostCourse(course.state(), course.orders(), touchedBy);
        HostCourse next = next(untouched, leg, new RolloutEvent.Answer.No(/* again= */ true, why), at);
        return Optional.of(
                next.state() instanceof HostState.Failed && leg.isFirst() && touchedBy == 0
                        ? untouched.in(new HostState.LeftOver())
                        : next);
    }

    /** How long it was asked in vain counts; how long nobody could hear it does not. */
    private HostState missed(Leg leg, Instant beginBy, Instant at, boolean touched) {
        Instant since = leg.askedSince();
        if (since != null && !beginBy.isBefore(since.plus(limits.offline()))) {
            return leftOver(leg, touched);
        }
        return new HostState.Due(leg.missedOnce(), at.plus(pauseAfter(leg.missed())));
    }

    /** How long a host is left alone that did not take an order, once it has missed so many before. */
    static Duration pauseAfter(int missed) {
        return PATIENCE.multipliedBy(1L << Math.min(missed, MOST_DOUBLINGS));
    }

    private static Optional<HostCourse> heard(HostCourse course, Instant at) {
        return course.state() instanceof HostState.Due(Leg leg, Instant notBefore) && leg.missed() > 0
                ? Optional.of(course.in(new HostState.Due(leg.heard(), at.isBefore(notBefore) ? at : notBefore)))
                : Optional.empty();
    }

    /** What time does to it, if it could have been heard; empty if nothing. */
    Optional<HostCourse> at(HostCourse course, Instant now) {
        return switch (course.state()) {
            case HostState.Asked(Leg leg, Instant beginBy, boolean _) ->
                now.isBefore(lostFrom(beginBy)) ? Optional.empty() : Optional.of(course.in(new HostState.Lost(leg)));
            case HostState.Working(Leg leg, Instant lostFrom) ->
                now.isBefore(lostFrom) ? Optional.empty() : Optional.of(course.in(new HostState.Lost(leg)));
            case HostState.Waiting _,
                    HostState.Due _,
                    HostState.Lost _,
                    HostState.Done _,
                    HostState.Failed _,
                    HostState.Back _,
                    HostState.Stuck _,
                    HostState.LeftOver _,
                    HostState.Skipped _ -> Optional.empty();
        };
    }

    /** A host that was never begun is left over; one that is in the middle of it is worse. */
    private static HostState leftOver(Leg leg, boolean touched) {
        if (leg.back()) {
            return new HostState.Stuck(
                    "The host did not take the order to go back for as long as hosts are waited for.");
        }
        return leg.isFirst() && !touched
                ? new HostState.LeftOver()
                : new HostState.Failed(
                        true,
                        "The host was changed or may have been, and did not take its further orders for as long as hosts are"
                                + " waited for.");
    }
}
