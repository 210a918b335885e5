package dev.fettle.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A roll-out with its waves.
 *
 * @param says how it stands, a sentence
 * @param why what has halted it, a sentence; null if nothing has
 * @param waits what it waits for, each a sentence; empty if it has ended
 * @param builds how many of its package files the server keeps now; null if it has none, or has ended
 */
public record RolloutDetail(
        RolloutItem rollout,
        String says,
        @Nullable String why,
        List<String> waits,
        List<Wave> waves,
        @Nullable Builds builds) {
    /**
     * Package files.
     *
     * @param kept that are on the server
     * @param others for which each host depends on its archives
     * @param says what that means, in sentences
     */
    public record Builds(int kept, int others, String says) {}

    /**
     * A wave.
     *
     * @param number from 1
     * @param gate what it has to show before the next one begins
     * @param soakSeconds how long nothing is begun then, so that people can look at it
     */
    public record Wave(int number, String name, int hosts, Counts counts, String gate, long soakSeconds) {}

    /**
     * How many hosts stand how.
     *
     * @param waiting not begun
     * @param again to be tried again
     * @param midway begun, and the next order is still to be given
     * @param moving an order is out
     * @param done installed, in effect and healthy
     * @param lost begun perhaps, and not heard of since
     * @param back as before, and healthy
     * @param stuck could not go back
     * @param leftOver could not be reached
     * @param skipped taken out by people
     */
    public record Counts(
            int waiting,
            int again,
            int midway,
            int moving,
            int done,
            int failed,
            int lost,
            int back,
            int stuck,
            int leftOver,
            int skipped) {}
}
