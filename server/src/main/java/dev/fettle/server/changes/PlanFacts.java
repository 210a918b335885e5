package dev.fettle.server.changes;

import dev.fettle.core.access.Scope;
import dev.fettle.core.assessment.FleetStep;
import dev.fettle.core.assessment.OpenFinding;
import dev.fettle.core.assessment.PendingStep;
import dev.fettle.core.assessment.StepId;
import dev.fettle.core.catalog.Statement;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.plan.ChangeWish;
import dev.fettle.core.plan.HostFacts;
import dev.fettle.core.plan.LeftOut;
import dev.fettle.core.plan.Planner;
import dev.fettle.core.plan.Selection;
import dev.fettle.core.plan.Situation;
import dev.fettle.core.product.Platform;
import dev.fettle.server.fleet.Fleet;
import dev.fettle.server.fleet.FleetHost;
import dev.fettle.server.fleet.Sight;
import dev.fettle.server.hosts.AlikeHosts;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.HostsToPlan;
import dev.fettle.server.hosts.Presence;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.springframework.stereotype.Component;

/** Reads what is known of the hosts of a change. Hosts that are alike share what is known of them. */
@Component
final class PlanFacts {
    /** Hosts with {@code cluster:db-main} among their tags are members of the cluster {@code db-main}. */
    private static final int MOST_NAMED = 5;

    private static final HostFacts.Standing NEVER = new HostFacts.Standing.Unable(
            LeftOut.Why.UNKNOWN, "What is pending there is not known, for it was not looked at yet.");
    private static final HostFacts.Standing SILENT = new HostFacts.Standing.Unable(
            LeftOut.Why.SILENT, "Nothing was heard of it for too long, so what is pending there now is not known.");
    private static final HostFacts.Standing CLOSED = new HostFacts.Standing.Unable(
            LeftOut.Why.NO_WAY_IN,
            "There is no agent on it that takes orders, and it may not be changed over SSH. Enrol it, or allow that.");

    private final HostsToPlan hosts;
    private final Fleet fleet;
    private final Presence presence;
    private final ChangeRuns runs;
    private final Clock clock;

    PlanFacts(HostsToPlan hosts, Fleet fleet, Presence presence, ChangeRuns runs, Clock clock) {
        this.hosts = hosts;
        this.fleet = fleet;
        this.presence = presence;
        this.runs = runs;
        this.clock = clock;
    }

    /**
     * @param found the hosts of the change
     * @param matches see {@link Planner.Facts}
     */
    Planner.Facts read(ChangeWish wish, List<Host> found, Map<String, Set<Long>> matches, Scope scope) {
        List<HostId> ids = found.stream().map(Host::id).toList();
        Set<HostId> open = hosts.takeOrders(ids);
        List<String> cautions = new ArrayList<>();
        Set<String> meant = fleet.ask(scope, sight -> meant(wish.selection(), sight, cautions));
        Map<StepId, Integer> ranks = ranks(wish.selection(), ids, scope);
        Map<HostId, HostFacts.Standing> standings = new HashMap<>();
        for (AlikeHosts alike : hosts.alike(ids)) {
            standings(alike, open, meant, ranks, scope, standings);
        }
        List<HostFacts> facts = new ArrayList<>(found.size());
        List<String> torn = new ArrayList<>();
        for (Host host : found) {
            if (clusters(host).size() > 1) {
                torn.add(host.name());
            }
            facts.add(new HostFacts(
                    host.id().value(),
                    host.name(),
                    host.described().criticality(),
                    clusters(host).stream().findFirst().orElse(""),
                    standings.getOrDefault(host.id(), NEVER)));
        }
        if (!torn.isEmpty()) {
            cautions.add("Of several clusters only the first by name is minded, and these hosts are in more than one: "
                    + String.join(", ", torn.subList(0, Math.min(MOST_NAMED, torn.size())))
                    + (torn.size() > MOST_NAMED ? " and " + (torn.size() - MOST_NAMED) + " more" : "")
                    + ". Leave each one tag that begins with \"" + HostFacts.CLUSTER_TAG + "\".");
        }
        return new Planner.Facts(facts, matches, meant, cautions, runs::took, clock.instant());
    }

    private static List<String> clusters(Host host) {
        String begins = HostFacts.CLUSTER_TAG;
        return host.described().labels().tags().stream()
                .filter(tag -> tag.startsWith(begins) && tag.length() > begins.length())
                .sorted()
                .map(tag -> tag.substring(begins.length()))
                .toList();
    }

    /** The vulnerabilities that are meant, as the feeds write them. */
    private static Set<String> meant(Selection selection, Sight sight, List<String> cautions) {
        return switch (selection) {
            case Selection.Vulnerabilities listed -> listed.meant();
            case Selection.Advisories(List<String> ids) -> advised(ids, sight, cautions);
            case Selection.Everything _, Selection.Security _, Selection.Foremost _, Selection.Packages _ -> Set.of();
        };
    }

    private static Set<String> advised(List<String> ids, Sight sight, List<String> cautions) {
        Set<String> wanted = new HashSet<>();
        ids.forEach(each -> wanted.add(each.toUpperCase(Locale.ROOT)));
        Set<String> known = new HashSet<>();
        Set<String> meant = new HashSet<>();
        Set<Platform> platforms = sight.index().platforms(sight.hosts());
        for (String source : sight.index().sources(sight.hosts(), _ -> true)) {
            for (Platform platform : platforms) {
                for (Statement each : sight.index().catalog().statements(platform, source)) {
                    String record = each.record().toUpperCase(Locale.ROOT);
                    if (wanted.contains(record) && !each.withdrawn()) {
                        known.add(record);
                        meant.addAll(each.vulnerabilities());
                    }
                }
            }
        }
        for (String id : ids) {
            if (!known.contains(id.toUpperCase(Locale.ROOT))) {
                cautions.add("No feed in force has the advisory " + id
                        + " for a package of these hosts, so nothing is planned for it.");
            }
        }
        return meant;
    }

    /** Of what to patch first on the hosts of the change; only where it matters. */
    private Map<StepId, Integer> ranks(Selection selection, List<HostId> ids, Scope scope) {
        if (!(selection instanceof Selection.Foremost)) {
            return Map.of();
        }
        List<FleetStep> steps = fleet.ask(scope, sight -> sight.index().steps(sight.of(ids)));
        Map<StepId, Integer> ranks = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            ranks.put(steps.get(i).id(), i + 1);
        }
        return ranks;
    }

    private void standings(
            AlikeHosts alike,
            Set<HostId> open,
            Set<String> meant,
            Map<StepId, Integer> ranks,
            Scope scope,
            Map<HostId, HostFacts.Standing> into) {
        PendingChanges changes = alike.pending().changes();
        if (changes == null) {
            String why = alike.pending().unavailable();
            HostFacts.Standing unknown =
                    new HostFacts.Standing.Unable(LeftOut.Why.UNKNOWN, why == null ? "Nobody knows why." : why);
            alike.hosts().forEach(host -> into.put(host, unknown));
            return;
        }
        // One short question for each kind of host, so that the index can be changed in between.
        fleet.ask(scope, sight -> {
            List<HostId> ready = new ArrayList<>();
            for (HostId host : alike.hosts()) {
                Optional<FleetHost> known = sight.host(host);
                boolean silent = known.isPresent()
                        && presence.silentSince(host, known.get().takenAt()).isPresent();
                if (known.isEmpty()) {
                    into.put(host, NEVER);
                } else if (!open.contains(host)) {
                    into.put(host, CLOSED);
                } else if (silent) {
                    into.put(host, SILENT);
                } else {
                    ready.add(host);
                }
            }
            divided(sight, sight.of(ready), meant).forEach((exposedTo, members) -> {
                HostFacts.Standing standing = new HostFacts.Standing.Ready(new Situation(
                        alike.platform(), changes, known(alike, changes, sight, members, ranks), exposedTo));
                members.forEach((int number) -> into.put(sight.host(number).id(), standing));
            });
            return ready.size();
        });
    }

    /** By what of the meant is open. */
    private static Map<Set<String>, RoaringBitmap> divided(Sight sight, RoaringBitmap hosts, Set<String> meant) {
        Map<Set<String>, RoaringBitmap> parts = new HashMap<>();
        if (!hosts.isEmpty()) {
            parts.put(Set.of(), hosts);
        }
        for (String each : meant) {
            RoaringBitmap exposed = sight.index().exposedTo(each);
            if (RoaringBitmap.intersects(exposed, hosts)) {
                Map<Set<String>, RoaringBitmap> next = new HashMap<>();
                parts.forEach((open, members) -> {
                    RoaringBitmap inside = RoaringBitmap.and(members, exposed);
                    RoaringBitmap outside = RoaringBitmap.andNot(members, exposed);
                    if (!inside.isEmpty()) {
                        Set<String> more = new HashSet<>(open);
                        more.add(each);
                        next.put(more, inside);
                    }
                    if (!outside.isEmpty()) {
                        next.put(open, outside);
                    }
                });
                parts.clear();
                parts.putAll(next);
            }
        }
        return parts;
    }

    private static Map<String, Situation.Known> known(
            AlikeHosts alike, PendingChanges changes, Sight sight, RoaringBitmap members, Map<StepId, Integer> ranks) {
        Map<StepId, List<OpenFinding>> closed = new HashMap<>();
        Map<String, Situation.Known> known = new HashMap<>();
        for (PendingPatch patch : changes.patches()) {
            StepId step = StepId.of(new PendingStep(alike.platform(), patch, null));
            List<OpenFinding> closes = closed.computeIfAbsent(step, id -> {
                @Nullable FleetStep there = sight.index().step(id, members);
                return there == null ? List.of() : there.mends();
            });
            @Nullable Instant seen = alike.pending().firstSeen().get(patch.id());
            known.put(patch.id(), new Situation.Known(seen, ranks.getOrDefault(step, 0), closes));
        }
        return known;
    }
}
