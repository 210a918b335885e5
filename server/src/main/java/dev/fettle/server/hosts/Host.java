package dev.fettle.server.hosts;

import dev.fettle.core.access.HostLabels;
import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.inventory.Exposure;
import java.time.Instant;

/**
 * A machine that Fettle knows.
 *
 * @param name as it called itself when it was last looked at
 * @param described what people say of it
 * @param version counts what people have said, to tell whether a description is still of now
 */
public record Host(HostId id, MachineId machine, String name, Instant addedAt, Described described, long version) {

    /** What people say of a host. */
    public record Described(HostLabels labels, Criticality criticality, Exposure exposure) {
        /** Of a host of which nobody has said anything. */
        public static final Described NOT_YET = new Described(HostLabels.NONE, Criticality.NORMAL, Exposure.UNKNOWN);
    }
}
