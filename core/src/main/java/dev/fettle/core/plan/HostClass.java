package dev.fettle.core.plan;

import dev.fettle.core.assessment.Tier;
import dev.fettle.core.order.BuildFile;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.Report;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * What some hosts get alike.
 *
 * @param changes each package with its version before and after, in the order of their names
 * @param aftermath what has to be restarted then, as far as is known before
 * @param bytes to download, as far as it is known
 * @param closes the vulnerabilities that are closed then, worst first
 * @param notes sentences on what may come or go besides and what stays behind; names in them come from hosts
 * @param files the files of those builds whose hash the hosts' own package indexes tell, in the order of the changes
 */
public record HostClass(
        Platform platform,
        List<Report.Change> changes,
        Aftermath aftermath,
        Duration expected,
        long bytes,
        List<Closed> closes,
        List<String> notes,
        List<BuildFile> files) {
    /** One of which no package index tells the hashes. */
    public HostClass(
            Platform platform,
            List<Report.Change> changes,
            Aftermath aftermath,
            Duration expected,
            long bytes,
            List<Closed> closes,
            List<String> notes) {
        this(platform, changes, aftermath, expected, bytes, closes, notes, List.of());
    }

    /** @throws IllegalArgumentException if a file is of no build that they get */
    public HostClass {
        changes = List.copyOf(changes);
        closes = List.copyOf(closes);
        notes = List.copyOf(notes);
        files = List.copyOf(files);
        if (!files.isEmpty()
                && !new HashSet<>(builds(changes))
                        .containsAll(files.stream().map(BuildFile::build).toList())) {
            throw new IllegalArgumentException("A file is of a build that these hosts do not get.");
        }
    }

    /** A vulnerability that is closed, and how bad it is. */
    public record Closed(String vulnerability, Tier tier) {}

    /** Whether the expected duration is what hosts really took; it is an estimate otherwise. A note tells more. */
    public boolean byHistory() {
        return notes.stream().anyMatch(each -> each.startsWith(ExpectedDuration.BY_HISTORY));
    }

    /** The notes that people should heed. */
    public List<String> cautions() {
        return notes.stream()
                .filter(each -> !each.startsWith(ExpectedDuration.BY_HISTORY))
                .toList();
    }

    /** What an order to install names. */
    public List<ExactBuild> builds() {
        return builds(changes);
    }

    static List<ExactBuild> builds(List<Report.Change> changes) {
        List<ExactBuild> builds = new ArrayList<>(changes.size());
        for (Report.Change change : changes) {
            DebVersion after = change.after();
            if (after != null) {
                builds.add(new ExactBuild(change.name(), change.architecture(), after));
            }
        }
        return builds;
    }

    /** How many of the closed vulnerabilities are known to be exploited. */
    public int exploited() {
        return (int)
                closes.stream().filter(each -> each.tier() == Tier.EXPLOITED).count();
    }
}
