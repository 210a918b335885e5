package dev.fettle.core.rollout;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** How many hosts stand how. */
public final class Tally {
    /** Without those that no host has. */
    private final EnumMap<Standing, Integer> counts;

    private Tally(EnumMap<Standing, Integer> counts) {
        this.counts = counts;
    }

    static Tally of(int waiting) {
        EnumMap<Standing, Integer> counts = new EnumMap<>(Standing.class);
        put(counts, Standing.WAITING, waiting);
        return new Tally(counts);
    }

    /** As it was kept. */
    public static Tally of(Map<Standing, Integer> counts) {
        EnumMap<Standing, Integer> kept = new EnumMap<>(Standing.class);
        counts.forEach((standing, count) -> put(kept, standing, count));
        return new Tally(kept);
    }

    /** Counts the hosts of a wave. */
    static Tally of(Courses courses, Wave wave) {
        EnumMap<Standing, Integer> counts = new EnumMap<>(Standing.class);
        for (int i = wave.from(); i < wave.to(); i++) {
            counts.merge(courses.at(i).standing(), 1, Integer::sum);
        }
        return new Tally(counts);
    }

    public int count(Standing standing) {
        return counts.getOrDefault(standing, 0);
    }

    Tally moved(Standing from, Standing to) {
        if (from == to) {
            return this;
        }
        EnumMap<Standing, Integer> next = new EnumMap<>(counts);
        put(next, from, count(from) - 1);
        put(next, to, count(to) + 1);
        return new Tally(next);
    }

    private static void put(EnumMap<Standing, Integer> counts, Standing standing, int count) {
        if (count == 0) {
            counts.remove(standing);
        } else {
            counts.put(standing, count);
        }
    }

    public int hosts() {
        return sum(_ -> true);
    }

    /** Those that count as failed: failed, lost, stuck, or taken back. */
    public int failed() {
        return sum(Standing::failed);
    }

    /** Those that are to be begun, now or later. */
    int begins() {
        return count(Standing.WAITING) + count(Standing.AWAY) + count(Standing.AGAIN);
    }

    /** Those that may not be doing their work. */
    public int unavailable() {
        return sum(Standing::unavailable);
    }

    public boolean settled() {
        return sum(standing -> !standing.settled()) == 0;
    }

    /** Whether no host of it is to be waited for before the next wave. */
    boolean letsPass() {
        return sum(standing -> !standing.letsPass()) == 0;
    }

    private int sum(Predicate<Standing> which) {
        int sum = 0;
        for (Map.Entry<Standing, Integer> each : counts.entrySet()) {
            sum += which.test(each.getKey()) ? each.getValue() : 0;
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tally that && counts.equals(that.counts);
    }

    @Override
    public int hashCode() {
        return counts.hashCode();
    }

    @Override
    public String toString() {
        return counts.entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(" "));
    }
}
