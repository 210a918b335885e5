package dev.fettle.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A source of feeds.
 *
 * @param id its number, from 0, by the order of the settings
 * @param source the location, as people may see it
 * @param refreshing how far it is; null if it is not asked right now
 * @param nextAt when it is asked next; null if that is not known
 * @param fault why the last refresh failed as a whole; null if it did not
 */
public record FeedItem(
        int id,
        String source,
        @Nullable String refreshing,
        @Nullable Instant nextAt,
        @Nullable String fault,
        List<Held> feeds) {
    /**
     * One feed of the source.
     *
     * @param kind {@code osv}, {@code kev}, {@code epss} or {@code unknown}
     * @param health {@code good}, {@code last_good}, {@code failed} or {@code ignored}
     * @param date the newest date in the feed itself; may be empty
     * @param records in force
     * @param message may be empty
     */
    public record Held(
            String name,
            String kind,
            String health,
            String date,
            long records,
            String message,
            Instant checkedAt,
            @Nullable Instant lastGoodAt,
            @Nullable Instant changedAt) {}
}
