package dev.fettle.wire;

import java.time.Instant;

/**
 * A token, this once.
 *
 * @param token the whole
 */
public record MadeToken(String name, String token, Instant expiresAt) {}
