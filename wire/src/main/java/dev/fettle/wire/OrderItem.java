package dev.fettle.wire;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An order to one host.
 *
 * @param id by which people call it
 * @param uuid by which the host knows it
 * @param kind {@code take-inventory}, {@code refresh-metadata}, {@code download}, {@code simulate}, {@code install},
 *     {@code roll-back}, {@code restart-services}, {@code reboot}, {@code run-checks}, {@code collect-evidence}, {@code verify}
 *     or {@code update-agent}
 * @param about what it names, cut
 * @param state {@code waiting}, {@code taken}, {@code overdue}, {@code succeeded}, {@code failed}, {@code unknown},
 *     {@code expired} or {@code withdrawn}
 * @param mayStillCome whether the host may carry it out although it expired or was withdrawn, for it was sent before
 * @param follows the order that it takes back or was planned from
 * @param endedAt null as long as a report is expected
 * @param failure {@code resolver}, {@code lock}, …; null unless it failed
 * @param message why it failed or is unknown, in the host's words; null if there is none
 */
public record OrderItem(
        long id,
        String uuid,
        long hostId,
        String host,
        String kind,
        boolean changing,
        String about,
        String state,
        boolean mayStillCome,
        @Nullable Long follows,
        String askedBy,
        String reason,
        Instant issuedAt,
        Instant expiresAt,
        long timeLimitMinutes,
        @Nullable Instant takenAt,
        @Nullable Instant endedAt,
        @Nullable String failure,
        @Nullable String message) {}
