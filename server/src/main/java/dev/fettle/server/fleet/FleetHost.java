package dev.fettle.server.fleet;

import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.product.Platform;
import dev.fettle.server.hosts.FleetLook;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.HostRow;
import java.time.Instant;
import java.util.Locale;

/**
 * A host as pages on many of them show it.
 *
 * @param number in the index
 * @param platformName for people
 * @param unknownBuilds whether it runs replaced builds of which nobody knows the version
 * @param look counts the looks at it, and {@code version} what people have said of it
 */
public record FleetHost(
        int number,
        HostId id,
        String name,
        Platform platform,
        String platformName,
        int packages,
        HostRow.Reboot reboot,
        boolean unknownBuilds,
        Instant takenAt,
        long look,
        Host.Described described,
        long version) {

    static FleetHost of(int number, FleetLook look) {
        Inventory inventory = look.inventory();
        return new FleetHost(
                number,
                look.host().id(),
                look.host().name(),
                inventory.platform(),
                inventory.prettyName().intern(),
                inventory.packages().size(),
                reboot(inventory),
                inventory.stale().stream().anyMatch(build -> !build.isKnown()),
                look.takenAt(),
                look.look(),
                look.host().described(),
                look.host().version());
    }

    private static HostRow.Reboot reboot(Inventory inventory) {
        if (inventory.kernels().newerThanRunning()) {
            return HostRow.Reboot.REQUIRED;
        }
        return switch (inventory.reboot()) {
            case Inventory.Reboot.Required _ -> HostRow.Reboot.REQUIRED;
            case Inventory.Reboot.NotRequired _ -> HostRow.Reboot.NOT_REQUIRED;
            case Inventory.Reboot.Unknown _ -> HostRow.Reboot.UNKNOWN;
        };
    }

    /** Its place in lists. */
    Place place() {
        return new Place(name.toLowerCase(Locale.ROOT), id.value());
    }

    /** A place in the order of names; two hosts may have the same name. */
    record Place(String name, long id) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byName = name.compareTo(other.name);
            return byName == 0 ? Long.compare(id, other.id) : byName;
        }
    }
}
