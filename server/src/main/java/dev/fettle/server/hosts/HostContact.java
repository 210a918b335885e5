package dev.fettle.server.hosts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the server hears of a host.
 *
 * @param agentSeenAt when its agent checked in last; null if it has none
 * @param silentSince since when nothing was heard, for too long; null if all is well
 * @param warnings sentences on what is wrong with who it is; none as a rule
 */
public record HostContact(
        @Nullable Instant agentSeenAt, @Nullable Instant silentSince, List<String> warnings) {
    public HostContact {
        warnings = List.copyOf(warnings);
    }
}
