package dev.fettle.core.rollout;

import dev.fettle.core.plan.ChangeContent;
import dev.fettle.core.plan.Limits;
import dev.fettle.core.plan.OnBreach;
import dev.fettle.core.plan.PlannedWave;
import dev.fettle.core.signing.Octets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongToIntFunction;

/**
 * What a roll-out follows, fixed when it was approved.
 *
 * @param content the digest of exactly what was approved; orders that change hosts need an approval of it
 * @param startAt not before
 * @param targets of all waves, one wave after another, each in the order in which its hosts are begun
 * @param waves 1 to {@link #MOST_WAVES}; together they have all targets
 * @param backAnyTime roll-backs do not wait for windows
 */
public record RolloutPlan(
        Octets content,
        Instant startAt,
        List<Target> targets,
        List<Wave> waves,
        Limits limits,
        OnBreach onBreach,
        boolean backAnyTime) {
    public static final int MOST_WAVES = 100;

    /** In the place of a calendar: the host may be changed at any time. */
    public static final int ANY_TIME = -1;

    /** @throws IllegalArgumentException if waves and targets don't fit */
    public RolloutPlan {
        targets = List.copyOf(targets);
        waves = List.copyOf(waves);
        if (waves.isEmpty() || waves.size() > MOST_WAVES) {
            throw new IllegalArgumentException("A roll-out has 1 to " + MOST_WAVES + " waves.");
        }
        int at = 0;
        for (Wave wave : waves) {
            if (wave.from() != at) {
                throw new IllegalArgumentException("A wave begins where the one before ends.");
            }
            at = wave.to();
        }
        if (at != targets.size()) {
            throw new IllegalArgumentException("Each target is in a wave.");
        }
    }

    /**
     * What a change means for its roll-out.
     *
     * @param startAt not before
     * @param calendars the number of the calendar of a host, by the host's number; -1 if it may be changed at any time
     * @param backAnyTime roll-backs do not wait for windows
     */
    public static RolloutPlan of(
            ChangeContent content, Instant startAt, LongToIntFunction calendars, boolean backAnyTime) {
        List<Target> targets = new ArrayList<>();
        List<Wave> waves = new ArrayList<>();
        Map<String, Integer> clusters = new HashMap<>();
        for (PlannedWave wave : content.plan().waves()) {
            int from = targets.size();
            for (PlannedWave.PlannedHost host : wave.hosts()) {
                int cluster =
                        host.cluster().isEmpty() ? -1 : clusters.computeIfAbsent(host.cluster(), _ -> clusters.size());
                targets.add(Target.of(
                        host, content.plan().classes().get(host.kind()), cluster, calendars.applyAsInt(host.host())));
            }
            waves.add(new Wave(wave.name(), from, targets.size(), wave.gate(), wave.soak()));
        }
        return new RolloutPlan(
                content.hash(),
                startAt,
                targets,
                waves,
                content.wish().limits(),
                content.wish().onBreach(),
                backAnyTime);
    }

    /** The number of the wave of a target. */
    public int waveOf(int target) {
        int low = 0;
        int high = waves.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (target < waves.get(middle).to()) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The place after the last target of a wave; 0 for -1, which is none, and that of all for a number above. */
    int end(int wave) {
        return wave < 0 ? 0 : waves.get(Math.min(wave, waves.size() - 1)).to();
    }

    /** Which hosts go back when a roll-out is ended, of those like one: outside its last wave only what has failed. */
    TakeBack reach(Stage.Ending ending, int target) {
        boolean outside = ending.wave() < 0 || target < waves.get(ending.wave()).from();
        return ending.which() == TakeBack.WAVE && outside ? TakeBack.FAILED : ending.which();
    }

    /** The targets of each cluster in their order, by the cluster's number. */
    Map<Integer, List<Integer>> clusters() {
        Map<Integer, List<Integer>> clusters = new HashMap<>();
        for (int i = 0; i < targets.size(); i++) {
            int cluster = targets.get(i).cluster();
            if (cluster >= 0) {
                clusters.computeIfAbsent(cluster, _ -> new ArrayList<>()).add(i);
            }
        }
        return clusters;
    }
}
