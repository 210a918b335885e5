package dev.fettle.server.builds;

import dev.fettle.core.access.Scope;
import dev.fettle.core.order.BuildFile;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.plan.ChangeContent;
import dev.fettle.core.plan.HostClass;
import dev.fettle.core.signing.Octets;
import dev.fettle.server.changes.Change;
import dev.fettle.server.changes.ChangeBuilds;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.Hosts;
import dev.fettle.server.orders.HostOrder;
import dev.fettle.server.orders.Orders;
import dev.fettle.server.settings.Settings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tells people how the files of a change stand. */
@Component
final class BuildsOfChange implements ChangeBuilds {
    private final BuildStore store;
    private final Orders orders;
    private final Hosts hosts;
    private final boolean on;
    private final Clock clock;

    BuildsOfChange(BuildStore store, Orders orders, Hosts hosts, Settings settings, Clock clock) {
        this.store = store;
        this.orders = orders;
        this.hosts = hosts;
        this.on = settings.builds().mostMib() > 0;
        this.clock = clock;
    }

    @Override
    public List<ChangeBuild> builds(Change change, ChangeContent content, Scope seeing) {
        Map<Octets, BuildFile> files = new LinkedHashMap<>();
        TreeSet<String> untold = new TreeSet<>();
        for (HostClass each : content.plan().classes()) {
            List<ExactBuild> told = each.files().stream().map(BuildFile::build).toList();
            each.files().forEach(file -> files.put(file.sha256(), file));
            each.builds().stream()
                    .filter(build -> !told.contains(build))
                    .forEach(build -> untold.add(build.toString()));
        }
        Map<Octets, BuildStore.Copy> copies = new HashMap<>();
        for (BuildStore.Copy copy : store.of(files.keySet())) {
            copies.merge(copy.file().sha256(), copy, BuildsOfChange::better);
        }
        Map<Octets, List<BuildStore.Request>> requests = new HashMap<>();
        store.requests(files.keySet(), clock.instant().minus(KeepBuilds.ASKED_AGAIN))
                .forEach(each -> requests.computeIfAbsent(each.sha256(), _ -> new ArrayList<>())
                        .add(each));
        Set<HostId> named = new HashSet<>();
        copies.values().forEach(each -> named.add(new HostId(each.hostId())));
        requests.values().forEach(those -> those.forEach(each -> named.add(new HostId(each.host()))));
        Set<Long> seen = hosts.find(named, seeing).stream()
                .map(host -> host.id().value())
                .collect(Collectors.toSet());
        List<ChangeBuild> all = new ArrayList<>();
        files.forEach((hash, file) -> all.add(told(
                file,
                copies.get(hash),
                requests.getOrDefault(hash, List.of()),
                change.state().mayRun(),
                seen)));
        untold.forEach(build -> all.add(new ChangeBuild(
                build,
                0,
                "",
                State.UNKNOWN,
                0,
                "",
                null,
                "The package indexes of these hosts tell no hash of it, so it cannot be kept.")));
        return all;
    }

    @Override
    public Keeping keeping(ChangeContent content) {
        Map<Octets, BuildFile> files = new LinkedHashMap<>();
        Set<ExactBuild> untold = new HashSet<>();
        for (HostClass each : content.plan().classes()) {
            Set<ExactBuild> told = each.files().stream().map(BuildFile::build).collect(Collectors.toSet());
            each.files().forEach(file -> files.put(file.sha256(), file));
            each.builds().stream().filter(build -> !told.contains(build)).forEach(untold::add);
        }
        List<BuildFile> kept = store.of(files.keySet()).stream()
                .filter(copy -> copy.keptAt() != null)
                .map(BuildStore.Copy::file)
                .toList();
        return new Keeping(
                kept.size(),
                files.size() + untold.size(),
                kept.stream().mapToLong(BuildFile::bytes).sum());
    }

    private static BuildStore.Copy better(BuildStore.Copy one, BuildStore.Copy other) {
        if (one.keptAt() != null || other.keptAt() != null) {
            return one.keptAt() != null ? one : other;
        }
        return one.taken() >= other.taken() ? one : other;
    }

    private ChangeBuild told(
            BuildFile file,
            BuildStore.@Nullable Copy copy,
            List<BuildStore.Request> requests,
            boolean approved,
            Set<Long> seen) {
        String build = file.build().toString();
        String hash = file.sha256().hex();
        if (copy != null && copy.keptAt() != null) {
            return new ChangeBuild(
                    build,
                    file.bytes(),
                    hash,
                    State.KEPT,
                    100,
                    shown(copy.hostId(), copy.host(), seen),
                    copy.keptAt(),
                    "");
        }
        int percent = copy == null ? 0 : (int) (copy.taken() * 100 / file.bytes());
        if (requests.isEmpty()) {
            String why = !on
                    ? "The setting builds.most-mib is 0, so no package files are kept."
                    : approved
                            ? "No host was asked yet, or none of them has an agent that could hand it over."
                            : "It is kept once the change is approved.";
            return new ChangeBuild(build, file.bytes(), hash, State.MISSING, percent, "", null, why);
        }
        BuildStore.Request last = requests.getLast();
        Optional<HostOrder> order = orders.find(last.order(), Scope.everything());
        String host = shown(last.host(), last.hostName(), seen);
        boolean open = order.map(each -> each.state().open()).orElse(false);
        if (open) {
            return new ChangeBuild(build, file.bytes(), hash, State.COMING, percent, host, last.at(), "");
        }
        String why = order.map(HostOrder::message)
                .filter(each -> !each.isEmpty() && seen.contains(last.host()))
                .orElse("It did not hand it over in time.");
        return new ChangeBuild(build, file.bytes(), hash, State.MISSING, percent, host, last.at(), why);
    }

    private static String shown(long host, String name, Set<Long> seen) {
        return seen.contains(host) ? name : "a host that you do not see, or that is gone";
    }
}
