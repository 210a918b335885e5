package dev.fettle.server.hosts;

import dev.fettle.core.inventory.Inventory;
import java.time.Instant;

/**
 * A host as the last look found it.
 *
 * @param look counts the looks at the host
 * @param takenAt when that was, but never before an earlier look, even if the clock was set back
 */
public record HostNow(Host host, long look, Instant takenAt, Inventory inventory, PendingLook pending) {}
