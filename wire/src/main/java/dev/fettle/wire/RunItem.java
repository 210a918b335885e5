package dev.fettle.wire;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run of something that takes a while.
 *
 * @param about what it is about: a machine, a feed's source
 * @param state {@code running}, {@code done}, {@code failed}, {@code stopped} or {@code cut_off}
 * @param step what is done, or was done last
 * @param percent of the step; null if not known
 * @param endedAt null as long as it runs
 * @param message why it failed, or what to say beside; may be empty
 */
public record RunItem(
        long id,
        String about,
        String state,
        String step,
        @Nullable Integer percent,
        Instant startedAt,
        @Nullable Instant endedAt,
        String message) {}
