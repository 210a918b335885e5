package dev.fettle.server.ssh;

import dev.fettle.server.hosts.HostId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A host that is looked at over SSH.
 *
 * @param jump the one through which it is reached; null if directly
 * @param keys its host keys as in known_hosts; no others are accepted
 * @param host what it turned out to be; null before the first look
 * @param dueAt when it is to be looked at next
 * @param triedAt null if nobody tried
 * @param lookedAt when it was last seen; null before the first look
 * @param failure why the last look came to nothing, in a sentence; empty if it did not fail
 * @param changes null as long as nobody has allowed that it is changed
 */
public record SshHost(
        long id,
        String address,
        int port,
        String login,
        @Nullable Long jump,
        List<String> keys,
        @Nullable HostId host,
        Instant addedAt,
        Instant dueAt,
        @Nullable Instant triedAt,
        @Nullable Instant lookedAt,
        String failure,
        @Nullable Changes changes) {
    /**
     * How it is changed.
     *
     * @param ordersAs the host of the envelope in orders to it
     * @param visitAt not visited before
     * @param failures how many visits came to nothing since the last that did not
     * @param failure why the last one came to nothing, in a sentence and the host's words, which are hostile; empty if it
     *     did not
     */
    public record Changes(UUID ordersAs, Instant visitAt, int failures, String failure) {}

    public SshHost {
        keys = List.copyOf(keys);
    }

    /** For people: {@code web-1} or {@code web-1:2222}. */
    public String name() {
        return port == 22 ? address : address + ":" + port;
    }
}
