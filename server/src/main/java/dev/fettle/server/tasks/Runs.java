package dev.fettle.server.tasks;

import dev.fettle.server.live.LiveSource;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What long work is done and was done, for people to see. */
@Component
public final class Runs implements LiveSource {
    private final RunStore store;
    private final Clock clock;

    Runs(RunStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Notes that something begins.
     *
     * @param kind of work, {@code scan}
     * @param about which of its kind
     */
    public RunningRun begin(String kind, String about) {
        return new RunningRun(store, clock, store.begin(kind, about, clock.instant()));
    }

    @Override
    public String live() {
        return "runs";
    }

    @Override
    public Object mark() {
        return store.mark();
    }

    public Optional<Run> last(String kind, String about) {
        return store.last(kind, about);
    }

    /** The newest first. */
    public List<Run> newest(String kind, String about, int limit) {
        return store.newest(kind, about, limit);
    }
}
