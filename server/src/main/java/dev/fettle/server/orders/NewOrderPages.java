package dev.fettle.server.orders;

import dev.fettle.core.access.Permission;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.OrderKind;
import dev.fettle.core.order.Report;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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

/** Giving a host an order: what exactly it would be is shown first, and only that is given. */
@Controller
public final class NewOrderPages {
    private static final int LONGEST = 4_096;
    private static final long MOST_HOURS = 14 * 24;
    private static final long MOST_MINUTES = 24 * 60;

    private final OrderPlanner planner;
    private final GiveOrder giveOrder;
    private final Pages pages;

    NewOrderPages(OrderPlanner planner, GiveOrder giveOrder, Pages pages) {
        this.planner = planner;
        this.giveOrder = giveOrder;
        this.pages = pages;
    }

    /** What stands in the fields. */
    public record Fields(String reason, long hours, long minutes) {
        static final Fields USUAL = new Fields("", 24, 30);
    }

    /**
     * @param names services or checks, as they were typed
     * @param plan digest of what the page shows; empty if there is no plan
     * @param faults sentences on what could not be done; empty at first
     */
    public record Form(
            Host host,
            OrderKind kind,
            List<String> steps,
            List<String> packages,
            String names,
            @Nullable Long follows,
            OrderNames named,
            List<Report.Change> changes,
            List<String> cautions,
            String plan,
            Fields fields,
            List<String> faults) {
        public Form {
            steps = List.copyOf(steps);
            packages = List.copyOf(packages);
            changes = List.copyOf(changes);
            cautions = List.copyOf(cautions);
            faults = List.copyOf(faults);
        }

        public boolean changing() {
            return kind.changesHost();
        }

        public boolean installs() {
            return kind == OrderKind.INSTALL;
        }
    }

    @Needs(Permission.GIVE_ORDERS)
    @GetMapping("/hosts/{id}/orders/new")
    Page form(
            Viewer viewer,
            @PathVariable long id,
            @RequestParam(defaultValue = "install") String kind,
            @RequestParam(name = "step", defaultValue = "") List<String> steps,
            @RequestParam(name = "package", defaultValue = "") List<String> packages,
            @RequestParam(name = "names", defaultValue = "") List<String> names,
            @RequestParam(required = false) @Nullable Long follows) {
        Asked asked = asked(kind, steps, packages, names, follows);
        return form(planner.plan(new HostId(id), viewer.scope(), asked.wish()), asked, Fields.USUAL, List.of());
    }

    /** What was asked for, and the names as they were typed. */
    private record Asked(OrderWish wish, String typed) {}

    private static Asked asked(
            String word, List<String> steps, List<String> packages, List<String> names, @Nullable Long follows) {
        OrderKind kind = OrderKind.of(word).orElseThrow(() -> new NotFoundException("There is no order of this kind."));
        String typed = String.join(" ", names).strip();
        if (typed.length() > LONGEST) {
            throw new NotFoundException("That is too long for names of services or checks.");
        }
        List<String> words = Arrays.stream(typed.split("[\\s,]+"))
                .filter(each -> !each.isEmpty())
                .toList();
        boolean checks = kind == OrderKind.RUN_CHECKS;
        OrderWish wish = new OrderWish(
                kind, filled(steps), filled(packages), checks ? List.of() : words, checks ? words : List.of(), follows);
        return new Asked(wish, typed);
    }

    private static List<String> filled(List<String> texts) {
        return texts.stream().filter(each -> each != null && !each.isEmpty()).toList();
    }

    private Page form(OrderPlanner.Planned planned, Asked asked, Fields fields, List<String> faults) {
        List<String> all = new ArrayList<>(faults);
        OrderPlanner.Planned.Plan plan;
        Host host;
        switch (planned) {
            case OrderPlanner.Planned.NoSuchHost _ -> throw new NotFoundException("There is no such host.");
            case OrderPlanner.Planned.Impossible(Host found, String why) -> {
                host = found;
                plan = null;
                all.add(why);
            }
            case OrderPlanner.Planned.Plan made -> {
                host = made.host();
                plan = made;
            }
        }
        OrderWish wish = asked.wish();
        return pages.of(
                "orders/new",
                new Form(
                        host,
                        wish.kind(),
                        wish.steps(),
                        wish.packages(),
                        asked.typed(),
                        wish.follows(),
                        OrderNames.of(plan == null ? null : plan.order()),
                        plan == null ? List.of() : plan.changes(),
                        plan == null ? List.of() : plan.cautions(),
                        plan == null ? "" : plan.digest(),
                        fields,
                        all));
    }

    /**
     * @param instead a kind that only looks, in the place of an installation
     * @param plan digest of what was shown; if it means something else now, that is shown first
     */
    @Needs(Permission.GIVE_ORDERS)
    @PostMapping("/hosts/{id}/orders")
    View give(
            Viewer viewer,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(name = "step", defaultValue = "") List<String> steps,
            @RequestParam(name = "package", defaultValue = "") List<String> packages,
            @RequestParam(name = "names", defaultValue = "") List<String> names,
            @RequestParam(required = false) @Nullable Long follows,
            @RequestParam(defaultValue = "") String instead,
            @RequestParam(defaultValue = "") String plan,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam(defaultValue = "24") long hours,
            @RequestParam(defaultValue = "30") long minutes,
            HttpServletResponse response) {
        Asked asked = asked(kind, steps, packages, names, follows);
        Fields fields = new Fields(reason.strip(), hours, minutes);
        HostId host = new HostId(id);
        OrderPlanner.Planned planned = planner.plan(host, viewer.scope(), asked.wish());
        List<String> faults = new ArrayList<>();
        if (planned instanceof OrderPlanner.Planned.Plan made) {
            if (!made.digest().equals(plan)) {
                faults.add("What is known of the host has changed since you opened this page. See below what the order"
                        + " would be now.");
            } else {
                Order order = instead(made.order(), instead);
                GiveOrder.Wish wish = new GiveOrder.Wish(
                        order,
                        fields.reason(),
                        Duration.ofHours(Math.clamp(hours, 0, MOST_HOURS + 1)),
                        Duration.ofMinutes(Math.clamp(minutes, 0, MOST_MINUTES + 1)),
                        follows);
                switch (giveOrder.give(viewer.actor(), viewer.scope(), host, wish)) {
                    case GiveOrder.Outcome.Given(HostOrder given) -> {
                        return new RedirectView("/orders/" + given.number());
                    }
                    case GiveOrder.Outcome.NoSuchHost _ -> throw new NotFoundException("There is no such host.");
                    case GiveOrder.Outcome.Refused(String why) -> faults.add(why);
                }
            }
        }
        response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
        return form(planned, asked, fields, faults);
    }

    private static Order instead(Order order, String word) {
        if (!(order instanceof Order.Install(var builds, var _))) {
            return order;
        }
        return switch (word) {
            case "simulate" -> new Order.Simulate(builds);
            case "download" -> new Order.Download(builds);
            default -> order;
        };
    }
}
