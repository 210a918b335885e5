package dev.fettle.server.windows;

import dev.fettle.core.plan.WindowCalendar;
import dev.fettle.server.hosts.HostId;
import java.util.Map;

/**
 * The calendars of hosts as they are at a moment. Hosts with the same windows and freezes share one, so keep them as long as
 * windows, freezes and hosts stay as they are: a calendar remembers what it has worked out.
 */
public final class Calendars {
    private final Map<HostId, WindowCalendar> byHost;
    private final WindowCalendar others;

    Calendars(Map<HostId, WindowCalendar> byHost, WindowCalendar others) {
        this.byHost = Map.copyOf(byHost);
        this.others = others;
    }

    /** Of a host of which nothing is known, what is for all hosts. */
    public WindowCalendar of(HostId host) {
        return byHost.getOrDefault(host, others);
    }
}
