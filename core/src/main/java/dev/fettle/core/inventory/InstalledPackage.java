package dev.fettle.core.inventory;

import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import java.util.List;

/**
 * One installed binary package.
 *
 * @param name without architecture
 * @param architecture {@code amd64}, {@code all}, …; empty where a saved listing does not say
 * @param source the source package as dpkg records it, signed sources still by their own name
 * @param origins the archive suites that carry exactly this build now; empty if none does (superseded, or installed from
 *     a file) or if it is not known
 * @param held the administrator has put it on hold
 * @param automatic installed only because another package needed it
 */
public record InstalledPackage(
        String name,
        String architecture,
        DebVersion version,
        SourceBuild source,
        List<Origin> origins,
        boolean held,
        boolean automatic) {

    public InstalledPackage {
        origins = List.copyOf(origins);
    }

    /** Whether this package is a kernel that can be booted; headers, libc-dev, tools and the meta packages are none. */
    public boolean isKernelImage() {
        return KernelImages.isImage(name);
    }

    /** {@code name:architecture}. */
    public String id() {
        return name + ":" + architecture;
    }
}
