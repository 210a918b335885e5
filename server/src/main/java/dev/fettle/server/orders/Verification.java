package dev.fettle.server.orders;

import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.OrderKind;
import dev.fettle.core.order.OrderState;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.product.DebVersion;
import dev.fettle.server.hosts.Host;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has to be looked for on a host to know whether what an order did there is in effect. */
final class Verification {
    private Verification() {}

    /**
     * Exactly what the order has changed, as its report tells; what it named where there is no report, or where nothing was
     * left to be changed.
     *
     * @param before an order to install or to roll back; of all others there is nothing to look for
     */
    static OrderPlanner.Planned plan(Host host, Orders.@Nullable Whole before) {
        Order named = before == null ? null : before.named();
        if (before == null || !(named instanceof Order.Install || named instanceof Order.RollBack)) {
            return new OrderPlanner.Planned.Impossible(
                    host, "Only what an order to install or to roll back has done can be verified.");
        }
        Report report = before.report();
        List<Report.Change> changes = changes(before.order(), report);
        if (!isPossible(before.order(), report)) {
            return new OrderPlanner.Planned.Impossible(
                    host, "The order has failed and changed nothing, so there is nothing to verify.");
        }
        try {
            Order.Verify order = changes.isEmpty() ? named(named) : changed(changes);
            return new OrderPlanner.Planned.Plan(host, order, List.of(), List.of());
        } catch (IllegalArgumentException e) {
            return new OrderPlanner.Planned.Impossible(
                    host, "The host tells of a package that no order can name: " + e.getMessage());
        }
    }

    /** Whether there is anything of it to look for. */
    static boolean isPossible(HostOrder order, @Nullable Report report) {
        boolean changing = order.kind() == OrderKind.INSTALL || order.kind() == OrderKind.ROLL_BACK;
        boolean failed = order.state() instanceof OrderState.Ended(Outcome.Failed _);
        return changing && !(failed && changes(order, report).isEmpty());
    }

    /** What the order has changed, as far as it is told. */
    private static List<Report.Change> changes(HostOrder order, @Nullable Report report) {
        return report == null || OrderPlanner.tellsPlan(order) ? List.of() : report.changes();
    }

    private static Order.Verify named(Order named) {
        return switch (named) {
            case Order.Install(List<ExactBuild> builds, var _) -> new Order.Verify(builds, List.of());
            case Order.RollBack(List<ExactBuild> builds, List<ExactBuild> newcomers, var _) ->
                new Order.Verify(builds, newcomers);
            default -> throw new IllegalStateException("Only what changes packages is verified.");
        };
    }

    private static Order.Verify changed(List<Report.Change> changes) {
        List<ExactBuild> present = new ArrayList<>();
        List<ExactBuild> absent = new ArrayList<>();
        for (Report.Change change : changes) {
            DebVersion before = change.before();
            DebVersion after = change.after();
            if (after != null) {
                present.add(new ExactBuild(change.name(), change.architecture(), after));
            } else if (before != null) {
                absent.add(new ExactBuild(change.name(), change.architecture(), before));
            }
        }
        return new Order.Verify(present, absent);
    }
}
