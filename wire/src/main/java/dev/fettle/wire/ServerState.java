package dev.fettle.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the server stands, as far as the one who asks may know.
 *
 * @param hosts how many in scope were looked at
 * @param oldestTakenAt null without hosts
 * @param notices sentences that concern everybody
 */
public record ServerState(
        String version, Instant time, long hosts, @Nullable Instant oldestTakenAt, List<String> notices) {}
