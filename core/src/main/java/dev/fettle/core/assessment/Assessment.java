package dev.fettle.core.assessment;

import java.util.List;

/**
 * What is known of a host's vulnerabilities at one moment.
 *
 * @param findings by source and vulnerability; those not affected only where they were asked for
 * @param notAffected how many (source build, vulnerability) pairs were judged and found not affected
 */
public record Assessment(List<Finding> findings, int notAffected) {
    public Assessment {
        findings = List.copyOf(findings);
    }
}
