package dev.fettle.server.hosts;

import dev.fettle.core.catalog.ChangelogClaim;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.Origin;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.inventory.Problem;
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A host that says something else than it should wherever it may say anything. */
public final class HostileHosts {
    private static final DebVersion OLDER = new DebVersion("0.9-1");
    private static final DebVersion OLD = new DebVersion("1.0-1");
    private static final DebVersion NEW = new DebVersion("1.0-2");

    private HostileHosts() {}

    /** Records one host for each text; its source package bears the text as name, and has a patch pending. */
    public static List<HostId> record(RecordLook looks, List<String> texts, Instant at) {
        List<HostId> hosts = new ArrayList<>();
        for (int number = 0; number < texts.size(); number++) {
            String text = texts.get(number);
            Inventory before = inventory(text, OLD);
            looks.record(new MachineId("hostile-" + number), at, before, pending(before, text));
            Inventory after = inventory(text, NEW);
            hosts.add(looks.record(new MachineId("hostile-" + number), at.plusSeconds(60), after, unknown(text)));
            hosts.set(
                    number,
                    looks.record(
                            new MachineId("hostile-" + number), at.plusSeconds(120), before, pending(before, text)));
        }
        return hosts;
    }

    private static Inventory inventory(String text, DebVersion version) {
        Origin origin = new Origin(text, text, text, text, text);
        List<InstalledPackage> packages = List.of(
                new InstalledPackage(text, text, version, new SourceBuild(text, version), List.of(), true, true),
                new InstalledPackage(
                        "foreign" + text,
                        "amd64",
                        version,
                        new SourceBuild("foreign" + text, version),
                        List.of(origin),
                        false,
                        false),
                new InstalledPackage(
                        "linux-image-6.1.0-1" + text,
                        "amd64",
                        version,
                        new SourceBuild("linux-signed-amd64", version),
                        List.of(),
                        false,
                        false));
        return new Inventory(
                "host " + text,
                new Platform("debian", "12"),
                "Debian " + text,
                packages,
                Inventory.kernelsOf(packages, "6.1.0-1" + text),
                new Inventory.Reboot.Required(List.of(text, "libc6")),
                List.of(
                        new StaleBuild(
                                text, text, OLDER, new SourceBuild(text, OLDER), List.of(text, text + ".service")),
                        new StaleBuild("gone" + text, text, null, null, List.of(text))),
                1,
                List.of(new Problem(text, "Could not read " + text, text)));
    }

    private static PendingLook pending(Inventory inventory, String text) {
        Origin origin = new Origin("Debian", text, text, text, text);
        Map<String, Instant> seen = new LinkedHashMap<>();
        List<PendingPatch> patches = inventory.packages().stream()
                .map(each -> new PendingPatch(
                        each.name(),
                        each.architecture(),
                        each.version(),
                        NEW,
                        new SourceBuild(each.source().name(), NEW),
                        List.of(origin),
                        new PendingPatch.Download(10, text),
                        PendingPatch.Basis.PACKAGE_MANAGER))
                .toList();
        PendingChanges changes = new PendingChanges(
                patches,
                List.of(new PendingChanges.Install("new" + text, text, NEW, List.of(origin), 5)),
                List.of(new PendingChanges.Removal("gone" + text, text, OLD)),
                List.of(new PendingChanges.KeptBack(
                        "kept" + text, text, OLD, NEW, new PendingChanges.Why.Unsatisfied())));
        ChangelogClaim claim = new ChangelogClaim(
                new SourceBuild(text, NEW), OLD, List.of(new ChangelogClaim.Mention("CVE-2026-1" + text, NEW)), false);
        return new PendingLook(changes, null, Map.of(text, claim), List.of("unread" + text), seen);
    }

    private static PendingLook unknown(String text) {
        return new PendingLook(null, "apt says " + text, Map.of(), List.of(text), Map.of());
    }
}
