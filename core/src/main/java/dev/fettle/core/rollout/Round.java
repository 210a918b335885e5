package dev.fettle.core.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One tick: what time has done, and which stage follows. */
final class Round {
    /** After a break, hosts have so long to say what they could not say. */
    private static final Duration HEARD = Duration.ofMinutes(10);

    private final RolloutPlan plan;
    private final Instant now;
    private final Instant hearing;
    private final Allocation allocation;

    Round(RolloutPlan plan, Map<Integer, List<Integer>> clusters, RolloutEvent.Tick tick) {
        this.plan = plan;
        this.now = tick.now();
        this.hearing = tick.hearing();
        this.allocation = new Allocation(plan, clusters, tick);
    }

    Step play(Rollout before) {
        if (before.stage() instanceof Stage.Ended) {
            return new Step.Unchanged();
        }
        Rollout next = allocation.withdrawOverdrawn(timePasses(before));
        Stage stage;
        do {
            stage = next.stage();
            next = advance(next);
        } while (!next.stage().equals(stage)); // waves only go up and what is halted stays, so this ends
        return next.equals(before) && allocation.instructions().isEmpty()
                ? new Step.Unchanged()
                : new Step.Moved(next, allocation.instructions());
    }

    private Rollout timePasses(Rollout before) {
        Rollout rollout = before;
        if (now.isBefore(hearing.plus(HEARD))) {
            return rollout; // hosts may have something to say that nobody could hear
        }
        for (int i = 0; i < plan.end(before.stage().reached()); i++) {
            Optional<HostCourse> course = new HostMachine(plan.targets().get(i), plan.limits())
                    .at(rollout.courses().at(i), now);
            if (course.isPresent()) {
                rollout = rollout.with(plan, i, course.get());
            }
        }
        return rollout;
    }

    private Rollout advance(Rollout rollout) {
        return switch (rollout.stage()) {
            case Stage.Scheduled() ->
                allocation.approved() && !now.isBefore(plan.startAt()) ? rollout.in(new Stage.Rolling(0)) : rollout;
            case Stage.Rolling(int wave) -> roll(rollout, wave);
            case Stage.Soaking soaking -> soak(rollout, soaking);
            case Stage.TakingBack taking -> takeBack(rollout, taking);
            case Stage.Ending ending -> end(rollout, ending);
            case Stage.Paused _, Stage.Ended _ -> rollout;
        };
    }

    private Rollout roll(Rollout rollout, int wave) {
        GateKeeper keeper = new GateKeeper(plan, rollout);
        Optional<Why.Breach> breach = keeper.breach(wave);
        if (breach.isPresent()) {
            return halt(rollout, wave, breach.get());
        }
        if (over(rollout, keeper, wave)) {
            Instant until = now.plus(plan.waves().get(wave).soak());
            return rollout.in(keeper.objection(wave)
                    .<Stage>map(why -> new Stage.Paused(rollout.stage(), why))
                    .orElseGet(() -> new Stage.Soaking(wave, until)));
        }
        return allocation.begin(allocation.goOn(rollout, plan.end(wave), /* forth= */ true), wave);
    }

    /**
     * Whether a wave has come to its end. The last one waits for hosts that are away for as long as hosts are waited for; another
     * one goes on without them, if its gate is content without them, and they are asked again beside the waves that follow.
     */
    private boolean over(Rollout rollout, GateKeeper keeper, int wave) {
        return rollout.settled(wave)
                || (wave + 1 < plan.waves().size()
                        && rollout.letsPass(wave)
                        && keeper.objection(wave).isEmpty());
    }

    private Rollout halt(Rollout rollout, int wave, Why.Breach breach) {
        return allocation
                .withdrawn(rollout, target -> !rollout.courses().at(target).isAskedBack())
                .in(
                        switch (plan.onBreach()) {
                            case PAUSE -> new Stage.Paused(rollout.stage(), breach);
                            case ROLL_BACK_FAILED -> new Stage.TakingBack(wave, TakeBack.FAILED, breach);
                            case ROLL_BACK_WAVE -> new Stage.TakingBack(wave, TakeBack.WAVE, breach);
                        });
    }

    private Rollout soak(Rollout rollout, Stage.Soaking soaking) {
        int wave = soaking.wave();
        GateKeeper keeper = new GateKeeper(plan, rollout);
        Optional<Why.Breach> breach = keeper.breach(wave);
        if (breach.isPresent()) {
            return halt(rollout, wave, breach.get());
        }
        if (!over(rollout, keeper, wave)) {
            return rollout.in(new Stage.Rolling(wave)); // a host that was believed lost or away was heard of
        }
        if (now.isBefore(soaking.until())) {
            return rollout;
        }
        Optional<Why.AtGate> objection = keeper.objection(wave);
        if (objection.isPresent()) {
            return rollout.in(new Stage.Paused(soaking, objection.get()));
        }
        if (wave + 1 < plan.waves().size()) {
            return rollout.in(new Stage.Rolling(wave + 1));
        }
        boolean all = rollout.count(Standing.DONE) == plan.targets().size();
        return rollout.in(new Stage.Ended(all ? Stage.End.COMPLETED : Stage.End.PARTLY, now));
    }

    private Rollout takeBack(Rollout before, Stage.TakingBack taking) {
        Wave wave = plan.waves().get(taking.why().wave());
        Rollout rollout = allocation.goOn(before, plan.end(taking.wave()), /* forth= */ false);
        rollout = allocation.takeBack(rollout, wave.from(), wave.to(), _ -> taking.which());
        for (int i = wave.from(); i < wave.to(); i++) {
            HostCourse course = rollout.courses().at(i);
            if (course.isBusy() || course.goesBack(taking.which())) {
                return rollout;
            }
        }
        return rollout.in(new Stage.Paused(new Stage.Rolling(taking.wave()), taking.why()));
    }

    private Rollout end(Rollout before, Stage.Ending ending) {
        int end = plan.end(ending.wave());
        Rollout rollout = allocation.takeBack(before, 0, end, target -> plan.reach(ending, target));
        rollout = allocation.goOn(rollout, end, /* forth= */ true);
        if (!allocation.approved()) {
            rollout = cutShort(rollout, end, ending);
        }
        for (int i = 0; i < end; i++) {
            HostCourse course = rollout.courses().at(i);
            if (course.standing().underWay() || course.goesBack(plan.reach(ending, i))) {
                return rollout;
            }
        }
        return rollout.in(new Stage.Ended(Stage.End.ABORTED, now));
    }

    /** Without an approval nothing goes forth, so hosts in the middle that do not go back have come as far as they get. */
    private Rollout cutShort(Rollout before, int end, Stage.Ending ending) {
        Rollout rollout = before;
        for (int i = 0; i < end; i++) {
            HostCourse course = rollout.courses().at(i);
            if (course.state() instanceof HostState.Due(Leg leg, Instant _)
                    && !leg.isFirst()
                    && !leg.back()
                    && !course.goesBack(plan.reach(ending, i))
                    && plan.targets().get(i).deed(leg).changesHost()) {
                rollout = rollout.with(
                        plan,
                        i,
                        course.in(new HostState.Failed(
                                false,
                                "The change was installed, but what had to follow was not approved any more when the roll-out"
                                        + " was ended.")));
            }
        }
        return rollout;
    }
}
