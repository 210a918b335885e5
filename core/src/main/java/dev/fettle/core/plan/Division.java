package dev.fettle.core.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Who is in which wave. Those on which least depends come first; among these, one of each cluster and one of each class comes
 * before the second of any, so that an early wave tries as much as it can and breaks as little; then it goes by name. The ranks of
 * a cluster's members hold across waves.
 *
 * @param waves as the wish has them, each by rank first
 * @param unplaced whom no wave takes
 */
record Division(List<List<Member>> waves, List<Member> unplaced) {

    /**
     * A host that gets something.
     *
     * @param kind the number of its class
     */
    record Member(HostFacts host, int kind, int rank) {}

    private record Placed(Member member, int clusterTurn, int classTurn) {}

    private static final Comparator<Placed> FIRST_TO_LAST = Comparator.comparing(
                    (Placed each) -> each.member().host().criticality())
            .thenComparingInt(Placed::clusterTurn)
            .thenComparingInt(Placed::classTurn)
            .thenComparing(each -> each.member().host().name())
            .thenComparingLong(each -> each.member().host().id());

    static Division of(ChangeWish wish, Planner.Facts facts, List<Member> members) {
        List<Member> left = inTurn(members);
        Clusters clusters = new Clusters(members);
        List<List<Member>> waves = new ArrayList<>();
        for (WaveRule rule : wish.waves()) {
            List<Member> taken = taken(rule, facts, left, clusters, room(rule.share(), members.size()));
            Set<Long> gone = taken.stream().map(each -> each.host().id()).collect(Collectors.toSet());
            left = left.stream()
                    .filter(each -> !gone.contains(each.host().id()))
                    .toList();
            taken.sort(Comparator.comparingInt(Member::rank)); // stable
            waves.add(taken);
        }
        return new Division(waves, left);
    }

    /** In their turn; a member of a cluster only with or after all those of lower ranks, so that the standby comes before the primary. */
    private static List<Member> taken(
            WaveRule rule, Planner.Facts facts, List<Member> left, Clusters clusters, int room) {
        List<Member> fitting = new ArrayList<>();
        for (Member each : left) {
            if (!(rule.share() instanceof WaveRule.Share.Matching(String query))
                    || facts.matches(query, each.host().id())) {
                fitting.add(each);
            }
        }
        List<Member> taken = new ArrayList<>();
        int before = -1;
        while (taken.size() > before && taken.size() < room) { // one that waits for another may follow it
            before = taken.size();
            List<Member> waiting = new ArrayList<>();
            for (Member each : fitting) {
                if (taken.size() < room && clusters.mayTake(each)) {
                    clusters.take(each);
                    taken.add(each);
                } else {
                    waiting.add(each);
                }
            }
            fitting = waiting;
        }
        return taken;
    }

    /** How many members of each cluster are in no wave yet, by rank. */
    private static final class Clusters {
        private final Map<String, SortedMap<Integer, Integer>> left = new HashMap<>();

        Clusters(List<Member> members) {
            for (Member each : members) {
                if (!each.host().cluster().isEmpty()) {
                    left.computeIfAbsent(each.host().cluster(), _ -> new TreeMap<>())
                            .merge(each.rank(), 1, Integer::sum);
                }
            }
        }

        boolean mayTake(Member member) {
            SortedMap<Integer, Integer> ranks = left.get(member.host().cluster());
            return ranks == null || ranks.isEmpty() || ranks.firstKey() >= member.rank();
        }

        void take(Member member) {
            SortedMap<Integer, Integer> ranks = left.get(member.host().cluster());
            if (ranks != null && ranks.merge(member.rank(), -1, Integer::sum) == 0) {
                ranks.remove(member.rank());
            }
        }
    }

    private static int room(WaveRule.Share share, int hosts) {
        return switch (share) {
            case WaveRule.Share.Percentage(int percent) -> Math.toIntExact(Math.ceilDiv((long) hosts * percent, 100));
            case WaveRule.Share.Count(int count) -> count;
            case WaveRule.Share.Matching _, WaveRule.Share.Rest _ -> Integer.MAX_VALUE;
        };
    }

    private static List<Member> inTurn(List<Member> members) {
        Map<Integer, Integer> kinds = new HashMap<>();
        Map<Long, Integer> clusterTurns = clusterTurns(members);
        List<Placed> placed = new ArrayList<>(members.size());
        for (Member each : members) {
            placed.add(new Placed(
                    each,
                    clusterTurns.getOrDefault(each.host().id(), 0),
                    kinds.merge(each.kind(), 1, Integer::sum) - 1));
        }
        placed.sort(FIRST_TO_LAST);
        return placed.stream().map(Placed::member).toList();
    }

    /** Which member of its cluster a host is, by rank first, by its number. */
    private static Map<Long, Integer> clusterTurns(List<Member> members) {
        List<Member> byRank = new ArrayList<>(members);
        byRank.sort(Comparator.comparingInt(Member::rank)); // stable
        Map<String, Integer> clusters = new HashMap<>();
        Map<Long, Integer> turns = new HashMap<>();
        for (Member each : byRank) {
            String cluster = each.host().cluster();
            if (!cluster.isEmpty()) {
                turns.put(each.host().id(), clusters.merge(cluster, 1, Integer::sum) - 1);
            }
        }
        return turns;
    }
}
