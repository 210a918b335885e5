package dev.fettle.core.rollout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A roll-out at a moment.
 *
 * @param courses of all hosts
 * @param tallies of all waves
 * @param accepted for each wave, how many failed hosts people have put up with in order to go on; -1 if none has
 * @param nextBegin when the next host may be begun, where so many in a minute are allowed
 */
public record Rollout(Stage stage, Courses courses, List<Tally> tallies, List<Integer> accepted, Instant nextBegin) {
    public Rollout {
        tallies = List.copyOf(tallies);
        accepted = List.copyOf(accepted);
    }

    /** Before anything has happened. */
    public static Rollout beginning(RolloutPlan plan) {
        List<Tally> tallies = new ArrayList<>();
        for (Wave wave : plan.waves()) {
            tallies.add(Tally.of(wave.size()));
        }
        return new Rollout(
                new Stage.Scheduled(),
                Courses.beginning(plan.targets().size()),
                tallies,
                Collections.nCopies(plan.waves().size(), -1),
                Instant.EPOCH);
    }

    /** How many hosts of all waves stand so. */
    public int count(Standing standing) {
        int count = 0;
        for (Tally tally : tallies) {
            count += tally.count(standing);
        }
        return count;
    }

    /** Whether all hosts have come to an end, up to those of a wave. */
    boolean settled(int upTo) {
        return tallies.subList(0, upTo + 1).stream().allMatch(Tally::settled);
    }

    /** How many hosts hold a place among those that are changed at once. */
    int underWay() {
        return count(Standing.MIDWAY) + count(Standing.MOVING);
    }

    int unavailable() {
        int count = 0;
        for (Tally tally : tallies) {
            count += tally.unavailable();
        }
        return count;
    }

    Rollout in(Stage next) {
        return new Rollout(next, courses, tallies, accepted, nextBegin);
    }

    Rollout with(RolloutPlan plan, int target, HostCourse course) {
        HostCourse before = courses.at(target);
        if (before.equals(course)) {
            return this;
        }
        Standing from = before.standing();
        Standing to = course.standing();
        List<Tally> counted = tallies;
        if (from != to) {
            int wave = plan.waveOf(target);
            counted = new ArrayList<>(tallies);
            counted.set(wave, tallies.get(wave).moved(from, to));
        }
        return new Rollout(stage, courses.with(target, course), counted, accepted, nextBegin);
    }

    /** With another course because a person wants it: what a person has taken on is not put up with a second time. */
    Rollout byPerson(RolloutPlan plan, int target, HostCourse course) {
        Rollout next = with(plan, target, course);
        int wave = plan.waveOf(target);
        int failed = next.tallies.get(wave).failed();
        return accepted.get(wave) > failed ? next.accepting(wave, failed) : next;
    }

    Rollout accepting(int wave, int failed) {
        List<Integer> next = new ArrayList<>(accepted);
        next.set(wave, failed);
        return new Rollout(stage, courses, tallies, next, nextBegin);
    }

    Rollout beginsNext(Instant at) {
        return new Rollout(stage, courses, tallies, accepted, at);
    }
}
