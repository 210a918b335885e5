package dev.fettle.feeds;

import dev.fettle.feeds.compiled.Comparison;

/**
 * What a new state of a feed says that the last good one did not. Of OSV a record counts by its id, once however often
 * it is there, and has changed if its {@code modified} date is another; of KEV a CVE counts, and has changed if its
 * dates, its name or its use in ransomware are others; of EPSS a CVE counts, and has changed if its probability is
 * another, by however little (a percentile moves with all the others' and does not count).
 *
 * @param added how many the last good state did not have; all of them where there was none
 * @param changed how many both have, with another text
 * @param removed how many only the last good state had
 */
public record FeedDifference(int added, int changed, int removed) {

    static FeedDifference of(Comparison comparison) {
        return new FeedDifference(comparison.added(), comparison.changed(), comparison.removed());
    }
}
