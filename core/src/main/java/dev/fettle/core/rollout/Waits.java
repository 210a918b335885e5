package dev.fettle.core.rollout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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
            case Stage.Rolling(int wave) -> ofHosts(plan.end(wave), TakeBack.NOTHING, 0, 0);
            case Stage.TakingBack(int wave, TakeBack which, Why.Breach why) -> {
                Wave back = plan.waves().get(why.wave());
                yield ofHosts(plan.end(wave), which, back.from(), back.to());
            }
            case Stage.Ending(int wave, TakeBack which, String _) ->
                ofHosts(plan.end(wave), which, plan.backFrom(wave, which), plan.end(wave));
        };
    }

    /** @param which of the hosts between two places are to go back */
    private List<Wait> ofHosts(int end, TakeBack which, int backFrom, int backTo) {
        int asked = 0;
        int working = 0;
        int later = 0;
        int window = 0;
        int approval = 0;
        int turn = 0;
        Instant from = Instant.MAX;
        for (int i = 0; i < end; i++) {
            HostState state = rollout.courses().at(i).state();
            asked += state instanceof HostState.Asked ? 1 : 0;
            working += state instanceof HostState.Working ? 1 : 0;
            if (state instanceof HostState.Due(Leg _, Instant notBefore) && now.isBefore(notBefore)) {
                later++;
                from = notBefore.isBefore(from) ? notBefore : from;
                continue;
            }
            boolean inReach = i >= backFrom && i < backTo;
            switch (allocation.obstacle(rollout, i, inReach ? which : TakeBack.NOTHING)) {
                case NONE -> {}
                case OTHERS -> turn++;
                case WINDOW -> window++;
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
            waits.add(new Wait.Window(window));
        }
        if (approval > 0) {
            waits.add(new Wait.Approval(approval));
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
