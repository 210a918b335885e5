package dev.fettle.cli.report;

import dev.fettle.core.assessment.Assessment;
import dev.fettle.core.assessment.RankedPatch;
import dev.fettle.core.catalog.Catalog;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.Problem;
import dev.fettle.feeds.FeedState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything one scan found.
 *
 * @param generated when
 * @param version of Fettle
 * @param pending what the package manager would do; null if nobody can tell (a saved listing, or apt failed)
 * @param errors everything that went wrong or could not be read
 * @param patches in the order to take them
 * @param changelogsRead whether the candidates' changelogs were asked
 * @param complete whether everything that was asked for could be done
 */
public record ScanReport(
        Instant generated,
        String version,
        Inventory inventory,
        @Nullable PendingChanges pending,
        List<FeedState> feeds,
        Catalog catalog,
        List<Problem> errors,
        Assessment assessment,
        List<RankedPatch> patches,
        boolean changelogsRead,
        boolean complete) {

    /** Whether anything at hand says which vulnerabilities this host has. */
    public boolean knowsVulnerabilities() {
        return changelogsRead || catalog.covers(inventory.platform());
    }
}
