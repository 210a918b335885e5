package dev.fettle.server.orders;

import dev.fettle.core.order.OrderKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants of a host, before it is known what that means there.
 *
 * @param steps by the id of any of their patches
 * @param packages by name or {@code name:architecture}
 * @param units services, with or without their ending
 * @param checks none for all
 * @param follows the order that is to be taken back, planned again, or whose stale services are to be restarted
 */
public record OrderWish(
        OrderKind kind,
        List<String> steps,
        List<String> packages,
        List<String> units,
        List<String> checks,
        @Nullable Long follows) {
    public OrderWish {
        steps = List.copyOf(steps);
        packages = List.copyOf(packages);
        units = List.copyOf(units);
        checks = List.copyOf(checks);
    }

    static OrderWish following(OrderKind kind, long order) {
        return new OrderWish(kind, List.of(), List.of(), List.of(), List.of(), order);
    }
}
