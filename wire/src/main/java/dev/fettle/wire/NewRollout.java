package dev.fettle.wire;

import org.jspecify.annotations.Nullable;

/**
 * What is to be rolled out. What is left out is as usual.
 *
 * @param change the number of an approved change
 * @param content the hash of what you saw, as the change tells it; whatever is approved if it is left out
 * @param startAt not before, such as {@code 2027-01-19T02:00:00Z}; usually now
 * @param backAnyTime whether roll-backs wait for neither windows nor freezes; usually they do. That takes the role security
 *     for all hosts of the change
 * @param overrideReason why; needed for that
 */
public record NewRollout(
        @Nullable Long change,
        @Nullable String content,
        @Nullable String startAt,
        @Nullable Boolean backAnyTime,
        @Nullable String overrideReason) {}
