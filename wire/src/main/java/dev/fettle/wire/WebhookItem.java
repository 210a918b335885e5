package dev.fettle.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A system that is told of changes.
 *
 * @param id its number; what is sent does not matter, and may be left out, as may what nobody chooses
 * @param address http or https; in lists without its query, in which a secret may be
 * @param events the kinds of events that it is told, such as {@code change.approved}; none for tests alone
 */
public record WebhookItem(
        @Nullable Long id,
        @Nullable String name,
        @Nullable String address,
        @Nullable List<String> events,
        @Nullable String madeBy,
        @Nullable Instant madeAt) {}
