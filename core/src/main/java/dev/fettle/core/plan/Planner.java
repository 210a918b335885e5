package dev.fettle.core.plan;

import dev.fettle.core.inventory.Criticality;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes of a wish and what is known of its hosts a plan. The same facts give the same plan, down to the order of hosts. */
public final class Planner {
    private final ChangeWish wish;
    private final Facts facts;
    private final IdentityHashMap<Situation, Resolution.Resolved> resolved = new IdentityHashMap<>();
    private final IdentityHashMap<Resolution.Resolved.Gets, Integer> kinds = new IdentityHashMap<>();
    private final Map<HostClass, Integer> classes = new LinkedHashMap<>();
    private final Map<LeftOut.Why, Map<String, List<Long>>> leftOut = new LinkedHashMap<>();

    private Planner(ChangeWish wish, Facts facts) {
        this.wish = wish;
        this.facts = facts;
    }

    /**
     * All that a plan is made of beside the wish.
     *
     * @param hosts of the change, each once
     * @param matches the hosts that match the filters of waves and ranks, by filter
     * @param meant the vulnerabilities that the selection is for, as the feeds call them; nothing if it is for others
     * @param cautions sentences on what could not be found out
     * @param history how long the same took before
     */
    public record Facts(
            List<HostFacts> hosts,
            Map<String, Set<Long>> matches,
            Set<String> meant,
            List<String> cautions,
            DurationHistory history,
            Instant now) {
        public Facts {
            hosts = List.copyOf(hosts);
            matches = Map.copyOf(matches);
            meant = Set.copyOf(meant);
            cautions = List.copyOf(cautions);
        }

        boolean matches(String query, long host) {
            return matches.getOrDefault(query, Set.of()).contains(host);
        }
    }

    /** @throws IllegalArgumentException if a host stands among the facts twice */
    public static Plan plan(ChangeWish wish, Facts facts) {
        return new Planner(wish, facts).plan();
    }

    private Plan plan() {
        List<HostFacts> hosts = new ArrayList<>(facts.hosts());
        hosts.sort(Comparator.comparing(HostFacts::name).thenComparingLong(HostFacts::id));
        List<Division.Member> members = new ArrayList<>();
        SortedMap<String, String> silent = silent(hosts);
        Set<Long> seen = new HashSet<>();
        for (HostFacts host : hosts) {
            if (!seen.add(host.id())) {
                throw new IllegalArgumentException("Host " + host.id() + " is planned for twice.");
            }
            switch (host.standing()) {
                case HostFacts.Standing.Unable(LeftOut.Why why, String because) -> leave(why, because, host);
                case HostFacts.Standing.Ready(Situation situation) -> {
                    switch (resolved.computeIfAbsent(situation, this::resolve)) {
                        case Resolution.Resolved.Nothing(LeftOut.Why why, String because) -> leave(why, because, host);
                        case Resolution.Resolved.Gets gets
                        when silent.containsKey(host.cluster()) ->
                            leave(LeftOut.Why.CLUSTER_SILENT, silent.get(host.cluster()), host);
                        case Resolution.Resolved.Gets gets ->
                            members.add(new Division.Member(host, kind(gets), rank(host.id())));
                    }
                }
            }
        }
        List<HostClass> all = List.copyOf(classes.keySet());
        Division division = Division.of(wish, facts, members);
        division.unplaced().forEach(each -> leave(LeftOut.Why.NO_WAVE, "No wave takes it.", each.host()));
        List<PlannedWave> waves = new ArrayList<>();
        for (int i = 0; i < wish.waves().size(); i++) {
            waves.add(wave(wish.waves().get(i), division.waves().get(i), all));
        }
        List<String> warnings = new ArrayList<>(facts.cautions());
        warnings.addAll(new Warnings(wish, division, waves).all());
        return inOrder(all, waves, highest(division), warnings);
    }

    /**
     * Why the members of a cluster get nothing, by its name: one of them is silent. Whether that one does its work nobody knows, and no
     * two may be missing at once.
     */
    private static SortedMap<String, String> silent(List<HostFacts> hosts) {
        SortedMap<String, String> silent = new TreeMap<>();
        for (HostFacts host : hosts) {
            if (!host.cluster().isEmpty()
                    && host.standing() instanceof HostFacts.Standing.Unable(LeftOut.Why why, String _)
                    && why == LeftOut.Why.SILENT) {
                silent.putIfAbsent(
                        host.cluster(),
                        "Of its cluster " + host.cluster() + " nothing was heard of " + host.name()
                                + " for too long. Whether that one works nobody knows, so no other is changed. Bring it"
                                + " back, or take it out of the cluster.");
            }
        }
        return silent;
    }

    /** The number of a class; each is compared with the others once for each situation, and not for each host. */
    private int kind(Resolution.Resolved.Gets gets) {
        return kinds.computeIfAbsent(gets, each -> classes.computeIfAbsent(each.what(), _ -> classes.size()));
    }

    private Resolution.Resolved resolve(Situation situation) {
        return new Resolution(situation, wish, facts).resolve();
    }

    private void leave(LeftOut.Why why, String because, HostFacts host) {
        leftOut.computeIfAbsent(why, _ -> new LinkedHashMap<>())
                .computeIfAbsent(because, _ -> new ArrayList<>())
                .add(host.id());
    }

    private int rank(long host) {
        for (int i = 0; i < wish.ranks().size(); i++) {
            if (facts.matches(wish.ranks().get(i), host)) {
                return i;
            }
        }
        return wish.ranks().size();
    }

    private PlannedWave wave(WaveRule rule, List<Division.Member> members, List<HostClass> all) {
        Duration sum = Duration.ZERO;
        Duration longest = Duration.ZERO;
        List<PlannedWave.PlannedHost> hosts = new ArrayList<>(members.size());
        for (Division.Member member : members) {
            Duration expected = all.get(member.kind()).expected();
            sum = sum.plus(expected);
            longest = expected.compareTo(longest) > 0 ? expected : longest;
            hosts.add(new PlannedWave.PlannedHost(
                    member.host().id(), member.kind(), member.host().cluster(), member.rank()));
        }
        return new PlannedWave(
                rule.name(),
                rule.gate(),
                rule.soak(),
                hosts,
                ExpectedDuration.ofWave(sum, longest, members.size(), wish.limits()));
    }

    private static Criticality highest(Division division) {
        return division.waves().stream()
                .flatMap(List::stream)
                .map(each -> each.host().criticality())
                .max(Comparator.naturalOrder())
                .orElse(Criticality.LOW);
    }

    /** The classes as the waves come upon them; one that no wave takes is left out. */
    private Plan inOrder(List<HostClass> all, List<PlannedWave> waves, Criticality highest, List<String> warnings) {
        Map<Integer, Integer> places = new HashMap<>();
        List<HostClass> used = new ArrayList<>();
        List<PlannedWave> renumbered = new ArrayList<>();
        for (PlannedWave wave : waves) {
            List<PlannedWave.PlannedHost> hosts = new ArrayList<>(wave.hosts().size());
            for (PlannedWave.PlannedHost host : wave.hosts()) {
                Integer place = places.get(host.kind());
                if (place == null) {
                    place = used.size();
                    places.put(host.kind(), place);
                    used.add(all.get(host.kind()));
                }
                hosts.add(new PlannedWave.PlannedHost(host.host(), place, host.cluster(), host.rank()));
            }
            renumbered.add(new PlannedWave(wave.name(), wave.gate(), wave.soak(), hosts, wave.expected()));
        }
        List<LeftOut> left = new ArrayList<>();
        leftOut.forEach(
                (why, reasons) -> reasons.forEach((because, hosts) -> left.add(new LeftOut(why, because, hosts))));
        left.sort(Comparator.comparing(LeftOut::why).thenComparing(LeftOut::because));
        return new Plan(used, renumbered, left, highest, warnings);
    }
}
