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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Made-up looks at hosts, the same for the same seed. */
public final class MadeUp {
    private static final List<String> ODD_TEXTS = List.of(
            "", "plain", "quote\" back\\slash", "{brace,comma}", "NULL", "tab\tline\nend", "Ünïcödé 😀", "'; --");

    private final Random random;

    public MadeUp(long seed) {
        this.random = new Random(seed);
    }

    /** An inventory of up to {@code packages} packages in Debian's order. */
    public Inventory inventory(String host, int packages) {
        List<InstalledPackage> installed = new ArrayList<>();
        for (int i = 0; i < packages; i++) {
            if (random.nextInt(10) > 0) {
                installed.add(installed("package-" + i, "amd64"));
            }
        }
        boolean kernel = random.nextBoolean();
        if (kernel) {
            installed.add(new InstalledPackage(
                    "linux-image-6.1.0-" + random.nextInt(3) + "-amd64",
                    "amd64",
                    new DebVersion("6.1.123-1"),
                    new SourceBuild("linux-signed-amd64", new DebVersion("6.1.123+1")),
                    origins(),
                    false,
                    true));
        }
        installed.sort(Comparator.comparing(InstalledPackage::name).thenComparing(InstalledPackage::architecture));
        return new Inventory(
                host,
                new Platform("debian", "12"),
                text(),
                installed,
                Inventory.kernelsOf(installed, random.nextBoolean() ? "6.1.0-" + random.nextInt(3) + "-amd64" : null),
                reboot(),
                stale(installed),
                random.nextInt(3),
                Stream.generate(() -> new Problem(text(), text(), text()))
                        .limit(random.nextInt(3))
                        .toList());
    }

    /** Of some packages an older or newer version runs, or one that nobody knows; of one that is gone, too. */
    private List<StaleBuild> stale(List<InstalledPackage> installed) {
        List<StaleBuild> stale = new ArrayList<>();
        for (InstalledPackage each : installed) {
            if (random.nextInt(6) == 0) {
                boolean known = random.nextInt(4) > 0;
                DebVersion version = version();
                List<String> users = IntStream.range(0, random.nextInt(3))
                        .mapToObj(user -> random.nextInt(4) == 0 ? StaleBuild.INIT : user + text())
                        .distinct()
                        .toList();
                stale.add(new StaleBuild(
                        random.nextInt(4) == 0 ? "gone-" + each.name() : each.name(),
                        each.architecture(),
                        known ? version : null,
                        known ? new SourceBuild(each.source().name(), version) : null,
                        users));
            }
        }
        return stale;
    }

    private InstalledPackage installed(String name, String architecture) {
        DebVersion version = version();
        return new InstalledPackage(
                name,
                architecture,
                version,
                new SourceBuild(random.nextBoolean() ? name : "source-of-" + name, version),
                origins(),
                random.nextInt(20) == 0,
                random.nextBoolean());
    }

    private DebVersion version() {
        return new DebVersion(random.nextInt(2) + ":" + random.nextInt(3) + "." + random.nextInt(4) + "-1~deb12u1+b"
                + random.nextInt(2));
    }

    private List<Origin> origins() {
        return IntStream.range(0, random.nextInt(3))
                .mapToObj(_ -> new Origin("Debian", text(), text(), "bookworm", text()))
                .toList();
    }

    private String text() {
        return ODD_TEXTS.get(random.nextInt(ODD_TEXTS.size()));
    }

    private Inventory.Reboot reboot() {
        return switch (random.nextInt(3)) {
            case 0 -> new Inventory.Reboot.Required(List.of("libc6", text()));
            case 1 -> new Inventory.Reboot.NotRequired();
            default -> new Inventory.Reboot.Unknown("Nobody said " + text());
        };
    }

    /** What is pending for an inventory, as a look that was not stored yet tells it. */
    public PendingLook pending(Inventory inventory) {
        if (random.nextInt(5) == 0) {
            return new PendingLook(null, "apt is broken: " + text(), Map.of(), List.of(), Map.of());
        }
        List<PendingPatch> patches = new ArrayList<>();
        Map<String, ChangelogClaim> claims = new HashMap<>();
        for (InstalledPackage each : inventory.packages()) {
            if (random.nextInt(4) == 0) {
                PendingPatch patch = patch(each);
                patches.add(patch);
                SourceBuild source = patch.source();
                if (source != null && random.nextBoolean()) {
                    claims.put(source.name(), claim(source, each.source().version()));
                }
            }
        }
        PendingChanges changes = new PendingChanges(
                patches,
                List.of(new PendingChanges.Install(
                        "new-package", "all", version(), origins(), random.nextInt(1 << 20))),
                List.of(new PendingChanges.Removal("old-package", "amd64", version())),
                List.of(
                        new PendingChanges.KeptBack("a", "amd64", version(), version(), new PendingChanges.Why.Held()),
                        new PendingChanges.KeptBack(
                                "b", "amd64", version(), version(), new PendingChanges.Why.Phased(random.nextInt(100))),
                        new PendingChanges.KeptBack(
                                "c", "amd64", version(), version(), new PendingChanges.Why.Unsatisfied())));
        return new PendingLook(changes, null, claims, List.of("unread-" + random.nextInt(3)), Map.of());
    }

    private PendingPatch patch(InstalledPackage from) {
        @Nullable
        SourceBuild source =
                random.nextInt(5) == 0 ? null : new SourceBuild(from.source().name(), new DebVersion("9.9-1"));
        PendingPatch.@Nullable Download download =
                random.nextInt(5) == 0 ? null : new PendingPatch.Download(random.nextInt(1 << 20), "ab".repeat(32));
        return new PendingPatch(
                from.name(),
                from.architecture(),
                from.version(),
                new DebVersion("9.9-1"),
                source,
                origins(),
                download,
                PendingPatch.Basis.PACKAGE_MANAGER);
    }

    private ChangelogClaim claim(SourceBuild candidate, DebVersion since) {
        return new ChangelogClaim(
                candidate,
                since,
                List.of(
                        new ChangelogClaim.Mention("CVE-2099-" + random.nextInt(9999), candidate.version()),
                        new ChangelogClaim.Mention("CVE-2098-0001", new DebVersion("9.8-1"))),
                random.nextBoolean());
    }
}
