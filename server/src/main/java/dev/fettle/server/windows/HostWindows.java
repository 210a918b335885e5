package dev.fettle.server.windows;

import dev.fettle.core.plan.WindowCalendar;
import java.util.List;

/**
 * When one host may be changed, and by what.
 *
 * @param windows that it has, by name; without one it may be changed at any time that no freeze forbids
 * @param freezes that are for it and not over, the first first
 */
public record HostWindows(List<NamedWindow> windows, List<NamedFreeze> freezes, WindowCalendar calendar) {
    public HostWindows {
        windows = List.copyOf(windows);
        freezes = List.copyOf(freezes);
    }
}
