package dev.fettle.core.rollout;

import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Report;
import dev.fettle.core.plan.HostClass;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a deed means on one host in exact words: by the plan, and by what the host has told of its orders so far. */
public sealed interface DeedOrder {
    record Given(Order order) implements DeedOrder {}

    /** There is nothing to be done, so it is done. */
    record Needless() implements DeedOrder {}

    /** @param why a sentence; names in it come from hosts and are hostile */
    record Impossible(String why) implements DeedOrder {}

    /**
     * An order that a host was given since it was last known to be as before.
     *
     * @param report null if it has told nothing of it
     */
    record Told(Deed deed, @Nullable Report report) {}

    /**
     * @param back the host is on its way back
     * @param told in the order in which they were given
     */
    static DeedOrder of(Deed deed, boolean back, HostClass planned, List<Told> told) {
        try {
            return switch (deed) {
                case INSTALL -> new Given(new Order.Install(planned.builds(), planned.files()));
                case REBOOT ->
                    back && Footprint.of(planned, told).traces().isEmpty()
                            ? new Needless() // nothing has changed, so nothing is to come into effect
                            : new Given(new Order.Reboot());
                case RESTART -> restart(back ? Deed.ROLL_BACK : Deed.INSTALL, told);
                case ROLL_BACK -> rollBack(Footprint.of(planned, told));
                case VERIFY ->
                    new Given(
                            back
                                    ? verification(Footprint.of(planned, told))
                                    : new Order.Verify(planned.builds(), List.of()));
            };
        } catch (IllegalArgumentException e) {
            return new Impossible("The host tells of something that no order can name: " + e.getMessage());
        }
    }

    private static DeedOrder restart(Deed after, List<Told> told) {
        List<String> units = List.of();
        for (Told each : told) {
            Report report = each.report();
            if (each.deed() == after && report != null) {
                units = report.staleServices();
            }
        }
        return units.isEmpty() ? new Needless() : new Given(new Order.RestartServices(units));
    }

    private static DeedOrder rollBack(Footprint left) {
        List<ExactBuild> builds = left.changed(Footprint.Trace::origin);
        List<ExactBuild> newcomers = left.newcomers(/* still= */ true);
        if (builds.isEmpty()) {
            return newcomers.isEmpty()
                    ? new Needless()
                    : new Impossible("Only new packages have come, and going back takes at least one older build."
                            + " Remove them on the host.");
        }
        return new Given(new Order.RollBack(builds, newcomers));
    }

    private static Order verification(Footprint left) {
        List<ExactBuild> present = left.all(Footprint.Trace::origin);
        List<ExactBuild> absent = left.newcomers(/* still= */ false);
        return present.isEmpty() && absent.isEmpty()
                ? new Order.RunChecks(List.of())
                : new Order.Verify(present, absent);
    }
}
