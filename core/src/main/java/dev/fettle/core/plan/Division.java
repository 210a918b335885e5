package dev.fettle.core.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is in which wave. Those on which least depends come first; among these, one of each cluster and one of each class comes
 * before the second of any, so that an early wave tries as much as it can and breaks as little; then it goes by name.
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
        List<List<Member>> waves = new ArrayList<>();
        for (WaveRule rule : wish.waves()) {
            List<Member> taken = new ArrayList<>();
            List<Member> rest = new ArrayList<>();
            int room = room(rule.share(), members.size());
            for (Member each : left) {
                boolean fits = !(rule.share() instanceof WaveRule.Share.Matching(String query))
                        || facts.matches(query, each.host().id());
                if (fits && taken.size() < room) {
                    taken.add(each);
                } else {
                    rest.add(each);
                }
            }
            taken.sort(Comparator.comparingInt(Member::rank)); // stable
            waves.add(taken);
            left = rest;
        }
        return new Division(waves, left);
    }

    private static int room(WaveRule.Share share, int hosts) {
        return switch (share) {
            case WaveRule.Share.Percentage(int percent) -> Math.toIntExact(Math.ceilDiv((long) hosts * percent, 100));
            case WaveRule.Share.Count(int count) -> count;
            case WaveRule.Share.Matching _, WaveRule.Share.Rest _ -> Integer.MAX_VALUE;
        };
    }

    private static List<Member> inTurn(List<Member> members) {
        Map<String, Integer> clusters = new HashMap<>();
        Map<Integer, Integer> kinds = new HashMap<>();
        List<Placed> placed = new ArrayList<>(members.size());
        for (Member each : members) {
            String cluster = each.host().cluster();
            int clusterTurn = cluster.isEmpty() ? 0 : clusters.merge(cluster, 1, Integer::sum) - 1;
            placed.add(new Placed(each, clusterTurn, kinds.merge(each.kind(), 1, Integer::sum) - 1));
        }
        placed.sort(FIRST_TO_LAST);
        return placed.stream().map(Placed::member).toList();
    }
}
