package dev.fettle.wire;

import java.time.Instant;
import java.util.List;

/**
 * A host in a list.
 *
 * @param platform for people, {@code Debian GNU/Linux 12 (bookworm)}
 * @param owner empty if nobody has said; so is the environment
 * @param criticality {@code low}, {@code normal}, {@code high} or {@code critical}
 * @param exposure {@code unknown}, {@code internal} or {@code internet}
 * @param packages how many are installed
 * @param reboot {@code required}, {@code not_required} or {@code unknown}
 * @param runsReplaced whether something on it runs builds that were replaced or removed
 * @param silent whether nothing was heard of it for too long
 * @param takenAt when it was last looked at
 */
public record HostItem(
        long id,
        String name,
        String platform,
        List<String> tags,
        String owner,
        String environment,
        String criticality,
        String exposure,
        int packages,
        String reboot,
        boolean runsReplaced,
        boolean silent,
        Instant takenAt,
        Instant addedAt) {}
