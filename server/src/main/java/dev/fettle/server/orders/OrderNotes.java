package dev.fettle.server.orders;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Report;
import dev.fettle.server.audit.Audit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** What the audit trail is told of orders: under their host, so that all about a host is found in one place. */
@Component
final class OrderNotes {
    private final Audit audit;

    OrderNotes(Audit audit) {
        this.audit = audit;
    }

    /** That it was given. */
    static Deed given(HostOrder order, Envelope envelope) {
        Map<String, String> after = told(order);
        after.put("expires", order.expiresAt().toString());
        after.put("time-limit", order.timeLimit().toString());
        after.putAll(named(envelope.order()));
        if (order.follows() != null) {
            after.put("follows", Long.toString(order.follows()));
        }
        return new Deed("order.given", subject(order), Map.of(), after, order.reason());
    }

    /** All that an order names: names of packages, versions, services and checks. */
    static Map<String, String> named(Order order) {
        return switch (order) {
            case Order.Install(List<ExactBuild> builds, var _) -> Map.of("builds", builds(builds));
            case Order.Simulate(List<ExactBuild> builds) -> Map.of("builds", builds(builds));
            case Order.Download(List<ExactBuild> builds, var _) -> Map.of("builds", builds(builds));
            case Order.RollBack(List<ExactBuild> builds, List<ExactBuild> newcomers, var _) ->
                newcomers.isEmpty()
                        ? Map.of("builds", builds(builds))
                        : Map.of("builds", builds(builds), "newcomers", builds(newcomers));
            case Order.Verify(List<ExactBuild> present, List<ExactBuild> absent) -> {
                Map<String, String> named = new LinkedHashMap<>();
                if (!present.isEmpty()) {
                    named.put("builds", builds(present));
                }
                if (!absent.isEmpty()) {
                    named.put("absent", builds(absent));
                }
                yield named;
            }
            case Order.RestartServices(List<String> units) -> Map.of("units", String.join(" ", units));
            case Order.RunChecks(List<String> names) ->
                Map.of("checks", names.isEmpty() ? "all" : String.join(" ", names));
            case Order.UpdateAgent update -> Map.of("program", OrderNames.text(update));
            case Order.TakeInventory _, Order.RefreshMetadata _, Order.Reboot _, Order.CollectEvidence _ -> Map.of();
        };
    }

    private static String builds(List<ExactBuild> builds) {
        return builds.stream().map(ExactBuild::toString).collect(Collectors.joining(" "));
    }

    void withdrawn(Actor actor, HostOrder order, HostOrder after, String why) {
        audit.append(actor, new Deed("order.withdrawn", subject(order), state(order), state(after), why));
    }

    void passed(HostOrder order, HostOrder after) {
        String kind = after.state().open() ? "order.overdue" : "order.expired";
        audit.append(Actor.server("time of orders"), new Deed(kind, subject(order), state(order), state(after), ""));
    }

    void ended(HostOrder order, HostOrder after, Report report) {
        Map<String, String> told = state(after);
        if (!after.failure().isEmpty()) {
            told.put("failure", after.failure());
        }
        if (!after.message().isEmpty()) {
            told.put("message", after.message());
        }
        if (!report.changes().isEmpty()) {
            told.put(
                    OrderPlanner.tellsPlan(after) ? "plan" : "changes",
                    report.changes().stream().map(OrderNotes::change).collect(Collectors.joining(", ")));
        }
        audit.append(Actor.server("report of a host"), new Deed("order.ended", subject(order), state(order), told, ""));
    }

    private static String change(Report.Change change) {
        return change.name() + ":" + change.architecture() + " " + (change.before() == null ? "-" : change.before())
                + " > " + (change.after() == null ? "-" : change.after());
    }

    private static Map<String, String> told(HostOrder order) {
        Map<String, String> told = state(order);
        told.put("kind", order.kind().word());
        told.put("id", order.id().toString());
        return told;
    }

    private static Map<String, String> state(HostOrder order) {
        return new TreeMap<>(Map.of("order", Long.toString(order.number()), "state", order.stateWord()));
    }

    private static AuditSubject subject(HostOrder order) {
        return new AuditSubject("host", order.host().toString(), order.hostName());
    }
}
