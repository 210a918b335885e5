package dev.fettle.cli;

import dev.fettle.cli.report.ScanReport;
import dev.fettle.core.assessment.AdvisedPatches;
import dev.fettle.core.assessment.Assessment;
import dev.fettle.core.assessment.Assessor;
import dev.fettle.core.assessment.PatchOrder;
import dev.fettle.core.catalog.ChangelogClaim;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.inventory.Problem;
import dev.fettle.core.inventory.Survey;
import dev.fettle.core.product.Platform;
import dev.fettle.feeds.FeedState;
import dev.fettle.feeds.FeedStore;
import dev.fettle.host.HostException;
import dev.fettle.host.pkg.apt.DebianSurvey;
import dev.fettle.host.pkg.apt.HostSurvey;
import dev.fettle.host.pkg.apt.PackageListing;
import dev.fettle.host.shell.LocalFiles;
import dev.fettle.host.shell.LocalShell;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Inventory, feeds and changelogs to one report; the way the data flows through Fettle, in one go. */
final class Scan {
    private final Path cache;
    private final Clock clock;
    private final ProgressLine progress;

    Scan(Path cache, Clock clock, ProgressLine progress) {
        this.cache = cache;
        this.clock = clock;
        this.progress = progress;
    }

    /** What to scan. */
    sealed interface Target {
        /** @param root {@code /} for the machine itself */
        record Machine(Path root) implements Target {}

        record Listing(Path file, Platform platform) implements Target {}
    }

    /** What came of it. */
    sealed interface Outcome {
        record Done(ScanReport report) implements Outcome {}

        /** @param why nothing could be judged, and what to do */
        record Impossible(Problem why) implements Outcome {}
    }

    /** What is known of the host before anything is judged. */
    private record Host(
            Inventory inventory,
            @Nullable PendingChanges pending,
            Map<String, ChangelogClaim> claims,
            ScanReport.Changelogs changelogs,
            List<Problem> problems) {}

    Outcome run(Target target, List<String> feedLocations, boolean readChangelogs, boolean listNotAffected) {
        FeedStore.Loaded feeds = new FeedStore(cache.resolve("feeds"), clock, progress::feed).load(feedLocations);
        Host host;
        try {
            host = switch (target) {
                case Target.Machine(Path root) -> machine(root, readChangelogs);
                case Target.Listing(Path file, Platform platform) -> listing(file, platform);
            };
        } catch (HostException e) {
            return new Outcome.Impossible(e.problem());
        }
        Assessment assessment = new Assessor(feeds.catalog(), host.claims(), listNotAffected).assess(host.inventory());
        boolean fromListing = target instanceof Target.Listing;
        List<PendingPatch> patches = fromListing
                ? AdvisedPatches.of(host.inventory(), assessment)
                : host.pending() == null ? List.of() : host.pending().patches();
        boolean judged = !fromListing || feeds.catalog().covers(host.inventory().platform());
        List<Problem> errors = new ArrayList<>(host.problems());
        errors.addAll(problems(feeds));
        if (!judged) {
            errors.add(new Problem(
                    "feeds",
                    "No feed at hand speaks of " + host.inventory().platform()
                            + ", so which vulnerabilities this host has is not known. Give an OSV feed with --feeds."));
        }
        host.inventory().kernels().unjudged().forEach(sentence -> errors.add(new Problem("kernel", sentence)));
        boolean feedsGood = feeds.states().stream().noneMatch(feed -> feed.status() == FeedState.Status.FAILED);
        return new Outcome.Done(new ScanReport(
                clock.instant(),
                FettleVersion.text(),
                host.inventory(),
                host.pending(),
                feeds.states(),
                feeds.catalog(),
                errors,
                assessment,
                new PatchOrder(assessment, feeds.catalog()).rank(patches, host.inventory()),
                host.changelogs(),
                feedsGood && judged && (fromListing || host.pending() != null)));
    }

    private static List<Problem> problems(FeedStore.Loaded feeds) {
        List<Problem> problems = new ArrayList<>();
        for (FeedState feed : feeds.states()) {
            if (feed.status() == FeedState.Status.FAILED || feed.status() == FeedState.Status.LAST_GOOD) {
                problems.add(new Problem(feed.location(), feed.message()));
            }
        }
        feeds.warnings().forEach(warning -> problems.add(new Problem("feeds", warning)));
        return problems;
    }

    private static Host listing(Path file, Platform platform) throws HostException {
        Inventory inventory = PackageListing.read(file, platform);
        return new Host(inventory, null, Map.of(), new ScanReport.Changelogs.NotAsked(), inventory.problems());
    }

    private Host machine(Path root, boolean readChangelogs) throws HostException {
        HostSurvey survey = new DebianSurvey(
                        new LocalShell(), new LocalFiles(root), cache.resolve("apt"), clock, progress)
                .take(readChangelogs);
        return new Host(
                survey.inventory(),
                survey.pending() instanceof Survey.Pending.Known(PendingChanges pending) ? pending : null,
                survey.claims(),
                switch (survey.changelogs()) {
                    case HostSurvey.Changelogs.NotAsked _ -> new ScanReport.Changelogs.NotAsked();
                    case HostSurvey.Changelogs.Asked(Map<String, ChangelogClaim> read, List<String> unread) ->
                        new ScanReport.Changelogs.Asked(read.size(), unread);
                },
                survey.problems());
    }
}
