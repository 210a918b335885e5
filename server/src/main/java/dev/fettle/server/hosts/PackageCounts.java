package dev.fettle.server.hosts;

import java.util.OptionalInt;

/** Knows how many packages looks at hosts have found, so that lists need not count them. */
@FunctionalInterface
public interface PackageCounts {
    /**
     * @param look counts the looks at the host
     * @return empty if that look is not known
     */
    OptionalInt packages(HostId host, long look);
}
