package dev.fettle.wire;

import org.jspecify.annotations.Nullable;

/**
 * What is to be done about an order.
 *
 * @param reason needed for whatever changes the host
 * @param expiresInMinutes as for {@link NewOrder}
 * @param timeLimitMinutes as for {@link NewOrder}
 */
public record FollowUp(
        @Nullable String reason,
        @Nullable Long expiresInMinutes,
        @Nullable Long timeLimitMinutes) {}
