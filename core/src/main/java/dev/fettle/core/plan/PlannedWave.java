package dev.fettle.core.plan;

import java.time.Duration;
import java.util.List;

/**
 * A wave with its hosts, fixed.
 *
 * @param hosts in the order in which they are changed; by rank first
 * @param expected how long it takes, without its soak and without what waits for a window
 */
public record PlannedWave(String name, Gate gate, Duration soak, List<PlannedHost> hosts, Duration expected) {
    public PlannedWave {
        hosts = List.copyOf(hosts);
    }

    /**
     * A host in a wave.
     *
     * @param host its number
     * @param kind the place of its class in {@link Plan#classes}, from 0
     * @param cluster the name of its cluster, of which no two members are changed at once; empty if it is in none
     * @param rank hosts of a smaller one in the same wave come before; from 0
     */
    public record PlannedHost(long host, int kind, String cluster, int rank) {}
}
