package dev.fettle.core.assessment;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.Origin;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hosts and packages in few words. */
final class Hosts {
    static final Platform DEBIAN_12 = Platform.parse("debian:12");
    static final Origin DEBIAN = new Origin("Debian", "Debian", "oldstable", "bookworm", "deb.example.org");
    static final Origin SECURITY =
            new Origin("Debian", "Debian-Security", "oldstable-security", "bookworm-security", "deb.example.org");
    static final Origin VENDOR = new Origin("Acme", "Acme", "stable", "stable", "acme.example.org");

    private Hosts() {}

    static InstalledPackage installed(
            String name, String version, String source, String sourceVersion, Origin... origins) {
        return new InstalledPackage(
                name,
                "amd64",
                new DebVersion(version),
                new SourceBuild(source, new DebVersion(sourceVersion)),
                List.of(origins),
                false,
                false);
    }

    static InstalledPackage installed(String name, String version) {
        return installed(name, version, name, version);
    }

    static InstalledPackage kernel(String abi, String version) {
        return installed("linux-image-" + abi, version, "linux-signed-amd64", version.replaceFirst("-", "+"));
    }

    static Inventory host(InstalledPackage... packages) {
        return running(null, packages);
    }

    static Inventory running(@Nullable String release, InstalledPackage... packages) {
        List<InstalledPackage> all = List.of(packages);
        return new Inventory(
                "host",
                DEBIAN_12,
                "Debian 12",
                all,
                Inventory.kernelsOf(all, release),
                new Inventory.Reboot.NotRequired(),
                0,
                List.of());
    }

    /** The same host, where replaced builds run. */
    static Inventory withStale(Inventory host, StaleBuild... stale) {
        return new Inventory(
                host.host(),
                host.platform(),
                host.prettyName(),
                host.packages(),
                host.kernels(),
                host.reboot(),
                List.of(stale),
                host.unreadable(),
                host.problems());
    }

    /** @param version of package and source */
    static StaleBuild stale(String name, String source, String version, String... users) {
        DebVersion ran = new DebVersion(version);
        return new StaleBuild(name, "amd64", ran, new SourceBuild(source, ran), List.of(users));
    }

    static PendingPatch patch(String name, String from, String to, String source, Origin... origins) {
        return new PendingPatch(
                name,
                "amd64",
                new DebVersion(from),
                new DebVersion(to),
                new SourceBuild(source, new DebVersion(to)),
                List.of(origins),
                null,
                PendingPatch.Basis.PACKAGE_MANAGER);
    }
}
