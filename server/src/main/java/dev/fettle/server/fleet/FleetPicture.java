package dev.fettle.server.fleet;

import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.HostLabels;
import dev.fettle.core.access.Scope;
import dev.fettle.core.assessment.ExposureIndex;
import dev.fettle.core.assessment.Judged;
import dev.fettle.core.assessment.PendingStep;
import dev.fettle.core.catalog.Catalog;
import dev.fettle.server.hosts.FleetLook;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.HostRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** All hosts as they are now. {@link Fleet} sees to it that nobody reads while it changes. */
final class FleetPicture {
    private final List<FleetHost> hosts = new ArrayList<>();
    private final Map<HostId, Integer> numbers = new HashMap<>();
    private final NavigableMap<FleetHost.Place, FleetHost> byName = new TreeMap<>();
    private final Map<HostGroup, RoaringBitmap> groups = new HashMap<>();
    private ExposureIndex index;
    private long version;

    FleetPicture(Catalog catalog) {
        this.index = new ExposureIndex(catalog);
    }

    /** Counts the changes. */
    long version() {
        return version;
    }

    ExposureIndex index() {
        return index;
    }

    /** Another catalogue has been put in force; this is the index by it. */
    void judgedAnew(ExposureIndex other) {
        index = other;
        version++;
    }

    /** Whether a look, and what people say of its host, is here already; of one that was removed, that it is not here. */
    boolean has(FleetLook look) {
        Integer number = numbers.get(look.host().id());
        boolean here = number != null && index.hosts().contains(number);
        if (number == null || !here || look.host().isRemoved()) {
            return !here && look.host().isRemoved();
        }
        FleetHost known = hosts.get(number);
        return known.look() == look.look()
                && known.version() == look.host().version()
                && known.name().equals(look.host().name());
    }

    /** Takes a look in; or takes its host out, if that was removed. */
    void put(FleetLook look) {
        if (look.host().isRemoved()) {
            remove(look.host().id());
            return;
        }
        put(look, Judged.of(look.inventory(), look.claims()), PendingStep.of(look.inventory(), look.patches()));
    }

    private void put(FleetLook look, List<Judged> has, List<PendingStep> pending) {
        int number = numbers.computeIfAbsent(look.host().id(), _ -> numbers.size());
        FleetHost host = FleetHost.of(number, look);
        @Nullable FleetHost before = number < hosts.size() ? hosts.get(number) : null;
        if (before == null || before.look() != host.look() || !index.hosts().contains(number)) {
            boolean reboot = host.reboot() == HostRow.Reboot.REQUIRED;
            boolean unknown = host.unknownBuilds();
            index.put(number, has, pending, new ExposureIndex.Due(reboot, unknown));
        }
        if (before == null) {
            hosts.add(host);
        } else {
            hosts.set(number, host);
            byName.remove(before.place());
            groups(before.described().labels()).forEach(group -> leave(group, number));
        }
        byName.put(host.place(), host);
        groups(host.described().labels())
                .forEach(group ->
                        groups.computeIfAbsent(group, _ -> new RoaringBitmap()).add(number));
        version++;
    }

    /** Its number stays its own, in case it comes back. */
    private void remove(HostId id) {
        Integer number = numbers.get(id);
        if (number != null) {
            FleetHost host = hosts.get(number);
            index.remove(number);
            byName.remove(host.place());
            groups(host.described().labels()).forEach(group -> leave(group, number));
            version++;
        }
    }

    private void leave(HostGroup group, int number) {
        groups.computeIfPresent(group, (_, members) -> {
            members.remove(number);
            return members.isEmpty() ? null : members;
        });
    }

    private static Set<HostGroup> groups(HostLabels labels) {
        Set<HostGroup> all = new java.util.HashSet<>();
        labels.tags().forEach(tag -> all.add(new HostGroup(HostGroup.Kind.TAG, tag)));
        if (!labels.owner().isEmpty()) {
            all.add(new HostGroup(HostGroup.Kind.OWNER, labels.owner()));
        }
        if (!labels.environment().isEmpty()) {
            all.add(new HostGroup(HostGroup.Kind.ENVIRONMENT, labels.environment()));
        }
        return all;
    }

    /** The hosts of a group; it is not to be changed. */
    RoaringBitmap group(HostGroup group) {
        return groups.getOrDefault(group, new RoaringBitmap());
    }

    /** The groups that some of these hosts belong to, by their words. */
    List<HostGroup> groups(RoaringBitmap within) {
        TreeSet<String> words = new TreeSet<>();
        groups.forEach((group, members) -> {
            if (RoaringBitmap.intersects(members, within)) {
                words.add(group.toString());
            }
        });
        return words.stream().map(HostGroup::parse).toList();
    }

    /** The hosts in scope; not to be changed. */
    RoaringBitmap within(Scope scope) {
        return switch (scope) {
            case Scope.Everything _ -> index.hosts();
            case Scope.Groups(Set<HostGroup> wanted) -> {
                RoaringBitmap all = new RoaringBitmap();
                wanted.forEach(group -> all.or(group(group)));
                yield all;
            }
        };
    }

    FleetHost host(int number) {
        return hosts.get(number);
    }

    /** Also one that was removed, which is in no set of hosts. */
    Optional<FleetHost> host(HostId id) {
        return Optional.ofNullable(numbers.get(id)).map(hosts::get);
    }

    NavigableMap<FleetHost.Place, FleetHost> byName() {
        return byName;
    }

    /** How many there are. */
    int size() {
        return byName.size();
    }
}
