package dev.fettle.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host that is looked at over SSH.
 *
 * @param user who signs in there
 * @param jump number of the one through which it is reached; null if directly
 * @param hostKeys as in known_hosts
 * @param host what it turned out to be; null before the first look
 * @param triedAt when a look was last begun; null if none was
 * @param lookedAt when it was last seen; null before
 * @param dueAt when it is to be looked at next
 * @param failure why the last look came to nothing; empty if it did not fail
 * @param changes whether orders can be given to it
 * @param changesFailure why the last visit with orders came to nothing; empty if it did not fail
 */
public record SshHostItem(
        long id,
        String address,
        int port,
        String user,
        @Nullable Long jump,
        List<String> hostKeys,
        @Nullable Long host,
        @Nullable Instant triedAt,
        @Nullable Instant lookedAt,
        Instant dueAt,
        String failure,
        boolean changes,
        String changesFailure) {}
