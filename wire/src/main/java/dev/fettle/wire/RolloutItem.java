package dev.fettle.wire;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A roll-out.
 *
 * @param change the number of the change that it carries out
 * @param title of the change when it was started
 * @param stage scheduled, rolling, soaking, taking-back, paused, halted, ending, completed, partly or aborted
 * @param open whether it goes on
 * @param wave the last one that was begun, from 1; null if none was
 * @param done how many hosts have the patches in effect and are healthy
 * @param underWay how many have begun and have not come to an end
 * @param failed how many count as failed: failed, lost, gone back or stuck
 * @param startAt it does not begin before
 * @param backAnyTime whether roll-backs wait for neither windows nor freezes
 * @param override what it does not wait for: nothing, windows or windows-and-freezes
 * @param overrideReason why, as who started it said, that or backAnyTime; null if it waits for everything
 * @param content the hash of what was approved
 * @param endedAt null as long as it goes on
 */
public record RolloutItem(
        long id,
        long change,
        String title,
        String stage,
        boolean open,
        @Nullable Integer wave,
        int waves,
        int hosts,
        int done,
        int underWay,
        int failed,
        String startedBy,
        Instant startedAt,
        Instant startAt,
        boolean backAnyTime,
        String override,
        @Nullable String overrideReason,
        String content,
        @Nullable Instant endedAt) {}
