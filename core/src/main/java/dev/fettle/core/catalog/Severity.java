package dev.fettle.core.catalog;

/**
 * A CVSS rating.
 *
 * @param vector as published, {@code CVSS:3.1/AV:N/…}
 * @param score the base score, 0.0 to 10.0
 */
public record Severity(String vector, double score) {
    /** Where CVSS 3.x and 4.0 let "high" and "critical" begin. */
    public static final double HIGH = 7.0;

    public static final double CRITICAL = 9.0;
}
