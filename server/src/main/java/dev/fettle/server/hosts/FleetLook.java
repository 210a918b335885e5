package dev.fettle.server.hosts;

import dev.fettle.core.catalog.ChangelogClaim;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.PendingPatch;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A host as the index of the fleet takes it in.
 *
 * @param host perhaps one that was removed, which does not belong in the index
 * @param look counts the looks at the host
 * @param inventory without what the package manager holds or took along by itself, and without problems
 * @param patches what is pending; empty also if nobody knows
 * @param claims what the candidates' changelogs say, by source
 */
public record FleetLook(
        Host host,
        long look,
        Instant takenAt,
        Inventory inventory,
        List<PendingPatch> patches,
        Map<String, ChangelogClaim> claims) {
    public FleetLook {
        patches = List.copyOf(patches);
        claims = Map.copyOf(claims);
    }
}
