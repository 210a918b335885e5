package dev.fettle.wire;

import org.jspecify.annotations.Nullable;

/**
 * A host of a roll-out.
 *
 * @param place in the order of the plan, from 0
 * @param wave by number, from 1
 * @param name null if the host is not there any more
 * @param state waiting, due, asked, working, done, failed, lost, back, stuck, left-over or skipped
 * @param says how it stands, a sentence, in parts perhaps in the host's words
 * @param order the last order that is about it and of which something may still come; null if there is none
 */
public record RolloutHostItem(
        int place,
        int wave,
        long host,
        @Nullable String name,
        String state,
        String says,
        @Nullable Long order) {}
