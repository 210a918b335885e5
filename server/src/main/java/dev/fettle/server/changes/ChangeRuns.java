package dev.fettle.server.changes;

import dev.fettle.core.access.Scope;
import dev.fettle.core.plan.PackageSet;
import java.time.Duration;
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

    /** How long hosts took for some packages that are done with them, of the last 200. */
    List<Duration> took(PackageSet set);
}
