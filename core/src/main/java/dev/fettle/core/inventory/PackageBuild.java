package dev.fettle.core.inventory;

import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import org.jspecify.annotations.Nullable;

/**
 * One version of one package for one architecture on one platform: the unit of matching. A fleet of any size has some
 * tens of thousands of them.
 *
 * @param name of the binary package
 * @param source as dpkg records it, signed sources still by their own name
 */
public record PackageBuild(
        Platform platform, String name, DebVersion version, String architecture, SourceBuild source) {

    public static PackageBuild of(Platform platform, InstalledPackage installed) {
        return new PackageBuild(
                platform, installed.name(), installed.version(), installed.architecture(), installed.source());
    }

    /** Null if its version or source is not known. */
    public static @Nullable PackageBuild of(Platform platform, StaleBuild stale) {
        return stale.version() == null || stale.source() == null
                ? null
                : new PackageBuild(platform, stale.name(), stale.version(), stale.architecture(), stale.source());
    }

    /** {@code name:architecture}. */
    public String id() {
        return name + ":" + architecture;
    }
}
