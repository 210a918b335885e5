package dev.fettle.server.hosts;

import dev.fettle.core.access.HostLabels;
import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.inventory.Exposure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A machine that Fettle knows.
 *
 * @param name as it called itself when it was last looked at
 * @param described what people say of it
 * @param version counts what people have said, to tell whether a description is still of now
 * @param removal that it was taken away; null as a rule
 */
public record Host(
        HostId id,
        MachineId machine,
        String name,
        Instant addedAt,
        Described described,
        long version,
        @Nullable Removal removal) {

    /** What people say of a host. */
    public record Described(HostLabels labels, Criticality criticality, Exposure exposure) {
        /** Of a host of which nobody has said anything. */
        public static final Described NOT_YET = new Described(HostLabels.NONE, Criticality.NORMAL, Exposure.UNKNOWN);
    }

    /**
     * That a person took a host away. It is in no list and no count; all that was known of it can be read.
     *
     * @param by who
     * @param into the host that it was merged into; null if it was not
     */
    public record Removal(
            Instant at, String by, String because, @Nullable HostId into) {}

    public boolean isRemoved() {
        return removal != null;
    }
}
