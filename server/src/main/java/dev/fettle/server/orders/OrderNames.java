package dev.fettle.server.orders;

import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.Order;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an order names, whatever its kind.
 *
 * @param newcomers of a roll-back: what goes again
 * @param absent of a verification: what must not be there
 * @param program a version of the program on the host; empty if none is named
 */
public record OrderNames(
        List<ExactBuild> builds,
        List<ExactBuild> newcomers,
        List<ExactBuild> absent,
        List<String> units,
        List<String> checks,
        String program) {
    private static final OrderNames NONE = ofBuilds(List.of());

    public OrderNames {
        builds = List.copyOf(builds);
        newcomers = List.copyOf(newcomers);
        absent = List.copyOf(absent);
        units = List.copyOf(units);
        checks = List.copyOf(checks);
    }

    static OrderNames of(@Nullable Order order) {
        return switch (order) {
            case Order.Install(List<ExactBuild> builds, var _) -> ofBuilds(builds);
            case Order.Simulate(List<ExactBuild> builds) -> ofBuilds(builds);
            case Order.Download(List<ExactBuild> builds, var _) -> ofBuilds(builds);
            case Order.RollBack(List<ExactBuild> builds, List<ExactBuild> newcomers, var _) ->
                new OrderNames(builds, newcomers, List.of(), List.of(), List.of(), "");
            case Order.Verify(List<ExactBuild> present, List<ExactBuild> absent) ->
                new OrderNames(present, List.of(), absent, List.of(), List.of(), "");
            case Order.RestartServices(List<String> units) ->
                new OrderNames(List.of(), List.of(), List.of(), units, List.of(), "");
            case Order.RunChecks(List<String> checks) ->
                new OrderNames(List.of(), List.of(), List.of(), List.of(), checks, "");
            case Order.UpdateAgent update ->
                new OrderNames(List.of(), List.of(), List.of(), List.of(), List.of(), text(update));
            case Order.TakeInventory _, Order.RefreshMetadata _, Order.Reboot _, Order.CollectEvidence _ -> NONE;
            case null -> NONE;
        };
    }

    static String text(Order.UpdateAgent update) {
        return "fettle-agent " + update.version() + " for " + update.architecture() + ", SHA-256 "
                + update.sha256().hex();
    }

    private static OrderNames ofBuilds(List<ExactBuild> builds) {
        return new OrderNames(builds, List.of(), List.of(), List.of(), List.of(), "");
    }
}
