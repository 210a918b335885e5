package dev.fettle.host.pkg.apt;

import dev.fettle.core.product.DebNames;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;

/** Source builds as hosts name them. */
final class Sources {
    private Sources() {}

    /** Whether the texts make a source build. */
    static boolean isUsable(String name, String version) {
        return DebNames.isPackage(name) && DebVersion.isValid(version);
    }

    static SourceBuild unsigned(String name, DebVersion version) {
        return new SourceBuild(name, version).unsigned();
    }
}
