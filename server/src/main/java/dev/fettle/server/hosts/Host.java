package dev.fettle.server.hosts;

import java.time.Instant;

/**
 * A machine that Fettle knows.
 *
 * @param name as it called itself when it was last looked at
 */
public record Host(HostId id, MachineId machine, String name, Instant addedAt) {}
