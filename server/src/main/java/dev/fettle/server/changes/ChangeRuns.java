package dev.fettle.server.changes;

import dev.fettle.core.access.Scope;
import dev.fettle.core.plan.PackageSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How a change was carried out so far; whoever carries changes out implements it, for this slice knows nothing of that. */
public interface ChangeRuns {
    /**
     * A time that it was, or is, carried out.
     *
     * @param number of the roll-out
     * @param stage a word
     * @param open whether it goes on
     */
    record ChangeRun(long number, String stage, boolean open, String startedBy, Instant startedAt) {
        /** Why what it carries out does not become another as long as it goes on. */
        public String hindrance() {
            return "Roll-out " + number + " of this change is under way. Abort it first, or draft another change.";
        }
    }

    /** The newest first; at most some dozen. */
    List<ChangeRun> runs(long change, Scope scope);

    /** The one that goes on, whoever may see it; empty if none does. Another is begun only by who holds the change. */
    default Optional<ChangeRun> underWay(long change) {
        return runs(change, Scope.everything()).stream().filter(ChangeRun::open).findFirst();
    }

    /** How long hosts took for some packages that are done with them, of the last 200. */
    List<Duration> took(PackageSet set);
}
