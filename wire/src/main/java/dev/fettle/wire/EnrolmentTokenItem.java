package dev.fettle.wire;

import java.time.Instant;

/**
 * A token with which hosts are enrolled, without its secret.
 *
 * @param note what somebody wrote to it; may be empty
 * @param usesLeft how many hosts it still enrols
 */
public record EnrolmentTokenItem(
        long id, String note, int uses, int usesLeft, String madeBy, Instant madeAt, Instant expiresAt) {}
