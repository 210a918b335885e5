package dev.fettle.host.pkg.apt;

import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;

/** Source builds as hosts name them. */
final class Sources {
    private Sources() {}

    /** Whether the texts make a source build that has an unsigned form. */
    static boolean isUsable(String name, String version) {
        if (!Names.isPackage(name) || !DebVersion.isValid(version)) {
            return false;
        }
        return !name.contains("signed") || hasUnsigned(new SourceBuild(name, new DebVersion(version)));
    }

    /** The unsigned form; the build itself where its version has none. */
    static SourceBuild unsigned(String name, DebVersion version) {
        SourceBuild build = new SourceBuild(name, version);
        return name.contains("signed") && hasUnsigned(build) ? build.unsigned() : build;
    }

    /** A signed source with a version that no such source ever bears, as {@code 1:+5}, has none. */
    private static boolean hasUnsigned(SourceBuild build) {
        try {
            build.unsigned();
            return true;
        } catch (IllegalArgumentException noVersionLeft) {
            return false;
        }
    }
}
