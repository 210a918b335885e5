package dev.fettle.wire;

import org.jspecify.annotations.Nullable;

/**
 * What came of a sign-in by a code.
 *
 * @param state {@code pending}, {@code approved}, {@code denied} or {@code expired}
 * @param token told once, when it is approved; null otherwise
 */
public record DeviceToken(String state, @Nullable String token) {}
