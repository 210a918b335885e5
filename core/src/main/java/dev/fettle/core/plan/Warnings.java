package dev.fettle.core.plan;

import dev.fettle.core.inventory.Criticality;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What people should know of how a change is divided before they approve it. */
final class Warnings {
    private static final int MOST_CLUSTERS = 20;

    private final ChangeWish wish;
    private final Division division;
    private final List<PlannedWave> waves;
    private final List<String> warnings = new ArrayList<>();

    Warnings(ChangeWish wish, Division division, List<PlannedWave> waves) {
        this.wish = wish;
        this.division = division;
        this.waves = waves;
    }

    List<String> all() {
        int reached = 0;
        for (int i = 0; i < waves.size(); i++) {
            PlannedWave wave = waves.get(i);
            reached += wave.hosts().size();
            if (wave.hosts().isEmpty()) {
                warnings.add("The wave " + wave.name() + " has no host. An empty wave never passes its gate.");
                continue;
            }
            sizes(wave, reached);
            if (wave.soak().isZero() && i + 1 < waves.size()) {
                warnings.add("The wave " + wave.name()
                        + " has no soak time: what breaks there later breaks in the next one too.");
            }
        }
        first();
        clusters();
        ranks();
        if (!division.unplaced().isEmpty()) {
            warnings.add(count(division.unplaced().size())
                    + " in no wave and will get nothing. A last wave of the rest would take them.");
        }
        return warnings;
    }

    private static String count(int hosts) {
        return hosts == 1 ? "1 host is" : hosts + " hosts are";
    }

    private void sizes(PlannedWave wave, int reached) {
        Gate gate = wave.gate();
        int hosts = wave.hosts().size();
        if (hosts < gate.leastSucceeded()) {
            warnings.add("The wave " + wave.name() + " has " + hosts + " of the " + gate.leastSucceeded()
                    + " hosts that must succeed, so it can never pass its gate.");
        }
        if (reached < gate.leastTried()) {
            warnings.add("The wave " + wave.name() + " is too small for its gate: that the failure rate is below "
                    + gate.rateLimitPercent() + "% can be said after " + gate.leastTried()
                    + " hosts without a failure, and until then " + reached + " are tried. It would stop there.");
        }
    }

    private void first() {
        if (waves.size() > 1) {
            long critical = division.waves().getFirst().stream()
                    .filter(each -> each.host().criticality().compareTo(Criticality.HIGH) >= 0)
                    .count();
            if (critical > 0) {
                warnings.add("The first wave has " + critical + " of high or critical importance.");
            }
        }
    }

    private record Whole(int members, Set<Integer> waves) {}

    private void clusters() {
        Map<String, Whole> clusters = new TreeMap<>();
        for (int i = 0; i < division.waves().size(); i++) {
            for (Division.Member each : division.waves().get(i)) {
                String name = each.host().cluster();
                if (!name.isEmpty()) {
                    Whole before = clusters.getOrDefault(name, new Whole(0, Set.of()));
                    Set<Integer> in = new HashSet<>(before.waves());
                    in.add(i);
                    clusters.put(name, new Whole(before.members() + 1, in));
                }
            }
        }
        List<String> found = new ArrayList<>();
        clusters.forEach((name, whole) -> {
            if (whole.members() > 1 && whole.waves().size() == 1) {
                found.add("All " + whole.members() + " hosts of the cluster " + name + " are in the wave "
                        + waves.get(whole.waves().iterator().next()).name()
                        + ": they are changed one after the other, with nothing watched in between"
                        + (wish.limits().atOnce() > 1 ? ", however many hosts are changed at once." : "."));
            }
        });
        warnings.addAll(found.subList(0, Math.min(MOST_CLUSTERS, found.size())));
        if (found.size() > MOST_CLUSTERS) {
            warnings.add((found.size() - MOST_CLUSTERS) + " more clusters are each in one wave as a whole.");
        }
    }

    /** The order of ranks holds within a wave only. */
    private void ranks() {
        if (wish.ranks().isEmpty()) {
            return;
        }
        Map<Integer, Integer> lastOf = new HashMap<>();
        Map<Integer, Integer> firstOf = new HashMap<>();
        for (int i = 0; i < division.waves().size(); i++) {
            for (Division.Member each : division.waves().get(i)) {
                lastOf.merge(each.rank(), i, Math::max);
                firstOf.merge(each.rank(), i, Math::min);
            }
        }
        for (int rank = 0; rank < wish.ranks().size(); rank++) {
            Integer last = lastOf.get(rank);
            for (int later = rank + 1; last != null && later <= wish.ranks().size(); later++) {
                Integer begins = firstOf.get(later);
                if (begins != null && begins < last) {
                    warnings.add("Hosts that match \"" + wish.ranks().get(rank)
                            + "\" come before others within a wave only, and some of them are in a later wave than hosts"
                            + " that should follow them.");
                    break;
                }
            }
        }
    }
}
