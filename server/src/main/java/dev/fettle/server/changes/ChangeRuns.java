package dev.fettle.server.changes;

import dev.fettle.core.access.Scope;
import dev.fettle.core.plan.ChangeContent;
import dev.fettle.core.plan.ChangeWish;
import dev.fettle.core.plan.PackageSet;
import dev.fettle.core.signing.Octets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    /**
     * What a run has left.
     *
     * @param open whether it goes on, so that this may yet become another
     * @param says how many hosts stand how: {@code 2 failed, 1 left over}; empty if all are done
     * @param wish what was carried out; null if what is stored was changed past the server
     * @param hosts by their numbers: those that are not done, in the order of the plan, without those that were removed
     */
    record Left(
            long number,
            long change,
            boolean open,
            String says,
            @Nullable ChangeWish wish,
            List<Long> hosts) {
        public Left {
            hosts = List.copyOf(hosts);
        }
    }

    /** Empty if there is no such run, or if one of its hosts is not in scope. */
    Optional<Left> left(long number, Scope scope);

    /**
     * What hosts get, or got.
     *
     * @param run the last one that carried it out, by its number
     * @param content the hash of it
     * @param open whether such a run goes on
     */
    record RunContent(long run, Octets content, boolean open) {}

    /** Each content that a run carries out which goes on, or was started since; whatever became of the change. */
    List<RunContent> contents(Instant since);

    /** Empty if what is stored was changed past the server. */
    Optional<ChangeContent> content(RunContent of);

    /** How long hosts took for some packages that are done with them, of the last 200. */
    List<Duration> took(PackageSet set);
}
