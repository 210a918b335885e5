package dev.fettle.core.rollout;

import dev.fettle.core.plan.HostClass;
import dev.fettle.core.plan.PlannedWave;
import java.time.Duration;
import java.util.List;

/**
 * One host of a roll-out.
 *
 * @param host by its number
 * @param cluster of the plan, by number; its members are never changed at once, and in their order; -1 for none
 * @param rank hosts of a rank are begun when all of the lower ranks of the same wave have succeeded
 * @param calendar of the plan, by number: when it may be changed; -1 for any time
 * @param after what follows the installation, and a roll-back: restarts, then {@link Deed#VERIFY}, which is always the last
 * @param expected how long all of it takes, with a margin; more than nothing
 * @param rest how long what follows the installation takes, with a margin; at most {@code expected}
 */
public record Target(
        long host, int cluster, int rank, int calendar, List<Deed> after, Duration expected, Duration rest) {
    public Target {
        after = List.copyOf(after);
        if (after.isEmpty() || after.getLast() != Deed.VERIFY || after.indexOf(Deed.VERIFY) != after.size() - 1) {
            throw new IllegalArgumentException("What is done to a host ends with its verification.");
        }
        if (after.contains(Deed.INSTALL) || after.contains(Deed.ROLL_BACK)) {
            throw new IllegalArgumentException("Only restarts and the verification follow an installation.");
        }
        if (!expected.isPositive() || rest.isNegative() || rest.compareTo(expected) > 0) {
            throw new IllegalArgumentException("A host takes some time, and the rest of it is no more than that.");
        }
    }

    /** So much more time than expected is reckoned with, as a divisor: half as much again. */
    private static final int MARGIN = 2;

    private static final Duration RESTART = Duration.ofMinutes(1);
    private static final Duration REBOOT = Duration.ofMinutes(5);

    /** A planned host: what follows its installation is told by what it gets, and all times have their margin. */
    static Target of(PlannedWave.PlannedHost host, HostClass kind, int cluster, int calendar) {
        // What still runs replaced files only the host can tell: where nothing does, there is nothing to restart.
        List<Deed> after = List.of(kind.aftermath().reboot() ? Deed.REBOOT : Deed.RESTART, Deed.VERIFY);
        Duration rest = kind.aftermath().reboot() ? REBOOT : RESTART;
        Duration expected =
                kind.expected().plus(kind.expected().dividedBy(MARGIN)).plus(rest);
        return new Target(host.host(), cluster, host.rank(), calendar, after, expected, rest);
    }

    /** How long an opening has to be at least for the host to be begun in it. */
    public Duration opening() {
        return expected.plus(Allocation.LEAST_TIME_TO_BEGIN);
    }

    /** How many orders a host gets, if nothing goes wrong. */
    int steps() {
        return 1 + after.size();
    }

    Deed deed(Leg leg) {
        if (leg.step() > 0) {
            return after.get(leg.step() - 1);
        }
        return leg.back() ? Deed.ROLL_BACK : Deed.INSTALL;
    }
}
