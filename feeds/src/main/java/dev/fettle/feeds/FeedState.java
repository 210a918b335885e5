package dev.fettle.feeds;

/**
 * How a feed that was asked for stands.
 *
 * @param name the file's or address's name, for people
 * @param location where it was looked for
 * @param kind {@code osv}, {@code kev}, {@code epss}, or {@code unknown}
 * @param date the newest date in the feed itself; empty if there is none
 * @param records how many it holds
 * @param sha256 of its content, in lower-case hexadecimal; empty if there is none
 * @param message a sentence if there is anything to say; empty otherwise
 */
public record FeedState(
        String name,
        String location,
        String kind,
        Status status,
        String date,
        long records,
        String sha256,
        String message) {

    public enum Status {
        /** Taken in just now. */
        NEW,
        /** As taken in before. */
        UNCHANGED,
        /** What is there now is no good; the last good state is in force. */
        LAST_GOOD,
        /** Not to be had, and no good state from before. */
        FAILED,
        /** A file in a folder that is no feed, or one on other platforms. */
        IGNORED,
        /** Nothing was ever taken in from there; only {@link FeedStore#lastGood} says so, for it does not look. */
        NEVER
    }

    /** Whether what it says is in force. */
    public boolean good() {
        return switch (status) {
            case NEW, UNCHANGED, LAST_GOOD -> true;
            case FAILED, IGNORED, NEVER -> false;
        };
    }
}
