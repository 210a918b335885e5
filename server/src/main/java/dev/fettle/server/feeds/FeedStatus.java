package dev.fettle.server.feeds;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one feed stands.
 *
 * @param source the location as the settings name it, as people may see it; a folder holds several feeds
 * @param kind {@code osv}, {@code kev}, {@code epss} or {@code unknown}
 * @param date the newest date in the feed itself; empty if there is none
 * @param records in force
 * @param message a sentence if there is anything to say; empty otherwise
 * @param checkedAt when it was last asked for
 * @param lastGoodAt when what is there was last known to be good; null if never
 * @param changedAt when its content last changed; null if never
 * @param added records that the last change brought; this and the next two are -1 if that is not known
 * @param changed records that the last change altered
 * @param removed records that the last change took away
 */
public record FeedStatus(
        String source,
        String location,
        String name,
        String kind,
        Health health,
        String date,
        long records,
        String message,
        Instant checkedAt,
        @Nullable Instant lastGoodAt,
        @Nullable Instant changedAt,
        long added,
        long changed,
        long removed) {

    /** How far what the feed says can be relied on. */
    public enum Health {
        GOOD,
        /** What is there now is no good; the last good state is in force. */
        LAST_GOOD,
        /** Nothing of it is in force. */
        FAILED,
        /** A file in a folder that is no feed, or one on other platforms. */
        IGNORED
    }
}
