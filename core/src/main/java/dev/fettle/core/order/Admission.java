package dev.fettle.core.order;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/** Whether a host may begin an order whose signature was found good. */
public sealed interface Admission {
    /** How far the clocks of server and host may differ. */
    Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    record Admitted() implements Admission {}

    /** @param why a sentence */
    record Refused(String why) implements Admission {}

    /** It came before. What became of it has been told or is going to be: nothing is done and nothing told anew. */
    record SeenBefore() implements Admission {}

    /**
     * @param host who is asked
     * @param now by the host's clock
     * @param seen every order of the last {@link Envelope#LONGEST_VALIDITY} and more
     */
    static Admission of(Envelope envelope, UUID host, Instant now, Set<UUID> seen) {
        if (!envelope.host().equals(host)) {
            return new Refused("The order is for another host, " + envelope.host() + ".");
        }
        if (seen.contains(envelope.id())) {
            return new SeenBefore();
        }
        if (envelope.issuedAt().isAfter(now.plus(CLOCK_TOLERANCE))) {
            return new Refused(
                    "The order was signed at " + envelope.issuedAt() + ", but it is only " + now
                            + " here: the clock of this host or of the server is wrong. Set it right, then give the order again.");
        }
        if (!now.isBefore(envelope.expiresAt())) {
            return new Refused("The order had to be begun before " + envelope.expiresAt() + ", and it is " + now
                    + " here. Give it again, and look at the clock of this host if that is not the time.");
        }
        return new Admitted();
    }
}
