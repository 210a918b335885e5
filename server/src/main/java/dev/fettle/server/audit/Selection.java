package dev.fettle.server.audit;

import java.time.Instant;

/** Which entries somebody wants to have. */
public sealed interface Selection {
    record Everything() implements Selection {}

    /** @param to the first moment that is not meant any more */
    record During(Instant from, Instant to) implements Selection {}

    /** All that was done to one subject: a host, a change, a CVE. */
    record About(String type, String id) implements Selection {}
}
