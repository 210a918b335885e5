package dev.fettle.server.windows;

import dev.fettle.core.plan.MaintenanceWindow;
import java.time.ZoneId;

/**
 * A maintenance window that has a name, and the hosts that have it.
 *
 * @param condition a filter over hosts as the API's list of hosts takes it; empty for all
 * @param when by the clocks of its zone
 * @param ofHost whether hosts that have a zone of their own go by that one
 * @param version counts its changes
 */
public record NamedWindow(
        long id, String name, String condition, MaintenanceWindow when, boolean ofHost, String note, long version) {

    /** As people write it: {@code Europe/Berlin}, or {@code host Europe/Berlin} for the clocks of each host. */
    public String zone() {
        return new WindowZone(when.zone(), ofHost).text();
    }

    /** As a host has it that goes by these clocks. */
    NamedWindow on(ZoneId clocks) {
        if (!ofHost || clocks.equals(when.zone())) {
            return this;
        }
        MaintenanceWindow there =
                new MaintenanceWindow(when.first(), when.rule(), when.length(), clocks, when.except());
        return new NamedWindow(id, name, condition, there, ofHost, note, version);
    }
}
