package dev.fettle.server.orders;

import dev.fettle.core.access.Permission;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.OrderKind;
import dev.fettle.core.order.Report;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.Checks;
import dev.fettle.server.api.Etags;
import dev.fettle.server.api.ProblemKind;
import dev.fettle.server.api.lists.Fields;
import dev.fettle.server.api.lists.ListPlan;
import dev.fettle.server.api.lists.ListRequest;
import dev.fettle.server.api.lists.ListedRoutes;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.Hosts;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.wire.FollowUp;
import dev.fettle.wire.Listing;
import dev.fettle.wire.NewOrder;
import dev.fettle.wire.OrderDetail;
import dev.fettle.wire.OrderItem;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Orders, for programs. */
@RestController
final class OrderApi implements ListedRoutes {
    private static final List<String> KINDS =
            Arrays.stream(OrderKind.values()).map(OrderKind::word).toList();
    /** Those that follow no order. */
    private static final List<String> GIVEN_BY_KIND = Arrays.stream(OrderKind.values())
            .filter(kind -> kind != OrderKind.ROLL_BACK && kind != OrderKind.VERIFY)
            .map(OrderKind::word)
            .toList();

    static final List<String> STATES =
            List.of("waiting", "taken", "overdue", "succeeded", "failed", "unknown", "expired", "withdrawn");

    private static final Fields<HostOrder> ORDERS = Fields.<HostOrder>builder()
            .whole("id", HostOrder::number, "o.number")
            .text("uuid", each -> each.id().toString(), "o.id::text")
            .whole("hostId", each -> each.host().value(), "o.host_id")
            .text("host", HostOrder::hostName, "host.name")
            .choice("kind", each -> each.kind().word(), "o.kind", KINDS)
            .choice("state", HostOrder::stateWord, "o.state", STATES)
            .flag("changing", HostOrder::changing, "o.changing")
            .text("askedBy", HostOrder::askedBy, "o.asked_by")
            .sortedInstant("issuedAt", HostOrder::issuedAt, "o.issued_at")
            .instant("endedAt", HostOrder::endedAt, "o.ended_at")
            .build("id", "-id");

    private final Orders orders;
    private final OrderPlanner planner;
    private final GiveOrder giveOrder;
    private final WithdrawOrder withdrawOrder;
    private final Hosts hosts;

    OrderApi(Orders orders, OrderPlanner planner, GiveOrder giveOrder, WithdrawOrder withdrawOrder, Hosts hosts) {
        this.orders = orders;
        this.planner = planner;
        this.giveOrder = giveOrder;
        this.withdrawOrder = withdrawOrder;
        this.hosts = hosts;
    }

    @Override
    public Map<String, Fields<?>> fields() {
        return Map.of("list", ORDERS, "ofHost", ORDERS);
    }

    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Lists orders, the newest first")
    @GetMapping("/api/v1/orders")
    ResponseEntity<Listing<OrderItem>> list(Viewer viewer, ListRequest request) {
        ListPlan<HostOrder> plan = request.plan(ORDERS);
        return plan.answer(orders.part(plan.condition(), viewer.scope(), null), OrderApi::item);
    }

    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Lists the orders of a host, the newest first")
    @GetMapping("/api/v1/hosts/{id}/orders")
    ResponseEntity<Listing<OrderItem>> ofHost(Viewer viewer, @PathVariable long id, ListRequest request) {
        HostId host = host(viewer, id);
        ListPlan<HostOrder> plan = request.plan(ORDERS);
        return plan.answer(orders.part(plan.condition(), viewer.scope(), host), OrderApi::item);
    }

    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Tells one order and what became of it")
    @GetMapping("/api/v1/orders/{id}")
    ResponseEntity<OrderDetail> one(Viewer viewer, @PathVariable long id) {
        return tagged(HttpStatus.OK, whole(viewer, id));
    }

    /** Gives an order; what it names in the end stands in the answer. */
    @Needs(Permission.GIVE_ORDERS)
    @Operation(summary = "Gives a host an order")
    @PostMapping("/api/v1/hosts/{id}/orders")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<OrderDetail> give(Viewer viewer, @PathVariable long id, @RequestBody NewOrder sent) {
        HostId host = host(viewer, id);
        Checks checks = new Checks();
        String word = checks.there("/kind", sent.kind(), "");
        checks.that(
                GIVEN_BY_KIND.contains(word),
                "/kind",
                "One of " + String.join(", ", GIVEN_BY_KIND)
                        + " is expected; an order is taken back or verified by its own address.");
        OrderKind kind = OrderKind.of(word).orElse(OrderKind.COLLECT_EVIDENCE);
        OrderWish wish = new OrderWish(
                kind,
                names(checks, "/steps", sent.steps()),
                names(checks, "/packages", sent.packages()),
                names(checks, "/units", sent.units()),
                names(checks, "/checks", sent.checks()),
                null);
        Limits limits = limits(checks, sent.reason(), sent.expiresInMinutes(), sent.timeLimitMinutes());
        checks.end();
        return given(viewer, host, wish, limits);
    }

    @Needs(Permission.GIVE_ORDERS)
    @Operation(summary = "Takes back what an order to install has changed, by a new order")
    @PostMapping("/api/v1/orders/{id}/roll-back")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<OrderDetail> rollBack(Viewer viewer, @PathVariable long id, @RequestBody FollowUp sent) {
        return follow(viewer, id, OrderKind.ROLL_BACK, sent);
    }

    @Needs(Permission.GIVE_ORDERS)
    @Operation(
            summary = "Has the host tell whether what an order to install or to roll back did is there and in effect")
    @PostMapping("/api/v1/orders/{id}/verify")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<OrderDetail> verify(Viewer viewer, @PathVariable long id, @RequestBody FollowUp sent) {
        return follow(viewer, id, OrderKind.VERIFY, sent);
    }

    @Needs(Permission.GIVE_ORDERS)
    @Operation(summary = "Installs what an order named and what the host's package manager said it takes besides")
    @PostMapping("/api/v1/orders/{id}/install")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<OrderDetail> again(Viewer viewer, @PathVariable long id, @RequestBody FollowUp sent) {
        return follow(viewer, id, OrderKind.INSTALL, sent);
    }

    private ResponseEntity<OrderDetail> follow(Viewer viewer, long id, OrderKind kind, FollowUp sent) {
        HostOrder before = orders.find(id, viewer.scope()).orElseThrow(() -> missing(id));
        Checks checks = new Checks();
        Limits limits = limits(checks, sent.reason(), sent.expiresInMinutes(), sent.timeLimitMinutes());
        checks.end();
        return given(viewer, before.host(), OrderWish.following(kind, id), limits);
    }

    /** Withdraws an order that waits; {@code mayStillCome} in the answer says whether the host may have it all the same. */
    @Needs(Permission.GIVE_ORDERS)
    @Operation(summary = "Withdraws an order that the host has not taken")
    @PostMapping("/api/v1/orders/{id}/withdraw")
    ResponseEntity<OrderDetail> withdraw(
            Viewer viewer,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody FollowUp sent) {
        HostOrder seen = orders.find(id, viewer.scope()).orElseThrow(() -> missing(id));
        Etags.require(ifMatch, Etags.of(seen.version()));
        String why = sent.reason() == null ? "" : sent.reason();
        return switch (withdrawOrder.withdraw(viewer.actor(), viewer.scope(), id, why, seen.version())) {
            case WithdrawOrder.Outcome.Withdrawn _ -> tagged(HttpStatus.OK, whole(viewer, id));
            case WithdrawOrder.Outcome.NoSuchOrder _ -> throw missing(id);
            case WithdrawOrder.Outcome.Overtaken _ -> throw Etags.stale();
            case WithdrawOrder.Outcome.TooLate(HostOrder order) ->
                throw new ApiFault(ProblemKind.CONFLICT, OrderPages.tooLate(order));
        };
    }

    /** How an order is given, beside what it asks. */
    private record Limits(String reason, Duration validity, Duration timeLimit) {}

    private static Limits limits(
            Checks checks, @Nullable String reason, @Nullable Long validity, @Nullable Long timeLimit) {
        return new Limits(
                reason == null ? "" : reason,
                minutes(checks, "/expiresInMinutes", validity, GiveOrder.Wish.USUAL_VALIDITY),
                minutes(checks, "/timeLimitMinutes", timeLimit, GiveOrder.Wish.USUAL_LIMIT));
    }

    private static Duration minutes(Checks checks, String pointer, @Nullable Long minutes, Duration usual) {
        if (minutes == null) {
            return usual;
        }
        boolean fits = minutes > 0 && minutes <= Duration.ofDays(14).toMinutes();
        checks.that(fits, pointer, "Minutes are expected, at most those of 14 days.");
        return fits ? Duration.ofMinutes(minutes) : usual;
    }

    private static List<String> names(Checks checks, String pointer, @Nullable List<String> sent) {
        List<String> names = sent == null ? List.of() : sent;
        boolean fits = names.size() <= Order.MOST_NAMES && names.stream().allMatch(OrderApi::isName);
        checks.that(fits, pointer, "At most " + Order.MOST_NAMES + " names are expected.");
        return fits ? names : List.of();
    }

    private static boolean isName(@Nullable String name) {
        return name != null && !name.isEmpty();
    }

    private ResponseEntity<OrderDetail> given(Viewer viewer, HostId host, OrderWish wish, Limits limits) {
        OrderPlanner.Planned.Plan plan =
                switch (planner.plan(host, viewer.scope(), wish)) {
                    case OrderPlanner.Planned.Plan made -> made;
                    case OrderPlanner.Planned.NoSuchHost _ -> throw noHost(host.value());
                    case OrderPlanner.Planned.Impossible impossible ->
                        throw new ApiFault(ProblemKind.INVALID, impossible.why());
                };
        GiveOrder.Wish asked = new GiveOrder.Wish(
                plan.order(), limits.reason(), limits.validity(), limits.timeLimit(), wish.follows());
        return switch (giveOrder.give(viewer.actor(), viewer.scope(), host, asked)) {
            case GiveOrder.Outcome.Given(HostOrder order) -> tagged(HttpStatus.CREATED, whole(viewer, order.number()));
            case GiveOrder.Outcome.NoSuchHost _ -> throw noHost(host.value());
            case GiveOrder.Outcome.Refused(String why) -> throw new ApiFault(ProblemKind.INVALID, why);
        };
    }

    private HostId host(Viewer viewer, long id) {
        return hosts.find(new HostId(id), viewer.scope())
                .orElseThrow(() -> noHost(id))
                .id();
    }

    private Orders.Whole whole(Viewer viewer, long id) {
        return orders.whole(id, viewer.scope()).orElseThrow(() -> missing(id));
    }

    private static ResponseEntity<OrderDetail> tagged(HttpStatus status, Orders.Whole whole) {
        return Etags.tagged(
                status,
                "/api/v1/orders/" + whole.order().number(),
                whole.order().version(),
                detail(whole));
    }

    private static NotFoundException missing(long id) {
        return new NotFoundException("There is no order " + id + " among those of hosts that you may see.");
    }

    private static NotFoundException noHost(long id) {
        return new NotFoundException("There is no host with the number " + id + " among those that you may see.");
    }

    private static OrderItem item(HostOrder order) {
        return new OrderItem(
                order.number(),
                order.id().toString(),
                order.host().value(),
                order.hostName(),
                order.kind().word(),
                order.changing(),
                order.about(),
                order.stateWord(),
                order.state().mayStillCome(),
                order.follows(),
                order.askedBy(),
                order.reason(),
                order.issuedAt(),
                order.expiresAt(),
                order.timeLimit().toMinutes(),
                order.takenAt(),
                order.endedAt(),
                order.failure().isEmpty() ? null : order.failure(),
                order.message().isEmpty() ? null : order.message());
    }

    private static OrderDetail detail(Orders.Whole whole) {
        OrderNames names = OrderNames.of(whole.named());
        Report report = whole.report();
        return new OrderDetail(
                item(whole.order()),
                texts(names.builds()),
                texts(names.newcomers()),
                texts(names.absent()),
                names.units(),
                names.checks(),
                report != null,
                report == null
                        ? List.of()
                        : report.changes().stream().map(OrderApi::change).toList(),
                report == null ? List.of() : report.notes(),
                report == null
                        ? List.of()
                        : report.stale().stream()
                                .map(each ->
                                        new OrderDetail.Stale(each.pid(), each.command(), each.unit(), each.files()))
                                .toList(),
                report == null ? "" : report.output());
    }

    private static List<String> texts(List<ExactBuild> builds) {
        return builds.stream().map(ExactBuild::toString).toList();
    }

    private static OrderDetail.Change change(Report.Change change) {
        return new OrderDetail.Change(
                change.name(),
                change.architecture(),
                change.before() == null ? "" : change.before().text(),
                change.after() == null ? "" : change.after().text());
    }
}
