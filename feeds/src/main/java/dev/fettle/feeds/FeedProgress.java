package dev.fettle.feeds;

/** Is told how far taking in a feed is. */
@FunctionalInterface
public interface FeedProgress {
    /**
     * @param feed its name
     * @param done records or bytes so far
     * @param total of how many; 0 if not known
     */
    void amount(String feed, long done, long total);
}
