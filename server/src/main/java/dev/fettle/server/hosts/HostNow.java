package dev.fettle.server.hosts;

import dev.fettle.core.inventory.Inventory;
import java.time.Instant;

/**
 * A host as the last look found it.
 *
 * @param takenAt when that was
 */
public record HostNow(Host host, Instant takenAt, Inventory inventory, PendingLook pending) {}
