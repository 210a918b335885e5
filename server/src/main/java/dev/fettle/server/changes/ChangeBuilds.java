package dev.fettle.server.changes;

import dev.fettle.core.access.Scope;
import dev.fettle.core.plan.ChangeContent;
import dev.fettle.server.web.Words;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the package files of a change stand; whoever keeps them implements it, for this slice knows nothing of that. */
public interface ChangeBuilds {
    enum State {
        /** It is here, with the hash that was approved. */
        KEPT,
        /** A host was asked to hand it over. */
        COMING,
        MISSING,
        /** Nobody knows its hash, so it is not kept. */
        UNKNOWN
    }

    /**
     * One file.
     *
     * @param build {@code name:architecture=version}
     * @param bytes 0 if nobody knows
     * @param sha256 empty if nobody knows
     * @param percent how much of it is here
     * @param host the name of the host that has handed it over or was asked last; hostile; empty if none was
     * @param at when it was kept, or when the host was asked
     * @param why a sentence on what is in the way; what hosts say in it is hostile
     */
    record ChangeBuild(
            String build,
            long bytes,
            String sha256,
            State state,
            int percent,
            String host,
            @Nullable Instant at,
            String why) {}

    /**
     * All of them, those that nobody knows last.
     *
     * @param seeing of whoever looks: a file may have come from a host of another change, which is then not named
     */
    List<ChangeBuild> builds(Change change, ChangeContent content, Scope seeing);

    /**
     * How many package files of a change are here.
     *
     * @param all those too of which nobody knows the hash
     * @param bytes of those that are here
     */
    record Keeping(int kept, int all, long bytes) {
        /** A sentence on what that means; empty if the change has no package files. */
        public String says() {
            if (all == 0) {
                return "";
            }
            if (kept == all) {
                return (all == 1 ? "Its package file is" : "All of its " + Words.number(all) + " package files are")
                        + " kept, " + Words.bytes(bytes)
                        + ": an archive that drops one of these versions does not matter.";
            }
            return Words.number(kept) + " of its " + Words.count(all, "package file is", "package files are") + " kept"
                    + (kept == 0 ? "" : ", " + Words.bytes(bytes))
                    + ". The change can run all the same: for the others, each host depends on its archives. Where they have"
                    + " dropped one, the order fails with download, and nothing is changed there.";
        }
    }

    Keeping keeping(ChangeContent content);
}
