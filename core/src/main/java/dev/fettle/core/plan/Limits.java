package dev.fettle.core.plan;

import java.time.Duration;

/**
 * What a roll-out keeps to all the time.
 *
 * @param atOnce how many hosts are changed at a time, 1 or more
 * @param unavailable how many hosts may be in the middle of a change or broken by it at a time, 1 or more
 * @param perMinute how many hosts are begun in a minute, 1 or more; 0 for no limit
 * @param attempts how often an order is given to a host that could not do it yet, for a lock or a download for example; 1 to 10
 * @param offline how long a host that does not take its orders is waited for, more than nothing; then it is left over
 */
public record Limits(int atOnce, int unavailable, int perMinute, int attempts, Duration offline) {
    public static final int MOST_ATTEMPTS = 10;

    /** @throws IllegalArgumentException if a number is out of its range; the message is for people */
    public Limits {
        if (atOnce < 1 || unavailable < 1) {
            throw new IllegalArgumentException("A roll-out changes at least one host at a time.");
        }
        if (perMinute < 0) {
            throw new IllegalArgumentException(
                    "A roll-out begins at least one host in a minute, or with 0 as many as it can.");
        }
        if (attempts < 1 || attempts > MOST_ATTEMPTS) {
            throw new IllegalArgumentException("An order is given 1 to " + MOST_ATTEMPTS + " times.");
        }
        if (!offline.isPositive()) {
            throw new IllegalArgumentException("A host is waited for some time.");
        }
    }
}
