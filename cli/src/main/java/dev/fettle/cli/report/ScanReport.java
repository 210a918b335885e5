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
 * @param changelogs what the candidates' changelogs were good for
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
        Changelogs changelogs,
        boolean complete) {

    /** Whether the changelogs of the pending patches could be asked what they mend. */
    public sealed interface Changelogs {
        /** Nobody asked: there are none for a listing, or they were not wanted. */
        record NotAsked() implements Changelogs {}

        /**
         * @param read how many
         * @param unread sources whose changelog could not be had
         */
        record Asked(int read, List<String> unread) implements Changelogs {
            public Asked {
                unread = List.copyOf(unread);
            }
        }
    }

    /** Whether anything at hand says which vulnerabilities this host has. */
    public boolean knowsVulnerabilities() {
        boolean allChangelogs =
                changelogs instanceof Changelogs.Asked asked && asked.unread().isEmpty();
        return allChangelogs || catalog.covers(inventory.platform());
    }
}
