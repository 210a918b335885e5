package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.product.Platform;
import dev.fettle.host.HostException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * A saved listing of packages: tab-separated, with a header that names at least {@code name}, {@code version},
 * {@code arch}, {@code source} and {@code source_version} in any order. Other columns are ignored.
 */
public final class PackageListing {
    private PackageListing() {}

    /** @throws HostException if the file cannot be read or is no such listing */
    public static Inventory read(Path file, Platform platform) throws HostException {
        throw new HostException(file.toString(), "Not written yet." + platform);
    }

    /**
     * @param host what the host is called in the inventory, and the listing in messages
     * @throws HostException as {@link #read(Path, Platform)}
     */
    public static Inventory read(InputStream listing, String host, Platform platform) throws HostException {
        throw new HostException(host, "Not written yet." + platform + listing);
    }
}
