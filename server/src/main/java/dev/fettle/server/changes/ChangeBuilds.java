package dev.fettle.server.changes;

import dev.fettle.core.access.Scope;
import dev.fettle.core.plan.ChangeContent;
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
}
