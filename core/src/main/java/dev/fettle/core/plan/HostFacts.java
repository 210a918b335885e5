package dev.fettle.core.plan;

import dev.fettle.core.inventory.Criticality;

/**
 * A host as planning sees it.
 *
 * @param id its number
 * @param cluster the name of the cluster of which it is a member; empty if it is in none
 */
public record HostFacts(long id, String name, Criticality criticality, String cluster, Standing standing) {
    /** What a host's tag begins with that names its cluster: {@code cluster:db}. */
    public static final String CLUSTER_TAG = "cluster:";

    /** Whether a host can be planned for. */
    public sealed interface Standing {
        record Ready(Situation situation) implements Standing {}

        /** @param because a sentence; the same for hosts that cannot for the same reason */
        record Unable(LeftOut.Why why, String because) implements Standing {}
    }
}
