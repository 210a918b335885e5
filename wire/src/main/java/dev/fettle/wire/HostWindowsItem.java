package dev.fettle.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a host may be changed.
 *
 * @param restricted whether it has a window; without one it may be changed at any time that no freeze forbids
 * @param openUntil until when it may be changed, told at most 31 days ahead; null if it may not be changed now
 * @param windows that it has
 * @param freezes that are for it and not over
 * @param openings the next ones, of all windows together and without what is frozen; local times are in UTC
 */
public record HostWindowsItem(
        boolean restricted,
        @Nullable Instant openUntil,
        List<WindowItem> windows,
        List<FreezeItem> freezes,
        List<OpeningItem> openings) {}
