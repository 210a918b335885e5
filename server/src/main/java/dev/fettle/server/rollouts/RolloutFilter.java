package dev.fettle.server.rollouts;

/**
 * Which roll-outs a page shows.
 *
 * @param change by the number of their change; 0 for all
 * @param stage as {@link dev.fettle.core.rollout.Stage#word}, or {@code open} for those that have not ended; empty for all
 * @param before with smaller numbers than this; 0 for all
 */
public record RolloutFilter(long change, String stage, long before) {
    static final String OPEN = "open";
}
