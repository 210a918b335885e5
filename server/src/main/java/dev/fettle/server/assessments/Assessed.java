package dev.fettle.server.assessments;

import dev.fettle.core.assessment.Assessment;
import dev.fettle.core.assessment.RankedPatch;
import dev.fettle.core.catalog.Catalog;
import dev.fettle.server.hosts.HostNow;
import java.util.List;

/**
 * What is known of one host: derived from its last look and from the feeds in force.
 *
 * @param patches in the order to take them
 */
record Assessed(HostNow now, Catalog catalog, Assessment assessment, List<RankedPatch> patches) {

    /** Whether any feed says which vulnerabilities this host's platform has. */
    boolean knowsVulnerabilities() {
        return catalog.covers(now.inventory().platform());
    }
}
