package dev.fettle.server.builds;

import dev.fettle.core.access.Scope;
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
import org.springframework.stereotype.Component;

/** Which files the changes need that may run or be taken back, and which hosts have them by their own indexes. */
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
     * @param hosts some that get it, those of the first waves first
     */
    record Needed(BuildFile file, List<HostId> hosts) {}

    /** By the hashes, in the order of the changes. */
    synchronized Map<Octets, Needed> now(Instant now) {
        Map<Octets, List<Needed>> read = new HashMap<>();
        Map<Octets, Needed> all = new LinkedHashMap<>();
        for (Change change : changes.approved()) {
            if (mayRunOrGoBack(change, now)) {
                List<Needed> named = known.getOrDefault(change.content(), List.of());
                if (!known.containsKey(change.content())) {
                    named = changes.content(change).map(NeededBuilds::of).orElse(List.of());
                }
                read.put(change.content(), named);
                named.forEach(each -> all.merge(each.file().sha256(), each, NeededBuilds::joined));
            }
        }
        known = read;
        return all;
    }

    private boolean mayRunOrGoBack(Change change, Instant now) {
        Instant last = change.plannedAt();
        for (ChangeRuns.ChangeRun run : runs.runs(change.number(), Scope.everything())) {
            if (run.open()) {
                return true;
            }
            last = run.startedAt().isAfter(last) ? run.startedAt() : last;
        }
        return last.plus(keepFor).isAfter(now);
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
