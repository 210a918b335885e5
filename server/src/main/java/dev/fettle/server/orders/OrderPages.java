package dev.fettle.server.orders;

import dev.fettle.core.access.Permission;
import dev.fettle.core.inventory.StaleProcess;
import dev.fettle.core.order.OrderKind;
import dev.fettle.core.order.OrderState;
import dev.fettle.core.order.Report;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Unattended;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.hosts.HostHead;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.HostNow;
import dev.fettle.server.hosts.Hosts;
import dev.fettle.server.hosts.Presence;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** What hosts were asked, and what became of it. */
@Controller
public final class OrderPages {
    private static final int SIZE = 50;
    private static final int LONGEST = 128;
    private static final int ROWS = 1_000;

    private final Orders orders;
    private final WithdrawOrder withdrawOrder;
    private final Hosts hosts;
    private final Presence presence;
    private final Pages pages;

    OrderPages(Orders orders, WithdrawOrder withdrawOrder, Hosts hosts, Presence presence, Pages pages) {
        this.orders = orders;
        this.withdrawOrder = withdrawOrder;
        this.hosts = hosts;
        this.presence = presence;
        this.pages = pages;
    }

    /**
     * @param host the only one whose orders are shown; null for all
     * @param next behind which number more follow; 0 if none do
     */
    public record OrderList(@Nullable HostHead host, OrderFilter filter, List<HostOrder> rows, long next) {
        public OrderList {
            rows = List.copyOf(rows);
        }

        public List<String> kinds() {
            return List.of(OrderKind.values()).stream().map(OrderKind::word).toList();
        }

        public List<String> states() {
            return OrderApi.STATES;
        }
    }

    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/orders")
    Page list(
            Viewer viewer,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(defaultValue = "0") long before) {
        String name = q.strip();
        OrderFilter filter =
                new OrderFilter(null, name.length() > LONGEST ? name.substring(0, LONGEST) : name, state, kind, before);
        return page(viewer, null, filter);
    }

    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/hosts/{id}/orders")
    Page ofHost(Viewer viewer, @PathVariable long id, @RequestParam(defaultValue = "0") long before) {
        HostNow now = hosts.now(new HostId(id), viewer.scope())
                .orElseThrow(() -> new NotFoundException("There is no host with the number " + id + "."));
        return page(viewer, HostHead.of(now, presence), new OrderFilter(new HostId(id), "", "", "", before));
    }

    private Page page(Viewer viewer, @Nullable HostHead host, OrderFilter filter) {
        List<HostOrder> found = orders.newest(filter, viewer.scope(), SIZE + 1);
        List<HostOrder> shown = found.size() > SIZE ? found.subList(0, SIZE) : found;
        long next = found.size() > SIZE ? shown.getLast().number() : 0;
        return pages.of("orders/list", new OrderList(host, filter, shown, next));
    }

    /**
     * @param names what the order names; nothing if what was signed was changed
     * @param report null before it came
     * @param services that still run replaced files and can be restarted by an order
     * @param fault what could not be done; empty if nothing was asked
     */
    public record One(
            HostOrder order, OrderNames names, @Nullable Report report, List<String> services, String fault) {

        /** What is known of the state, in a sentence or two. */
        public String sentence() {
            return OrderPages.sentence(order);
        }

        public boolean waits() {
            return order.state() instanceof OrderState.Waiting;
        }

        /** Whether the page may still change. */
        public boolean live() {
            return order.state().open() || order.state().mayStillCome();
        }

        public boolean canGoBack() {
            return order.kind() == OrderKind.INSTALL
                    && report != null
                    && !OrderPlanner.tellsPlan(order)
                    && report.changes().stream().anyMatch(each -> each.before() != null);
        }

        /** Whether it can be asked whether what it did is in effect. */
        public boolean canVerify() {
            return order.state() instanceof OrderState.Ended && Verification.isPossible(order, report);
        }

        /** Whether its changes are those that were not made. */
        public boolean tellsPlan() {
            return OrderPlanner.tellsPlan(order);
        }

        /** Whether an installation can be planned from it. */
        public boolean canGoOn() {
            boolean failed =
                    order.kind() == OrderKind.INSTALL && !order.failure().isEmpty();
            return OrderPlanner.tellsPlan(order) || failed;
        }

        public boolean canSimulate() {
            return order.kind() == OrderKind.INSTALL && !order.failure().isEmpty();
        }

        public List<Report.Change> changes() {
            List<Report.Change> all = report == null ? List.of() : report.changes();
            return all.size() > ROWS ? all.subList(0, ROWS) : all;
        }

        public int moreChanges() {
            return report == null ? 0 : Math.max(0, report.changes().size() - ROWS);
        }

        public List<StaleProcess> stale() {
            return report == null ? List.of() : report.stale();
        }
    }

    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/orders/{id}")
    Page one(Viewer viewer, @PathVariable long id) {
        return pages.of("orders/one", view(viewer, id, ""));
    }

    /** The part of the page that changes, for htmx. */
    @Needs(Permission.SEE_HOSTS)
    @Unattended
    @GetMapping("/orders/now")
    Page now(Viewer viewer, @RequestParam(defaultValue = "0") long order) {
        return pages.of("orders/now", view(viewer, order, ""));
    }

    private One view(Viewer viewer, long id, String fault) {
        Orders.Whole whole = orders.whole(id, viewer.scope())
                .orElseThrow(() -> new NotFoundException("There is no order " + id + "."));
        Report report = whole.report();
        return new One(
                whole.order(),
                OrderNames.of(whole.named()),
                report,
                report == null ? List.of() : report.staleServices(),
                fault);
    }

    @Needs(Permission.GIVE_ORDERS)
    @PostMapping("/orders/{id}/withdraw")
    View withdraw(
            Viewer viewer,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String reason,
            HttpServletResponse response) {
        return switch (withdrawOrder.withdraw(viewer.actor(), viewer.scope(), id, reason, null)) {
            case WithdrawOrder.Outcome.Withdrawn _ -> new RedirectView("/orders/" + id);
            case WithdrawOrder.Outcome.NoSuchOrder _ -> throw new NotFoundException("There is no order " + id + ".");
            case WithdrawOrder.Outcome.Overtaken _ -> new RedirectView("/orders/" + id);
            case WithdrawOrder.Outcome.TooLate(HostOrder order) -> {
                response.setStatus(HttpStatus.CONFLICT.value());
                yield pages.of("orders/one", view(viewer, id, tooLate(order)));
            }
        };
    }

    /** Why an order cannot be withdrawn any more. */
    static String tooLate(HostOrder order) {
        return order.state().open()
                ? "The host has the order already, so it cannot be withdrawn any more."
                : "The order is " + order.stateWord() + " already, so there is nothing to withdraw.";
    }

    private static String sentence(HostOrder order) {
        return switch (order.state()) {
            case OrderState.Waiting(boolean handedOut) ->
                handedOut
                        ? "It was sent to the host, which has not yet said that it has it."
                        : "It waits for the host to check in"
                                + (order.changing() ? ", or for a change before it to end." : ".");
            case OrderState.Taken _ -> "The host has it and will say what became of it.";
            case OrderState.Overdue _ ->
                "The host took it, and the time for it is over without a report. What became of it is not known; look at"
                        + " the host. A late report is still taken in.";
            case OrderState.Ended _ -> "The host has told what became of it.";
            case OrderState.Expired(boolean handedOut) ->
                "It was not begun in time, as far as is known here." + (handedOut ? late() : "");
            case OrderState.Withdrawn(boolean handedOut) ->
                handedOut
                        ? "It was withdrawn after it was sent. The host can have it all the same, and begin it until it"
                                + " expires; if it does, its report shows here."
                        : "It was withdrawn before it was sent: the host never gets it.";
        };
    }

    private static String late() {
        return " It was sent, though: if the host has begun it after all, its report shows here.";
    }
}
