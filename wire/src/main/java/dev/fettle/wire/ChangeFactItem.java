package dev.fettle.wire;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of one host of a roll-out, raw. A host that is tried again gets another one.
 *
 * @param outcome done, failed, lost, back, stuck, left-over or skipped
 * @param why in parts from the host and hostile; null if there is nothing to say
 * @param packages how many were to be changed
 * @param bytes that were to be downloaded
 * @param releasedAt when the first of the vulnerabilities that it closes was published, as feeds tell it
 * @param detectedAt when one of its builds was first seen pending on any host
 * @param approvedAt when the last person agreed; null if nobody had to
 * @param startedAt when the roll-out was started
 * @param askedAt when the last installation was ordered; null if none was
 * @param begunAt when the host took that order
 * @param installedAt when it told that it had succeeded
 * @param endedAt since when it stands so; if it is done, since when it is in effect
 * @param installSeconds from taking the order to telling of its end
 * @param downSeconds the same of the orders to restart services and to reboot that succeeded since then, also after going back;
 *     null if there were none. Not how long services were down: packages restart services by scripts of their own, while they are
 *     installed and taken back, and orders that failed are not in it
 * @param verifySeconds the same of the verification
 */
public record ChangeFactItem(
        long id,
        long rollout,
        long change,
        long host,
        String name,
        String outcome,
        @Nullable String why,
        int packages,
        long bytes,
        boolean reboot,
        @Nullable Instant releasedAt,
        @Nullable Instant detectedAt,
        @Nullable Instant approvedAt,
        Instant startedAt,
        @Nullable Instant askedAt,
        @Nullable Instant begunAt,
        @Nullable Instant installedAt,
        Instant endedAt,
        @Nullable Double installSeconds,
        @Nullable Double downSeconds,
        @Nullable Double verifySeconds) {}
