package dev.fettle.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a host shall do.
 *
 * @param kind as {@link OrderItem} names it; roll-back and verify only by their own addresses
 * @param packages that are pending there, {@code name} or {@code name:architecture}; for install, simulate and download
 * @param steps that are pending there, by their ids: all their packages
 * @param units services, for restart-services
 * @param checks for run-checks; none for all
 * @param reason needed for whatever changes the host
 * @param expiresInMinutes until when it must have been begun; usually a day
 * @param timeLimitMinutes how long it may take; usually 30
 */
public record NewOrder(
        String kind,
        @Nullable List<String> packages,
        @Nullable List<String> steps,
        @Nullable List<String> units,
        @Nullable List<String> checks,
        @Nullable String reason,
        @Nullable Long expiresInMinutes,
        @Nullable Long timeLimitMinutes) {}
