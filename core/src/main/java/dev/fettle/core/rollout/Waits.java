package dev.fettle.core.rollout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/** Counts what the hosts of a roll-out wait for at a moment, by the same rules by which they are given orders. */
final class Waits {
    private final RolloutPlan plan;
    private final Allocation allocation;
    private final Rollout rollout;
    private final Instant now;

    Waits(RolloutPlan plan, Allocation allocation, Rollout rollout, Instant now) {
        this.plan = plan;
        this.allocation = allocation;
        this.rollout = rollout;
        this.now = now;
    }

    List<Wait> all() {
        return switch (rollout.stage()) {
            case Stage.Scheduled() -> List.of(new Wait.Begin(plan.startAt(), allocation.approved()));
            case Stage.Soaking(int _, Instant until) -> List.of(new Wait.Soak(until));
            case Stage.Paused(Stage _, Why why) -> List.of(new Wait.Person(why));
            case Stage.Ended _ -> List.of();
            case Stage.Rolling(int wave) -> ofHosts(plan.end(wave), _ -> TakeBack.NOTHING, true);
            case Stage.TakingBack(int wave, TakeBack which, Why.Breach why) ->
                ofHosts(plan.end(wave), target -> plan.waveOf(target) == why.wave() ? which : TakeBack.NOTHING, false);
            case Stage.Ending ending -> ofHosts(plan.end(ending.wave()), target -> plan.reach(ending, target), false);
        };
    }

    /**
     * @param which hosts are to go back, of those like one
     * @param begins hosts are begun at this stage
     */
    private List<Wait> ofHosts(int end, IntFunction<TakeBack> which, boolean begins) {
        int asked = 0;
        int working = 0;
        int later = 0;
        int window = 0;
        int approval = 0;
        int turn = 0;
        Instant from = Instant.MAX;
        Set<Wait.Needed> openings = new HashSet<>();
        for (int i = 0; i < end; i++) {
            HostState state = rollout.courses().at(i).state();
            asked += state instanceof HostState.Asked ? 1 : 0;
            working += state instanceof HostState.Working ? 1 : 0;
            if (state instanceof HostState.Due(Leg _, Instant notBefore) && now.isBefore(notBefore)) {
                later++;
                from = notBefore.isBefore(from) ? notBefore : from;
                continue;
            }
            switch (allocation.obstacle(rollout, i, which.apply(i), begins)) {
                case NONE -> {}
                case OTHERS -> turn++;
                case WINDOW -> {
                    window++;
                    openings.add(allocation.needed(rollout, i, which.apply(i)));
                }
                case APPROVAL -> approval++;
            }
        }
        List<Wait> waits = new ArrayList<>();
        if (asked + working > 0) {
            waits.add(new Wait.Answers(asked, working));
        }
        if (later > 0) {
            waits.add(new Wait.Again(later, from));
        }
        if (window > 0) {
            waits.add(new Wait.Window(window, openings));
        }
        if (approval > 0) {
            waits.add(new Wait.Approval(approval));
        }
        if (turn > 0 && begins && rollout.nextBegin().isAfter(now)) {
            waits.add(new Wait.Again(turn, rollout.nextBegin()));
        }
        // Who waits for others waits for people if these don't move by themselves.
        boolean moves = !waits.isEmpty();
        if (turn > 0 && moves) {
            waits.add(new Wait.Turn(turn));
        }
        if (!moves) {
            waits.add(new Wait.Person(null));
        }
        return waits;
    }
}
