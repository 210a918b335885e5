package dev.fettle.server.hosts;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.server.RunningServer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Looks at hosts that there are not. */
final class Looks {
    private Looks() {}

    /** A host of Debian 12 with packages of version 1.0-1, for which nothing is pending. */
    static HostId record(RunningServer server, String machine, String name, Instant at, String... packages) {
        List<InstalledPackage> all = Arrays.stream(packages)
                .map(each -> new InstalledPackage(
                        each,
                        "amd64",
                        new DebVersion("1.0-1"),
                        new SourceBuild(each, new DebVersion("1.0-1")),
                        List.of(),
                        false,
                        false))
                .toList();
        return server.bean(RecordLook.class)
                .record(
                        new MachineId(machine),
                        at,
                        Inventory.ofListing(name, new Platform("debian", "12"), all, 0, List.of()),
                        new PendingLook(
                                new PendingChanges(List.of(), List.of(), List.of(), List.of()),
                                null,
                                Map.of(),
                                List.of(),
                                Map.of()));
    }
}
