package dev.fettle.wire;

/**
 * Patches that are taken together, on all hosts in scope where they are pending.
 *
 * @param id where more of it is, below {@code /api/v1/patches/}
 * @param name of the source package, or of the package
 * @param version that it leads to
 * @param kind {@code source}, {@code image} or {@code package}
 * @param tier as of a finding, or {@code routine}
 * @param security whether a security archive carries any of it
 * @param riskRemoved of how many hosts it would keep harm, to be expected
 * @param mends how many vulnerabilities
 */
public record FleetPatchItem(
        String id,
        String platform,
        String name,
        String version,
        String kind,
        String tier,
        boolean security,
        double riskRemoved,
        int mends,
        int hosts) {}
