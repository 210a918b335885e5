package dev.fettle.server.windows;

import dev.fettle.core.plan.Freeze;
import java.time.LocalDateTime;
import java.time.ZoneId;

/**
 * A freeze that has a name, and the hosts that it is for.
 *
 * @param condition a filter over hosts as the API's list of hosts takes it; empty for all
 * @param start as clocks in the zone show it; so is the end, which is not in it any more
 * @param version counts its changes
 */
public record NamedFreeze(
        long id,
        String name,
        String condition,
        LocalDateTime start,
        LocalDateTime end,
        ZoneId zone,
        String note,
        long version) {

    public Freeze when() {
        return Freeze.of(start, end, zone);
    }
}
