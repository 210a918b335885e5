package dev.fettle.server.fleet;

import dev.fettle.core.access.HostGroup;
import dev.fettle.core.assessment.ExposureIndex;
import dev.fettle.server.hosts.HostId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * What somebody sees of the fleet: the hosts in their scope and nothing of the others. It holds only while the question
 * is answered that it was given for.
 */
public final class Sight {
    private final FleetPicture picture;
    private final RoaringBitmap hosts;

    Sight(FleetPicture picture, RoaringBitmap hosts) {
        this.picture = picture;
        this.hosts = hosts;
    }

    /** Counts what has changed, in scope or not. */
    public long version() {
        return picture.version();
    }

    /** It speaks of all hosts: what it answers is to be cut down to {@link #hosts}. */
    public ExposureIndex index() {
        return picture.index();
    }

    /** Those in scope; not to be changed. */
    public RoaringBitmap hosts() {
        return hosts;
    }

    /** How many hosts of a set are in scope. */
    public int count(RoaringBitmap set) {
        return RoaringBitmap.andCardinality(set, hosts);
    }

    /** Empty if it is not in scope. */
    public Optional<FleetHost> host(HostId id) {
        return picture.host(id).filter(host -> hosts.contains(host.number()));
    }

    /** Those of them that are in scope. */
    public RoaringBitmap of(Collection<HostId> ids) {
        RoaringBitmap all = new RoaringBitmap();
        ids.forEach(id -> picture.host(id).ifPresent(host -> all.add(host.number())));
        all.and(hosts);
        return all;
    }

    /** @param number of a host in scope */
    public FleetHost host(int number) {
        return picture.host(number);
    }

    /** The groups that hosts in scope belong to. */
    public List<HostGroup> groups() {
        return picture.groups(hosts);
    }

    public RoaringBitmap group(HostGroup group) {
        return RoaringBitmap.and(picture.group(group), hosts);
    }

    /** Hosts of a set by name, from behind a place on. */
    List<FleetHost> byName(RoaringBitmap set, FleetHost.@Nullable Place after, int limit) {
        RoaringBitmap wanted = RoaringBitmap.and(set, hosts);
        List<FleetHost> found = new ArrayList<>();
        var from = after == null ? picture.byName() : picture.byName().tailMap(after, false);
        for (FleetHost host : from.values()) {
            if (wanted.contains(host.number())) {
                found.add(host);
                if (found.size() == limit) {
                    break;
                }
            }
        }
        return found;
    }

    /** Hosts in scope whose names begin with a text in lower case. */
    List<FleetHost> beginning(String text, int limit) {
        List<FleetHost> found = new ArrayList<>();
        for (FleetHost host :
                picture.byName().tailMap(new FleetHost.Place(text, 0), true).values()) {
            if (!host.place().name().startsWith(text) || found.size() == limit) {
                break;
            }
            if (hosts.contains(host.number())) {
                found.add(host);
            }
        }
        return found;
    }

    /** Hosts in scope with a text in lower case in their names, by name. */
    List<FleetHost> containing(String text, int limit) {
        List<FleetHost> found = new ArrayList<>();
        for (var each : picture.byName().entrySet()) {
            if (found.size() == limit) {
                break;
            }
            if (each.getKey().name().contains(text)
                    && hosts.contains(each.getValue().number())) {
                found.add(each.getValue());
            }
        }
        return found;
    }
}
