package dev.fettle.wire;

import java.time.Instant;
import java.util.List;

/**
 * How the server stands, as far as the one who asks may know.
 *
 * @param hosts how many in scope were looked at
 * @param notices sentences that concern everybody
 */
public record ServerState(String version, Instant time, long hosts, List<String> notices) {}
