package dev.fettle.server.feeds;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.feeds.FeedDifference;
import dev.fettle.feeds.FeedState;
import dev.fettle.feeds.FeedStore;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.tasks.Recurring;
import dev.fettle.server.tasks.Run;
import dev.fettle.server.tasks.RunningRun;
import dev.fettle.server.tasks.Runs;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes in what is new at one source of feeds, and puts it in force. */
final class RefreshFeed implements Recurring {
    static final String KIND = "feed";
    private static final Logger LOG = LoggerFactory.getLogger(RefreshFeed.class);

    private final FeedSource source;
    private final String shown;
    private final Path folder;
    private final Duration every;
    private final Runs runs;
    private final FeedStatusStore statuses;
    private final TransactionTemplate transaction;
    private final CatalogInForce catalog;
    private final Audit audit;
    private final Clock clock;

    RefreshFeed(
            FeedSource source,
            Path folder,
            Duration every,
            Runs runs,
            FeedStatusStore statuses,
            TransactionTemplate transaction,
            CatalogInForce catalog,
            Audit audit,
            Clock clock) {
        this.source = source;
        this.shown = FeedStore.shown(source.location());
        this.folder = folder;
        this.every = every;
        this.runs = runs;
        this.statuses = statuses;
        this.transaction = transaction;
        this.catalog = catalog;
        this.audit = audit;
        this.clock = clock;
    }

    /** The source as people may see it; no two that are of use have the same. */
    String shown() {
        return shown;
    }

    @Override
    public String name() {
        return "feed " + source.id();
    }

    @Override
    public Duration every() {
        return every;
    }

    @Override
    public boolean atStart() {
        return false;
    }

    @Override
    public Outcome run() {
        try (RunningRun run = runs.begin(KIND, shown)) {
            return refresh(run);
        }
    }

    private Outcome refresh(RunningRun run) {
        try {
            return take(run);
        } catch (DataAccessException | TransactionException e) {
            throw run.failed(e);
        }
    }

    private Outcome take(RunningRun run) {
        run.step("Asking for " + shown);
        FeedStore store = new FeedStore(folder, clock, new Progress(run)::amount);
        FeedStore.Refreshed refreshed = store.refresh(source.location());
        log(refreshed);
        if (Thread.interrupted()) {
            run.end(Run.State.CUT_OFF, "The server was stopped in the middle; the last good state stays in force.");
            return Outcome.CUT_OFF;
        }
        catalog.reopen();
        List<String> faults = faults(refreshed);
        transaction.executeWithoutResult(_ -> {
            note(refreshed);
            run.end(faults.isEmpty() ? Run.State.DONE : Run.State.FAILED, String.join(" ", faults));
        });
        return faults.isEmpty() ? Outcome.DONE : Outcome.FAILED;
    }

    private void note(FeedStore.Refreshed refreshed) {
        for (FeedState state : refreshed.states()) {
            String before = statuses.digest(shown, state.location());
            FeedDifference difference = refreshed.differences().get(state.location());
            statuses.put(shown, state, difference, clock.instant());
            if (!state.sha256().isEmpty() && !state.sha256().equals(before)) {
                audit.append(Actor.server(name()), refreshed(state, before, difference));
            }
        }
        statuses.forgetOthers(
                shown, refreshed.states().stream().map(FeedState::location).toList());
    }

    private Deed refreshed(FeedState state, String before, @Nullable FeedDifference difference) {
        Map<String, String> after = new TreeMap<>(Map.of(
                "source", shown,
                "records", Long.toString(state.records()),
                "date", state.date(),
                "sha256", state.sha256()));
        if (difference != null) {
            after.put("records that came", Integer.toString(difference.added()));
            after.put("records that changed", Integer.toString(difference.changed()));
            after.put("records that went", Integer.toString(difference.removed()));
        }
        return new Deed(
                "feed.refreshed",
                new AuditSubject("feed", shown + " " + state.name(), state.name()),
                before.isEmpty() ? Map.of() : Map.of("sha256", before),
                after,
                "");
    }

    /**
     * Notes that somebody wants it asked now.
     *
     * @param actor who
     */
    void askedBy(Actor actor) {
        transaction.executeWithoutResult(
                _ -> audit.append(actor, Deed.of("feed.asked", new AuditSubject("feed", shown, shown))));
    }

    private static List<String> faults(FeedStore.Refreshed refreshed) {
        return refreshed.states().stream()
                .filter(state ->
                        state.status() == FeedState.Status.FAILED || state.status() == FeedState.Status.LAST_GOOD)
                .map(FeedState::message)
                .toList();
    }

    private void log(FeedStore.Refreshed refreshed) {
        String states = refreshed.states().stream()
                .filter(state -> state.status() != FeedState.Status.IGNORED)
                .map(state ->
                        state.name() + " " + state.status() + " (" + state.records() + " records) " + state.message())
                .collect(Collectors.joining("; "));
        LOG.info("Feed {}: {}", shown, states);
        refreshed.warnings().forEach(warning -> LOG.warn("Feed {}: {}", shown, warning));
    }

    /** Each feed of a folder is a step of its own. */
    private static final class Progress {
        private final RunningRun run;
        private String feed = "";

        Progress(RunningRun run) {
            this.run = run;
        }

        private void amount(String name, long done, long total) {
            if (!name.equals(feed)) {
                feed = name;
                run.step("Taking in " + name);
            }
            run.amount(done, total);
        }
    }
}
