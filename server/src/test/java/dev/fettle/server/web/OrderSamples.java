package dev.fettle.server.web;

import dev.fettle.core.inventory.StaleProcess;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.OrderKind;
import dev.fettle.core.order.OrderState;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.product.DebVersion;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostContact;
import dev.fettle.server.hosts.HostHead;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.MachineId;
import dev.fettle.server.orders.HostOrder;
import dev.fettle.server.orders.NewOrderPages;
import dev.fettle.server.orders.OrderFilter;
import dev.fettle.server.orders.OrderNames;
import dev.fettle.server.orders.OrderPages;
import dev.fettle.server.web.SamplePages.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Models for the pages on orders. */
final class OrderSamples {
    private static final Instant NOW = SamplePages.NOW;
    private static final DebVersion OLD = new DebVersion("1.0-1");
    private static final DebVersion NEW = new DebVersion("1.0-2");
    private static final OrderNames NAMES = new OrderNames(
            List.of(new ExactBuild("openssl", "amd64", NEW)),
            List.of(new ExactBuild("libnew", "amd64", NEW)),
            List.of(new ExactBuild("libgone", "amd64", NEW)),
            List.of("nginx.service"),
            List.of("disk"),
            "fettle-agent 1.0-2 for amd64");

    private final String text;

    OrderSamples(String text) {
        this.text = text;
    }

    Map<String, Sample> all() {
        HostOrder waiting = order(1, new OrderState.Waiting(false));
        HostOrder failed = order(2, new OrderState.Ended(new Outcome.Failed(FailureKind.SCRIPT, text)));
        HostOrder withdrawn = order(3, new OrderState.Withdrawn(true));
        HostOrder unknown = order(4, new OrderState.Ended(new Outcome.Unknown(text)));
        HostHead head = new HostHead(
                new HostId(7),
                text,
                text,
                1,
                null,
                true,
                "A reboot is due: " + text,
                0,
                NOW,
                new HostContact(null, null, List.of()),
                null,
                List.of());
        OrderFilter any = new OrderFilter(null, text, "failed", "install", 9);
        List<HostOrder> rows = List.of(waiting, failed, withdrawn, unknown);
        Map<String, Sample> all = new LinkedHashMap<>();
        all.put("orders", new Sample("/orders", "orders/list", new OrderPages.OrderList(null, any, rows, 1)));
        all.put("orders-none", new Sample("/orders", "orders/list", new OrderPages.OrderList(null, any, List.of(), 0)));
        all.put(
                "orders-of-host",
                new Sample(
                        "/hosts/7/orders",
                        "orders/list",
                        new OrderPages.OrderList(head, new OrderFilter(new HostId(7), "", "", "", 0), rows, 1)));
        all.put("order-waiting", one(waiting, null, ""));
        all.put("order-failed", one(failed, report(), text));
        all.put("order-withdrawn", one(withdrawn, null, ""));
        all.put("order-unknown", one(unknown, report(), ""));
        all.put("order-new", form(List.of(change()), List.of(text), ""));
        all.put("order-new-refused", form(List.of(), List.of(), "There is no agent on " + text));
        return all;
    }

    private Sample one(HostOrder order, @Nullable Report report, String fault) {
        return new Sample(
                "/orders/" + order.number(),
                "orders/one",
                new OrderPages.One(order, NAMES, report, List.of("nginx.service"), fault));
    }

    private Sample form(List<Report.Change> changes, List<String> cautions, String fault) {
        Host host =
                new Host(new HostId(7), new MachineId("machine " + text), text, NOW, Host.Described.NOT_YET, 1, null);
        return new Sample(
                "/hosts/7/orders/new",
                "orders/new",
                new NewOrderPages.Form(
                        host,
                        OrderKind.INSTALL,
                        List.of(text),
                        List.of(text),
                        text,
                        3L,
                        NAMES,
                        changes,
                        cautions,
                        "0a",
                        new NewOrderPages.Fields(text, 24, 30),
                        fault.isEmpty() ? List.of() : List.of(fault)));
    }

    private Report.Change change() {
        return new Report.Change(text, text, OLD, NEW);
    }

    private Report report() {
        return new Report(
                new UUID(1, 1),
                NOW.minusSeconds(60),
                NOW,
                new Outcome.Unknown(text),
                List.of(change(), new Report.Change(text, text, null, NEW), new Report.Change(text, text, OLD, null)),
                List.of(text),
                List.of(new StaleProcess(7, text, text, 1, List.of(text)), new StaleProcess(8, text, "", 1, List.of())),
                text);
    }

    private HostOrder order(long number, OrderState state) {
        return new HostOrder(
                number,
                new UUID(1, number),
                new HostId(7),
                text,
                new UUID(2, 2),
                OrderKind.INSTALL,
                true,
                text,
                number > 1 ? number - 1 : null,
                text,
                text,
                NOW.minusSeconds(600),
                NOW.plusSeconds(600),
                Duration.ofMinutes(30),
                state,
                NOW,
                NOW,
                state.open() ? null : NOW,
                1);
    }
}
