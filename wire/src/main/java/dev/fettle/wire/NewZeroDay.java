package dev.fettle.wire;

import org.jspecify.annotations.Nullable;

/**
 * An emergency change that is to be drafted.
 *
 * @param vulnerability that it closes, such as {@code CVE-2099-0005}
 * @param filter over hosts; all that are exposed if it is left out
 * @param reason a usual one if it is left out
 * @param ticket its number elsewhere
 */
public record NewZeroDay(
        @Nullable String vulnerability,
        @Nullable String filter,
        @Nullable String reason,
        @Nullable String ticket) {}
