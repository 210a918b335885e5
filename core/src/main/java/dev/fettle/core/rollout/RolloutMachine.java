package dev.fettle.core.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules of a roll-out: what an event makes of its state, and which orders come of it. Hosts and people move states;
 * orders are given at ticks only, so that every one of them has passed the same limits, windows and gates.
 */
public final class RolloutMachine {
    private final RolloutPlan plan;
    private final Map<Integer, List<Integer>> clusters;

    public RolloutMachine(RolloutPlan plan) {
        this.plan = plan;
        this.clusters = plan.clusters();
    }

    public RolloutPlan plan() {
        return plan;
    }

    public Step step(Rollout rollout, RolloutEvent event) {
        return switch (event) {
            case RolloutEvent.Tick tick -> new Round(plan, clusters, tick).play(rollout);
            case RolloutEvent.ByHost told -> told(rollout, told);
            case RolloutEvent.ByPerson wish -> asked(rollout, wish);
        };
    }

    /** What it waits for at a tick, after what came of that tick; empty if it has ended. */
    public List<Wait> waits(Rollout rollout, RolloutEvent.Tick tick) {
        return new Waits(plan, new Allocation(plan, clusters, tick), rollout, tick.now()).all();
    }

    private Step told(Rollout rollout, RolloutEvent.ByHost told) {
        if (rollout.stage() instanceof Stage.Ended || !exists(told.target())) {
            return new Step.Unchanged();
        }
        Optional<HostCourse> next = new HostMachine(plan.targets().get(told.target()), plan.limits())
                .after(rollout.courses().at(told.target()), told);
        return next.<Step>map(course -> new Step.Moved(rollout.with(plan, told.target(), course), List.of()))
                .orElseGet(Step.Unchanged::new);
    }

    private boolean exists(int target) {
        return target >= 0 && target < plan.targets().size();
    }

    private Step asked(Rollout rollout, RolloutEvent.ByPerson wish) {
        if (rollout.stage() instanceof Stage.Ended) {
            return new Step.Refused("The roll-out has ended.");
        }
        return switch (wish) {
            case RolloutEvent.Pause(String by) -> pause(rollout, by);
            case RolloutEvent.Resume() -> resume(rollout);
            case RolloutEvent.Abort(TakeBack which, String by) -> abort(rollout, which, by);
            case RolloutEvent.Skip(int target) ->
                exists(target) ? skip(rollout, target) : new Step.Refused("There is no such host in this roll-out.");
            case RolloutEvent.Retry retry ->
                exists(retry.target())
                        ? retry(rollout, retry)
                        : new Step.Refused("There is no such host in this roll-out.");
        };
    }

    private Step pause(Rollout rollout, String by) {
        return switch (rollout.stage()) {
            case Stage.Paused _ -> new Step.Refused("The roll-out is paused already.");
            case Stage.Ending _ -> new Step.Refused("The roll-out is being ended, and that cannot be paused.");
            case Stage.Scheduled _, Stage.Rolling _, Stage.Soaking _, Stage.TakingBack _, Stage.Ended _ ->
                Withdrawal.of(plan, rollout.in(new Stage.Paused(rollout.stage(), new Why.Person(by))), _ -> true);
        };
    }

    private Step resume(Rollout rollout) {
        if (!(rollout.stage() instanceof Stage.Paused(Stage held, Why why))) {
            return new Step.Refused("The roll-out is not paused.");
        }
        Rollout next = askedAnew(rollout.in(held));
        return new Step.Moved(
                switch (why) {
                    case Why.Person _ -> next;
                    case Why.Breach breach -> next.accepting(breach.wave());
                    case Why.TooFew few -> next.waiving(few.wave());
                    case Why.TooSmall small -> next.waiving(small.wave());
                    case Why.RateTooHigh rate -> next.waiving(rate.wave());
                },
                List.of());
    }

    /** The time of the pause is not held against hosts that were asked in vain before. */
    private Rollout askedAnew(Rollout before) {
        Rollout rollout = before;
        for (int i = 0; i < plan.end(before.stage().reached()); i++) {
            HostCourse course = rollout.courses().at(i);
            if (course.state() instanceof HostState.Due(Leg leg, Instant notBefore) && leg.missed() > 0) {
                rollout = rollout.with(plan, i, course.in(new HostState.Due(leg.heard(), notBefore)));
            }
        }
        return rollout;
    }

    private Step abort(Rollout rollout, TakeBack which, String by) {
        if (rollout.stage() instanceof Stage.Ending(int _, TakeBack already, String _)
                && which.compareTo(already) <= 0) {
            return new Step.Refused("The roll-out is being ended already.");
        }
        return Withdrawal.of(
                plan,
                rollout.in(new Stage.Ending(rollout.stage().reached(), which, by)),
                target -> !rollout.courses().at(target).isAskedBack());
    }

    private Step skip(Rollout rollout, int target) {
        HostCourse course = rollout.courses().at(target);
        return switch (course.state()) {
            case HostState.Waiting _,
                    HostState.Due _,
                    HostState.Failed _,
                    HostState.LeftOver _,
                    HostState.Stuck _,
                    HostState.Lost _,
                    HostState.Back _ ->
                new Step.Moved(rollout.with(plan, target, course.in(new HostState.Skipped())), List.of());
            case HostState.Asked _, HostState.Working _ ->
                new Step.Refused(
                        "An order has been given to this host. Wait until it has answered, or pause the roll-out"
                                + " to have the order withdrawn.");
            case HostState.Done _ -> new Step.Refused("This host is done already.");
            case HostState.Skipped _ -> new Step.Unchanged();
        };
    }

    private Step retry(Rollout rollout, RolloutEvent.Retry retry) {
        Optional<Stage> stage = rolling(rollout.stage());
        if (stage.isEmpty()) {
            return new Step.Refused(
                    "Hosts are tried again while a roll-out goes on or is paused, not while it begins, takes"
                            + " hosts back or ends.");
        }
        int target = retry.target();
        if (plan.waveOf(target) > rollout.stage().reached()) {
            return new Step.Refused("It has not been this host's turn yet.");
        }
        HostCourse course = rollout.courses().at(target);
        return switch (course.state()) {
            case HostState.Failed _,
                    HostState.Lost _,
                    HostState.Back _,
                    HostState.Stuck _,
                    HostState.LeftOver _,
                    HostState.Skipped _ ->
                new Step.Moved(
                        rollout.with(plan, target, course.in(new HostState.Due(Leg.FORTH, retry.now())))
                                .in(stage.get()),
                        List.of());
            case HostState.Waiting _, HostState.Due _, HostState.Asked _, HostState.Working _ ->
                new Step.Refused("This host has not come to an end yet.");
            case HostState.Done _ -> new Step.Refused("This host is done already.");
        };
    }

    /** The stage in which hosts of the same waves are changed again; empty where that cannot be. */
    private static Optional<Stage> rolling(Stage stage) {
        return switch (stage) {
            case Stage.Rolling _ -> Optional.of(stage);
            case Stage.Soaking(int wave, Instant _) -> Optional.of(new Stage.Rolling(wave));
            case Stage.Paused(Stage held, Why why) -> rolling(held).map(each -> new Stage.Paused(each, why));
            case Stage.Scheduled _, Stage.TakingBack _, Stage.Ending _, Stage.Ended _ -> Optional.empty();
        };
    }
}
