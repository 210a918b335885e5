package dev.fettle.server.builds;

import dev.fettle.core.order.BuildFile;
import dev.fettle.core.plan.ChangeContent;
import dev.fettle.core.plan.HostClass;
import dev.fettle.core.plan.Plan;
import dev.fettle.core.plan.PlannedWave;
import dev.fettle.core.signing.Octets;
import dev.fettle.server.changes.Change;
import dev.fettle.server.changes.ChangeRuns;
import dev.fettle.server.changes.Changes;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Which files hosts may get yet or go back from, and which hosts have them by their own indexes. */
@Component
final class NeededBuilds {
    private static final int MOST_HOSTS = 20;

    private final Changes changes;
    private final ChangeRuns runs;
    private final Duration keepFor;

    /** What contents name, by their hashes: to read a large one takes a while. Only used by one thread. */
    private Map<Octets, List<Needed>> known = Map.of();

    NeededBuilds(Changes changes, ChangeRuns runs, Settings settings) {
        this.changes = changes;
        this.runs = runs;
        this.keepFor = settings.builds().keepFor();
    }

    /**
     * A file that is needed.
     *
     * @param hosts some that get it, those of the first waves first; none if none is to be asked for it
     */
    record Needed(BuildFile file, List<HostId> hosts) {}

    /**
     * By the hashes: what roll-outs carry out that go on, what changes are approved for that were planned within the time for
     * which builds are kept, and what roll-outs carried out that were started within it. So a change that is edited or given up
     * takes nothing away from hosts that may get it or go back yet. What only an ended roll-out names is kept, and no host is
     * asked for it.
     */
    synchronized Map<Octets, Needed> now(Instant now) {
        Map<Octets, List<Needed>> read = new HashMap<>();
        Map<Octets, Needed> all = new LinkedHashMap<>();
        List<ChangeRuns.RunContent> run = runs.contents(now.minus(keepFor));
        for (ChangeRuns.RunContent each : run) {
            if (each.open()) {
                named(each.content(), () -> runs.content(each), read)
                        .forEach(file -> all.merge(file.file().sha256(), file, NeededBuilds::joined));
            }
        }
        for (Change change : changes.approved()) {
            boolean carriedOut = run.stream().anyMatch(each -> each.content().equals(change.content()));
            if (carriedOut || change.plannedAt().plus(keepFor).isAfter(now)) {
                named(change.content(), () -> changes.content(change), read)
                        .forEach(file -> all.merge(file.file().sha256(), file, NeededBuilds::joined));
            }
        }
        for (ChangeRuns.RunContent each : run) {
            named(each.content(), () -> runs.content(each), read)
                    .forEach(file -> all.putIfAbsent(file.file().sha256(), new Needed(file.file(), List.of())));
        }
        known = read;
        return all;
    }

    /** What a content names; it is read if it was not needed the last time. */
    private List<Needed> named(Octets hash, Supplier<Optional<ChangeContent>> content, Map<Octets, List<Needed>> read) {
        List<Needed> already = read.containsKey(hash) ? read.get(hash) : known.get(hash);
        List<Needed> named =
                already != null ? already : content.get().map(NeededBuilds::of).orElse(List.of());
        read.put(hash, named);
        return named;
    }

    private static List<Needed> of(ChangeContent content) {
        Plan plan = content.plan();
        List<List<HostId>> hosts = new ArrayList<>();
        plan.classes().forEach(_ -> hosts.add(new ArrayList<>()));
        for (PlannedWave wave : plan.waves()) {
            for (PlannedWave.PlannedHost host : wave.hosts()) {
                if (hosts.get(host.kind()).size() < MOST_HOSTS) {
                    hosts.get(host.kind()).add(new HostId(host.host()));
                }
            }
        }
        Map<Octets, Needed> needed = new LinkedHashMap<>();
        for (int i = 0; i < plan.classes().size(); i++) {
            HostClass each = plan.classes().get(i);
            for (BuildFile file : each.files()) {
                needed.merge(file.sha256(), new Needed(file, List.copyOf(hosts.get(i))), NeededBuilds::joined);
            }
        }
        return List.copyOf(needed.values());
    }

    private static Needed joined(Needed one, Needed other) {
        List<HostId> hosts = new ArrayList<>(one.hosts());
        other.hosts().stream()
                .filter(each -> !hosts.contains(each))
                .limit(Math.max(0, MOST_HOSTS - hosts.size()))
                .forEach(hosts::add);
        return new Needed(one.file(), List.copyOf(hosts));
    }
}
