package dev.fettle.core.rollout;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;

/** How many hosts stand how. */
public final class Tally {
    private final EnumMap<Standing, Integer> counts;

    private Tally(EnumMap<Standing, Integer> counts) {
        this.counts = counts;
    }

    static Tally of(int waiting) {
        EnumMap<Standing, Integer> counts = new EnumMap<>(Standing.class);
        counts.put(Standing.WAITING, waiting);
        return new Tally(counts);
    }

    /** As it was kept. */
    public static Tally of(Map<Standing, Integer> counts) {
        return new Tally(new EnumMap<>(counts));
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
        next.merge(from, -1, Integer::sum);
        next.merge(to, 1, Integer::sum);
        return new Tally(next);
    }

    public int hosts() {
        return sum(_ -> true);
    }

    /** Those that count as failed: failed, lost, stuck, or taken back. */
    public int failed() {
        return sum(Standing::failed);
    }

    /** Those that may not be doing their work. */
    public int unavailable() {
        return sum(Standing::unavailable);
    }

    public boolean settled() {
        return sum(standing -> !standing.settled()) == 0;
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
        return other instanceof Tally that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Standing, Integer> each : counts.entrySet()) {
            if (each.getValue() != 0) {
                text.append(text.isEmpty() ? "" : " ")
                        .append(each.getKey())
                        .append(' ')
                        .append(each.getValue());
            }
        }
        return text.toString();
    }
}
