package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.Origin;
import dev.fettle.core.inventory.PendingPatch.Download;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import org.jspecify.annotations.Nullable;

/**
 * What a package index says of one build.
 *
 * @param download null if the index gives no size
 * @param phased how much of the fleet gets the update so far, 0 to 100
 */
record IndexEntry(
        String name,
        DebVersion version,
        String architecture,
        SourceBuild source,
        @Nullable Download download,
        int phased,
        Origin origin) {

    static final int FULLY_PHASED = 100;

    boolean isBuild(String otherVersion, String otherArchitecture) {
        return version.text().equals(otherVersion) && architecture.equals(otherArchitecture);
    }
}
