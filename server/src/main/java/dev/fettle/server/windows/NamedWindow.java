package dev.fettle.server.windows;

import dev.fettle.core.plan.MaintenanceWindow;

/**
 * A maintenance window that has a name, and the hosts that have it.
 *
 * @param condition a filter over hosts as the API's list of hosts takes it; empty for all
 * @param version counts its changes
 */
public record NamedWindow(long id, String name, String condition, MaintenanceWindow when, String note, long version) {}
