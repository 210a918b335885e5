package dev.fettle.server.rollouts;

import dev.fettle.server.hosts.HostId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of one host of a roll-out, raw. A host that is tried again gets another one.
 *
 * @param outcome as {@link HostForm#state}
 * @param why hostile in parts; empty if there is nothing to say
 * @param packages how many were to be changed
 * @param bytes that were to be downloaded
 * @param released when the first of the vulnerabilities that it closes was published; null if nobody tells
 * @param detected when one of its builds was first seen pending on any host
 * @param approved when the last person agreed; null if nobody had to
 * @param started when the roll-out was started
 * @param asked when the last installation was ordered; null if none was
 * @param begun when the host took that order
 * @param installed when it told that it had succeeded
 * @param ended since when it stands so; if it is done, since when it is in effect
 * @param install how many seconds the installation took, from taking the order to telling of its end
 * @param down the same of the orders to restart and to reboot that succeeded since then, also after going back; null if there
 *     were none. That is no measure of how long services were down: packages restart services by scripts of their own, while
 *     they are installed and taken back, and what failed is not in it
 * @param verify the same of the verification
 */
public record ChangeFact(
        long id,
        long rollout,
        int place,
        long change,
        HostId host,
        String hostName,
        String outcome,
        String why,
        int packages,
        long bytes,
        boolean reboot,
        @Nullable Instant released,
        @Nullable Instant detected,
        @Nullable Instant approved,
        Instant started,
        @Nullable Instant asked,
        @Nullable Instant begun,
        @Nullable Instant installed,
        Instant ended,
        @Nullable Double install,
        @Nullable Double down,
        @Nullable Double verify) {}
