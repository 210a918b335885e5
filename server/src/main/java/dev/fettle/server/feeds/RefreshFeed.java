package dev.fettle.server.feeds;

import dev.fettle.feeds.FeedState;
import dev.fettle.feeds.FeedStore;
import dev.fettle.server.tasks.Recurring;
import dev.fettle.server.tasks.Run;
import dev.fettle.server.tasks.RunningRun;
import dev.fettle.server.tasks.Runs;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
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
    private final Clock clock;

    RefreshFeed(
            FeedSource source,
            Path folder,
            Duration every,
            Runs runs,
            FeedStatusStore statuses,
            TransactionTemplate transaction,
            CatalogInForce catalog,
            Clock clock) {
        this.source = source;
        this.shown = FeedStore.shown(source.location());
        this.folder = folder;
        this.every = every;
        this.runs = runs;
        this.statuses = statuses;
        this.transaction = transaction;
        this.catalog = catalog;
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
            statuses.put(shown, state, refreshed.differences().get(state.location()), clock.instant());
        }
        statuses.forgetOthers(
                shown, refreshed.states().stream().map(FeedState::location).toList());
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
