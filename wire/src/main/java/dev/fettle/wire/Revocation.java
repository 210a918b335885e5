package dev.fettle.wire;

import org.jspecify.annotations.Nullable;

/** @param reason why something is taken away, for the audit trail */
public record Revocation(@Nullable String reason) {}
