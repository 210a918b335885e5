package dev.fettle.server.rollouts;

import dev.fettle.core.plan.WindowOverride;
import dev.fettle.core.rollout.Stage;
import dev.fettle.core.rollout.Standing;
import dev.fettle.core.rollout.Tally;
import dev.fettle.core.rollout.Tolerance;
import dev.fettle.core.signing.Octets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A roll-out as lists show it.
 *
 * @param number in the order in which they were started
 * @param change the number of the change that is carried out
 * @param title of the change when it was started
 * @param content the hash of what was approved
 * @param startAt not before
 * @param backAnyTime roll-backs wait for neither windows nor freezes, by the same decision
 * @param override what it does not wait for, by the decision of who started it
 * @param overrideWhy the reason for either; empty if it waits for everything, or if it is from before reasons were asked for
 * @param tallies of all waves
 * @param heardSince since when hosts could be heard without a break
 * @param tickedAt when a server looked at it last, within some seconds
 * @param version counts its steps
 * @param endedAt null as long as it goes on
 */
public record RolloutHead(
        long number,
        long change,
        String title,
        Octets content,
        Instant startAt,
        boolean backAnyTime,
        WindowOverride override,
        String overrideWhy,
        String startedBy,
        Instant startedAt,
        Stage stage,
        List<Tally> tallies,
        List<Tolerance> tolerances,
        Instant nextBegin,
        Instant heardSince,
        Instant tickedAt,
        long version,
        @Nullable Instant endedAt) {
    public RolloutHead {
        tallies = List.copyOf(tallies);
        tolerances = List.copyOf(tolerances);
    }

    public boolean open() {
        return endedAt == null;
    }

    /** How many hosts of all waves stand so. */
    public int count(Standing standing) {
        return tallies.stream().mapToInt(each -> each.count(standing)).sum();
    }

    /** Those that count as failed: failed, lost, stuck, or taken back. */
    public int failed() {
        return tallies.stream().mapToInt(Tally::failed).sum();
    }

    public int hosts() {
        return tallies.stream().mapToInt(Tally::hosts).sum();
    }
}
