package dev.fettle.server.hosts;

import dev.fettle.core.inventory.Inventory;
import java.time.Instant;

/** One taking of what a host has and of what is pending there. */
public record Look(Instant takenAt, Inventory inventory, PendingLook pending) {}
