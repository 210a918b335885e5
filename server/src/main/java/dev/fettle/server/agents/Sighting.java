package dev.fettle.server.agents;

import java.time.Instant;
import java.util.UUID;

/**
 * That an agent was there.
 *
 * @param address from where it was heard
 * @param program its version
 * @param boot of the host
 */
record Sighting(UUID agent, Instant at, String address, String program, UUID boot) {}
