package dev.fettle.wire;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message to a webhook.
 *
 * @param message the header webhook-id, the same at each attempt
 * @param event what it tells, such as {@code change.approved}
 * @param state waiting, delivered or given-up
 * @param attempts since it was written, or since somebody wanted it tried again
 * @param dueAt of one that waits: not before; otherwise null
 * @param triedAt null if it was not
 * @param status what was answered last; null if nothing was
 * @param fault why the last attempt failed; null if it did not
 */
public record DeliveryItem(
        long id,
        String message,
        String event,
        Instant madeAt,
        String state,
        int attempts,
        @Nullable Instant dueAt,
        @Nullable Instant triedAt,
        @Nullable Integer status,
        @Nullable String fault) {}
