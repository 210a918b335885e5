package dev.fettle.wire;

import java.util.List;

/**
 * An installed package.
 *
 * @param id {@code name:architecture}
 * @param origins the archives that carry exactly this build now
 * @param held on hold by the host's administrator
 * @param automatic installed only because another package needs it
 */
public record PackageItem(
        String id,
        String name,
        String version,
        String architecture,
        String source,
        String sourceVersion,
        boolean held,
        boolean automatic,
        List<String> origins) {}
