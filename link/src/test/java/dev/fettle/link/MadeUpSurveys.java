package dev.fettle.link;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.Origin;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.inventory.Problem;
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.inventory.Survey;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Surveys of hosts that never were, by a seed. */
final class MadeUpSurveys {
    private static final List<Origin> ORIGINS = List.of(
            new Origin("Debian", "Debian", "oldstable", "bookworm", "mirror.example"),
            new Origin("Debian", "Debian-Security", "oldstable-security", "bookworm-security", "mirror.example"),
            new Origin("Łódź \u0007 <b>", "", "", "", ""));

    private final Random random;

    MadeUpSurveys(long seed) {
        this.random = new Random(seed);
    }

    Survey next(int packages) {
        List<InstalledPackage> installed = new ArrayList<>();
        List<PendingPatch> patches = new ArrayList<>();
        List<StaleBuild> stale = new ArrayList<>();
        for (int i = 0; i < packages; i++) {
            String name = "package-%04d".formatted(i);
            DebVersion version = version();
            installed.add(new InstalledPackage(
                    name,
                    "amd64",
                    version,
                    new SourceBuild("source-" + i / 2, version),
                    some(ORIGINS),
                    random.nextBoolean(),
                    random.nextBoolean()));
            if (random.nextInt(8) == 0) {
                patches.add(patch(name, version));
            }
            if (random.nextInt(16) == 0) {
                boolean known = random.nextBoolean();
                stale.add(new StaleBuild(
                        name,
                        "amd64",
                        known ? version() : null,
                        known ? new SourceBuild("source-" + i / 2, version()) : null,
                        List.of("nginx.service", "\u001b[31mred")));
            }
        }
        Inventory inventory = new Inventory(
                "wéb-1",
                new Platform("debian", "12"),
                "Debian GNU/Linux 12 (bookworm)",
                installed,
                Inventory.kernelsOf(installed, random.nextBoolean() ? "6.1.0-29-amd64" : null),
                reboot(),
                stale,
                random.nextInt(3),
                List.of(new Problem("/var/lib/dpkg/status", "A line could not be read.", "\"\n\t</script>")));
        return new Survey(inventory, random.nextInt(8) == 0 ? unavailable() : pending(patches));
    }

    private static Survey.Pending unavailable() {
        return new Survey.Pending.Unavailable("No package lists: run apt-get update.");
    }

    private Survey.Pending pending(List<PendingPatch> patches) {
        return new Survey.Pending.Known(new PendingChanges(
                patches,
                List.of(new PendingChanges.Install("new-one", "amd64", version(), some(ORIGINS), 42)),
                List.of(new PendingChanges.Removal("old-one", "amd64", version())),
                List.of(
                        new PendingChanges.KeptBack(
                                "held-one", "amd64", version(), version(), new PendingChanges.Why.Held()),
                        new PendingChanges.KeptBack(
                                "phased-one", "amd64", version(), version(), new PendingChanges.Why.Phased(20)))));
    }

    private Inventory.Reboot reboot() {
        return switch (random.nextInt(3)) {
            case 0 -> new Inventory.Reboot.Required(List.of("linux-image-amd64"));
            case 1 -> new Inventory.Reboot.NotRequired();
            default -> new Inventory.Reboot.Unknown("A container does not say.");
        };
    }

    private PendingPatch patch(String name, DebVersion installed) {
        return new PendingPatch(
                name,
                "amd64",
                installed,
                version(),
                random.nextBoolean() ? new SourceBuild("a-source", version()) : null,
                some(ORIGINS),
                random.nextBoolean() ? new PendingPatch.Download(random.nextInt(1 << 20), "ab".repeat(32)) : null,
                PendingPatch.Basis.PACKAGE_MANAGER);
    }

    private DebVersion version() {
        return new DebVersion(random.nextInt(9) + "." + random.nextInt(99) + "-" + random.nextInt(9));
    }

    private List<Origin> some(List<Origin> all) {
        return all.stream().filter(_ -> random.nextBoolean()).toList();
    }
}
