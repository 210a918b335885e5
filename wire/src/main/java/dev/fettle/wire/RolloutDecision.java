package dev.fettle.wire;

import org.jspecify.annotations.Nullable;

/**
 * What somebody decides on a roll-out, or on a host of it.
 *
 * @param reason needed to resume, to abort and to skip a host
 * @param which of an abort: the hosts that go back: nothing (usual), failed, wave or all
 */
public record RolloutDecision(
        @Nullable String reason, @Nullable String which) {}
