package dev.fettle.core.order;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * An order with everything that is signed along with it.
 *
 * @param id of this order; no two have the same
 * @param host the one host that may obey it
 * @param issuedAt when it was signed
 * @param expiresAt when it must have been begun, at most {@link #LONGEST_VALIDITY} later
 * @param timeLimit how long it may take once begun, more than nothing and at most {@link #LONGEST_RUN}
 * @param outputLimit how many bytes may come back, 1 KiB to 16 MiB
 */
public record Envelope(
        UUID id, UUID host, Instant issuedAt, Instant expiresAt, Duration timeLimit, int outputLimit, Order order) {
    /** So hosts need to remember the orders of this time only. */
    public static final Duration LONGEST_VALIDITY = Duration.ofDays(14);

    public static final Duration LONGEST_RUN = Duration.ofHours(24);
    public static final int LEAST_OUTPUT = 1 << 10;
    public static final int MOST_OUTPUT = 16 << 20;

    /** @throws IllegalArgumentException if a time or limit is out of range */
    public Envelope {
        Duration validity = Duration.between(issuedAt, expiresAt);
        if (!validity.isPositive() || validity.compareTo(LONGEST_VALIDITY) > 0) {
            throw new IllegalArgumentException(
                    "An order expires after it is issued and within " + LONGEST_VALIDITY.toDays() + " days.");
        }
        if (!timeLimit.isPositive() || timeLimit.compareTo(LONGEST_RUN) > 0) {
            throw new IllegalArgumentException("An order takes at most " + LONGEST_RUN.toHours() + " hours.");
        }
        if (outputLimit < LEAST_OUTPUT || outputLimit > MOST_OUTPUT) {
            throw new IllegalArgumentException("The output of an order is limited to 1 KiB to 16 MiB.");
        }
    }
}
