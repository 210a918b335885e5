package dev.fettle.server.feeds;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.catalog.Catalog;
import dev.fettle.server.tasks.Run;
import dev.fettle.server.tasks.Runs;
import dev.fettle.server.tasks.Tasks;
import dev.fettle.server.web.Notices;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The feeds of this server: what they say, how they stand, and when they are asked again. */
@Component
public final class Feeds implements Notices {
    private final FeedTasks feeds;
    private final FeedStatusStore statuses;
    private final Runs runs;
    private final Tasks tasks;

    Feeds(FeedTasks feeds, FeedStatusStore statuses, Runs runs, Tasks tasks) {
        this.feeds = feeds;
        this.statuses = statuses;
        this.runs = runs;
        this.tasks = tasks;
    }

    /** What all feeds in force say together. Another object as soon as any of them may say something else. */
    public Catalog catalog() {
        return feeds.catalog().catalog();
    }

    /** A sentence if what some feed says is old or missing. */
    @Override
    public List<String> notices() {
        Set<String> wanted = Set.copyOf(sources());
        List<String> bad = statuses.all().stream()
                .filter(feed -> wanted.contains(feed.source()))
                .filter(feed -> switch (feed.health()) {
                    case LAST_GOOD, FAILED -> true;
                    case GOOD, IGNORED -> false;
                })
                .map(FeedStatus::name)
                .toList();
        return bad.isEmpty()
                ? List.of()
                : List.of("What is shown rests on feeds that are old or missing (" + String.join(", ", bad)
                        + "); the page of the feeds says why.");
    }

    /** The sources that the settings name, as people may see them. */
    public List<String> sources() {
        return feeds.tasks().stream().map(RefreshFeed::shown).toList();
    }

    /** When all that a source holds was last known to be good; empty if some of it never was, or it was never asked. */
    public Optional<Instant> lastGood(String source) {
        List<FeedStatus> held = held(source);
        boolean some = held.stream().anyMatch(feed -> feed.lastGoodAt() == null);
        return some
                ? Optional.empty()
                : held.stream()
                        .flatMap(feed -> Stream.ofNullable(feed.lastGoodAt()))
                        .min(Comparator.naturalOrder());
    }

    /** How many records of a source are in force. */
    public long records(String source) {
        return held(source).stream().mapToLong(FeedStatus::records).sum();
    }

    private List<FeedStatus> held(String source) {
        return statuses.all().stream()
                .filter(feed -> feed.source().equals(source) && feed.health() != FeedStatus.Health.IGNORED)
                .toList();
    }

    FeedPages.FeedList list() {
        Map<String, List<FeedStatus>> bySource =
                statuses.all().stream().collect(Collectors.groupingBy(FeedStatus::source));
        List<FeedPages.Source> sources = IntStream.range(0, feeds.tasks().size())
                .mapToObj(number -> source(number, bySource))
                .toList();
        boolean busy = sources.stream().anyMatch(source -> source.progress() != null);
        return new FeedPages.FeedList(sources, feeds.every(), busy);
    }

    private FeedPages.Source source(int number, Map<String, List<FeedStatus>> bySource) {
        RefreshFeed task = feeds.tasks().get(number);
        String shown = task.shown();
        Optional<Run> last = runs.last(RefreshFeed.KIND, shown);
        FeedPages.@Nullable Progress progress = last.filter(Run::running)
                .map(run -> new FeedPages.Progress(run.step(), run.percent()))
                .orElse(null);
        @Nullable Instant next = tasks.next(task).orElse(null);
        List<FeedStatus> held = bySource.getOrDefault(shown, List.of());
        FeedPages.@Nullable Fault fault = last.flatMap(run -> untold(run, held)).orElse(null);
        return new FeedPages.Source(number, shown, progress, next, fault, held);
    }

    /** What was wrong with a run, unless some feed tells it already. */
    static Optional<FeedPages.Fault> untold(Run run, List<FeedStatus> held) {
        Instant endedAt = run.endedAt();
        boolean told = held.stream()
                .anyMatch(feed -> !feed.message().isEmpty() && run.message().contains(feed.message()));
        return run.state() == Run.State.FAILED && endedAt != null && !told
                ? Optional.of(new FeedPages.Fault(endedAt, run.message()))
                : Optional.empty();
    }

    /** Asks a source now; false if there is none of this number. */
    boolean refreshNow(int number, Actor actor) {
        if (number < 0 || number >= feeds.tasks().size()) {
            return false;
        }
        RefreshFeed feed = feeds.tasks().get(number);
        feed.askedBy(actor);
        return tasks.runNow(feed);
    }

    /** The newest refreshes of a source, the newest first; empty if there is none of this number. */
    Optional<List<Run>> runs(int number, int limit) {
        return number < 0 || number >= feeds.tasks().size()
                ? Optional.empty()
                : Optional.of(
                        runs.newest(RefreshFeed.KIND, feeds.tasks().get(number).shown(), limit));
    }
}
