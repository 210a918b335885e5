package dev.fettle.wire;

import org.jspecify.annotations.Nullable;

/**
 * What somebody thinks of a change.
 *
 * @param content for an approval or a rejection: the hash of what they saw
 * @param reason needed for a rejection
 */
public record ChangeJudgement(
        @Nullable String content, @Nullable String reason) {}
