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
 * @param tolerances what people have put up with in each wave in order to go on
 * @param nextBegin when the next host may be begun, where so many in a minute are allowed
 */
public record Rollout(
        Stage stage, Courses courses, List<Tally> tallies, List<Tolerance> tolerances, Instant nextBegin) {
    public Rollout {
        tallies = List.copyOf(tallies);
        tolerances = List.copyOf(tolerances);
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
                Collections.nCopies(plan.waves().size(), Tolerance.NONE),
                Instant.EPOCH);
    }

    /** As it was kept; what can be counted is counted anew. */
    public static Rollout restored(
            RolloutPlan plan, Stage stage, Courses courses, List<Tolerance> tolerances, Instant nextBegin) {
        if (courses.size() != plan.targets().size()
                || tolerances.size() != plan.waves().size()) {
            throw new IllegalArgumentException("What was kept belongs to another plan.");
        }
        List<Tally> tallies = new ArrayList<>();
        for (Wave wave : plan.waves()) {
            tallies.add(Tally.of(courses, wave));
        }
        return new Rollout(stage, courses, tallies, tolerances, nextBegin);
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

    /** Whether no host is to be waited for before the wave after one begins. */
    boolean letsPass(int upTo) {
        return tallies.subList(0, upTo + 1).stream().allMatch(Tally::letsPass);
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
        return new Rollout(next, courses, tallies, tolerances, nextBegin);
    }

    Rollout with(RolloutPlan plan, int target, HostCourse course) {
        HostCourse before = courses.at(target);
        if (before.equals(course)) {
            return this;
        }
        Standing from = before.standing();
        Standing to = course.standing();
        List<Tally> counted = tallies;
        List<Tolerance> borne = tolerances;
        if (from != to) {
            int wave = plan.waveOf(target);
            counted = new ArrayList<>(tallies);
            counted.set(wave, tallies.get(wave).moved(from, to));
            Tolerance now = tolerances.get(wave).atMost(counted.get(wave).failed());
            if (!now.equals(tolerances.get(wave))) {
                borne = new ArrayList<>(tolerances);
                borne.set(wave, now);
            }
        }
        return new Rollout(stage, courses.with(target, course), counted, borne, nextBegin);
    }

    /** With so many failed hosts of a wave put up with as there are now. */
    Rollout accepting(int wave) {
        Tolerance is = tolerances.get(wave);
        return with(wave, new Tolerance(tallies.get(wave).failed(), is.waivedFailed(), is.waivedDone()));
    }

    /** With the gate of a wave waived for what it shows now. */
    Rollout waiving(int wave) {
        return with(wave, new Tolerance(tolerances.get(wave).accepted(), failedTo(wave), doneTo(wave)));
    }

    private Rollout with(int wave, Tolerance tolerance) {
        List<Tolerance> next = new ArrayList<>(tolerances);
        next.set(wave, tolerance);
        return new Rollout(stage, courses, tallies, next, nextBegin);
    }

    /** How many hosts have failed, of a wave and all before. */
    int failedTo(int wave) {
        return tallies.subList(0, wave + 1).stream().mapToInt(Tally::failed).sum();
    }

    /** How many hosts have succeeded, of a wave and all before. */
    int doneTo(int wave) {
        return tallies.subList(0, wave + 1).stream()
                .mapToInt(each -> each.count(Standing.DONE))
                .sum();
    }

    Rollout beginsNext(Instant at) {
        return new Rollout(stage, courses, tallies, tolerances, at);
    }
}
