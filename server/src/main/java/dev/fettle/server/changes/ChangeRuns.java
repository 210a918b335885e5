package dev.fettle.server.changes;

import dev.fettle.core.access.Scope;
import java.time.Instant;
import java.util.List;

/** How a change was carried out so far; whoever carries changes out implements it, for this slice knows nothing of that. */
public interface ChangeRuns {
    /**
     * A time that it was, or is, carried out.
     *
     * @param number of the roll-out
     * @param stage a word
     * @param open whether it goes on
     */
    record ChangeRun(long number, String stage, boolean open, String startedBy, Instant startedAt) {}

    /** The newest first; at most some dozen. */
    List<ChangeRun> runs(long change, Scope scope);
}
