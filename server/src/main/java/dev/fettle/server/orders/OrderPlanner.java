package dev.fettle.server.orders;

import dev.fettle.core.access.Scope;
import dev.fettle.core.assessment.RankedPatch;
import dev.fettle.core.assessment.Step;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.order.BuildChoice;
import dev.fettle.core.order.BuildFile;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.OrderKind;
import dev.fettle.core.order.OrderState;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.product.DebVersion;
import dev.fettle.server.agents.Agent;
import dev.fettle.server.agents.AgentPrograms;
import dev.fettle.server.agents.Agents;
import dev.fettle.server.assessments.Assessments;
import dev.fettle.server.digest.Sha256;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.HostNow;
import dev.fettle.server.hosts.Hosts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes of a wish an order in its exact words, by what is known of the host now. Changes nothing. */
@Component
final class OrderPlanner {
    private static final int SHOWN = 16;
    private static final String SERVICE = ".service";

    private final Hosts hosts;
    private final Assessments assessments;
    private final Orders orders;
    private final Agents agents;
    private final AgentPrograms programs;

    OrderPlanner(Hosts hosts, Assessments assessments, Orders orders, Agents agents, AgentPrograms programs) {
        this.hosts = hosts;
        this.assessments = assessments;
        this.orders = orders;
        this.agents = agents;
        this.programs = programs;
    }

    /** What a wish means. */
    sealed interface Planned {
        /**
         * @param changes of packages, as they would be; empty for orders that name none
         * @param cautions sentences on what people should know before; hostile in parts
         */
        record Plan(Host host, Order order, List<Report.Change> changes, List<String> cautions) implements Planned {
            public Plan {
                changes = List.copyOf(changes);
                cautions = List.copyOf(cautions);
            }

            /** The same as long as the order names the same. */
            String digest() {
                byte[] digest = Sha256.of(order.toString().getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(digest, 0, SHOWN);
            }
        }

        /** Not there, or not in scope. */
        record NoSuchHost() implements Planned {}

        /** @param why a sentence */
        record Impossible(Host host, String why) implements Planned {}
    }

    Planned plan(HostId id, Scope scope, OrderWish wish) {
        Optional<Host> found = hosts.find(id, scope);
        if (found.isEmpty()) {
            return new Planned.NoSuchHost();
        }
        Host host = found.get();
        Orders.@Nullable Whole before = null;
        if (wish.follows() != null) {
            before = orders.whole(wish.follows(), scope)
                    .filter(each -> each.order().host().equals(id))
                    .orElse(null);
            if (before == null) {
                return new Planned.Impossible(host, "This host has no order " + wish.follows() + ".");
            }
        }
        return switch (wish.kind()) {
            case TAKE_INVENTORY -> plain(host, new Order.TakeInventory());
            case REFRESH_METADATA -> plain(host, new Order.RefreshMetadata());
            case COLLECT_EVIDENCE -> plain(host, new Order.CollectEvidence());
            case REBOOT -> plain(host, new Order.Reboot());
            case RUN_CHECKS -> checks(host, wish);
            case UPDATE_AGENT -> program(host, scope);
            case RESTART_SERVICES -> services(host, wish, before);
            case ROLL_BACK -> rollBack(host, scope, before);
            case VERIFY -> Verification.plan(host, before);
            case DOWNLOAD, SIMULATE, INSTALL -> builds(host, scope, wish, before);
        };
    }

    private static Planned plain(Host host, Order order) {
        return new Planned.Plan(host, order, List.of(), List.of());
    }

    /** The newest version of the program that this server has for such a host. */
    private Planned program(Host host, Scope scope) {
        Optional<Agent> agent = agents.of(host.id());
        Optional<String> architecture = hosts.now(host.id(), scope).flatMap(OrderPlanner::architecture);
        if (agent.isEmpty() || architecture.isEmpty()) {
            return new Planned.Impossible(
                    host,
                    agent.isEmpty()
                            ? "There is no agent on " + host.name()
                                    + " that could be updated. Install and enrol one first."
                            : "For which architecture " + host.name()
                                    + " is, is not known; have its inventory taken first.");
        }
        Optional<Order.UpdateAgent> newest = programs.newest(architecture.get());
        if (newest.isEmpty()) {
            return new Planned.Impossible(
                    host,
                    "This server has no program for " + architecture.get() + ". Put one there: "
                            + programs.wanted(architecture.get()));
        }
        String runs = agent.get().program();
        if (DebVersion.isValid(runs) && new DebVersion(newest.get().version()).compareTo(new DebVersion(runs)) <= 0) {
            return new Planned.Impossible(
                    host,
                    "The agent on " + host.name() + " is version " + runs + ", and this server has nothing newer than "
                            + newest.get().version() + ".");
        }
        return new Planned.Plan(
                host,
                newest.get(),
                List.of(),
                List.of("Version " + runs + " runs now. It comes back by itself if the new one does not reach this"
                        + " server within five minutes."));
    }

    /** That of most packages, for there may be some for another. */
    private static Optional<String> architecture(HostNow now) {
        Map<String, Long> counts = now.inventory().packages().stream()
                .map(InstalledPackage::architecture)
                .filter(each -> !each.equals("all"))
                .collect(Collectors.groupingBy(each -> each, Collectors.counting()));
        return counts.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    }

    private static Planned checks(Host host, OrderWish wish) {
        try {
            return plain(host, new Order.RunChecks(wish.checks()));
        } catch (IllegalArgumentException e) {
            return new Planned.Impossible(host, String.valueOf(e.getMessage()));
        }
    }

    private static Planned services(Host host, OrderWish wish, Orders.@Nullable Whole before) {
        List<String> units = wish.units().stream()
                .map(unit -> unit.contains(".") ? unit : unit + SERVICE)
                .distinct()
                .toList();
        if (units.isEmpty() && before != null && before.report() != null) {
            units = before.report().staleServices();
        }
        try {
            return plain(host, new Order.RestartServices(units));
        } catch (IllegalArgumentException e) {
            return new Planned.Impossible(
                    host,
                    units.isEmpty()
                            ? "Name at least one service, such as nginx.service."
                            : String.valueOf(e.getMessage()));
        }
    }

    private Planned rollBack(Host host, Scope scope, Orders.@Nullable Whole before) {
        if (before == null || before.order().kind() != OrderKind.INSTALL) {
            return new Planned.Impossible(host, "Only what an order to install has changed can be taken back.");
        }
        Report report = before.report();
        if (!(before.order().state() instanceof OrderState.Ended) || report == null) {
            return new Planned.Impossible(
                    host, "Nobody knows yet what the order has changed. Wait for its report, then take it back.");
        }
        if (tellsPlan(before.order())) {
            return new Planned.Impossible(host, "The order has changed nothing, so there is nothing to take back.");
        }
        return switch (BuildChoice.rollBack(report.changes())) {
            case BuildChoice.GoingBack(List<Report.Change> changes, Order.RollBack order) ->
                new Planned.Plan(host, orders.withFiles(host.id(), order), changes, cautions(host, scope, report));
            case BuildChoice.Impossible(String why) -> new Planned.Impossible(host, why);
            case BuildChoice.Chosen _ -> throw new IllegalStateException("Going back chooses nothing new.");
        };
    }

    /** What cannot be taken back, and what has happened since. */
    private List<String> cautions(Host host, Scope scope, Report report) {
        List<String> cautions = new ArrayList<>();
        cautions.add("What the newer versions have done to data, such as converting a database, stays as it is.");
        cautions.addAll(report.notes());
        Optional<HostNow> now =
                hosts.now(host.id(), scope).filter(each -> each.takenAt().isAfter(report.endedAt()));
        if (now.isEmpty()) {
            return cautions;
        }
        Map<String, DebVersion> installed = new HashMap<>();
        for (InstalledPackage each : now.get().inventory().packages()) {
            installed.put(each.id(), each.version());
        }
        for (Report.Change change : report.changes()) {
            DebVersion after = change.after();
            DebVersion is = installed.get(change.name() + ":" + change.architecture());
            if (after != null && is != null && !is.equals(after)) {
                cautions.add(change.name() + " was changed since, to " + is.text()
                        + "; going back takes that change back as well.");
            }
        }
        return cautions;
    }

    private Planned builds(Host host, Scope scope, OrderWish wish, Orders.@Nullable Whole before) {
        BuildChoice choice;
        if (before == null) {
            Optional<BuildChoice> pending = pending(host, scope, wish);
            if (pending.isEmpty()) {
                return new Planned.Impossible(
                        host, "What is pending on " + host.name() + " is not known; have its inventory taken first.");
            }
            choice = pending.get();
        } else {
            choice = again(before);
        }
        return switch (choice) {
            case BuildChoice.Chosen chosen ->
                new Planned.Plan(
                        host,
                        order(wish.kind(), chosen.builds(), told(host, scope, chosen.builds())),
                        chosen.changes(),
                        List.of());
            case BuildChoice.Impossible(String why) -> new Planned.Impossible(host, why);
            case BuildChoice.GoingBack _ -> throw new IllegalStateException("An installation does not go back.");
        };
    }

    /** What the host's own indexes tell of the files. */
    private List<BuildFile> told(Host host, Scope scope, List<ExactBuild> builds) {
        PendingChanges changes = hosts.now(host.id(), scope)
                .map(each -> each.pending().changes())
                .orElse(null);
        return changes == null ? List.of() : BuildFile.told(changes, builds);
    }

    private static Order order(OrderKind kind, List<ExactBuild> builds, List<BuildFile> files) {
        return switch (kind) {
            case DOWNLOAD -> new Order.Download(builds);
            case SIMULATE -> new Order.Simulate(builds);
            default -> new Order.Install(builds, files);
        };
    }

    private Optional<BuildChoice> pending(Host host, Scope scope, OrderWish wish) {
        Optional<HostNow> now = hosts.now(host.id(), scope);
        PendingChanges changes = now.map(each -> each.pending().changes()).orElse(null);
        if (changes == null) {
            return Optional.empty();
        }
        Set<String> wanted = new HashSet<>(wish.packages());
        List<Step> steps = wish.steps().isEmpty()
                ? List.of()
                : assessments.steps(host.id(), scope).orElse(List.of());
        for (String asked : wish.steps()) {
            List<String> ids = steps.stream()
                    .map(OrderPlanner::ids)
                    .filter(each -> each.contains(asked))
                    .findFirst()
                    .orElse(List.of(asked)); // which is not pending, and told so
            wanted.addAll(ids);
        }
        return Optional.of(BuildChoice.install(changes, wanted));
    }

    private static List<String> ids(Step step) {
        return step.patches().stream()
                .map(RankedPatch::patch)
                .map(each -> each.id())
                .toList();
    }

    private static BuildChoice again(Orders.Whole before) {
        Order named = before.named();
        Report report = before.report();
        List<ExactBuild> builds =
                switch (named) {
                    case Order.Install(List<ExactBuild> all, var _) -> all;
                    case Order.Simulate(List<ExactBuild> all) -> all;
                    case Order.Download(List<ExactBuild> all, var _) -> all;
                    case null, default -> List.of();
                };
        if (builds.isEmpty()) {
            return new BuildChoice.Impossible("Order " + before.order().number() + " names no package.");
        }
        return BuildChoice.again(builds, report != null && tellsPlan(before.order()) ? report.changes() : List.of());
    }

    /** Whether the changes in a report are what the package manager would do. */
    static boolean tellsPlan(HostOrder order) {
        return switch (order.state()) {
            case OrderState.Ended(Outcome.Succeeded()) -> order.kind() == OrderKind.SIMULATE;
            case OrderState.Ended(Outcome.Failed(FailureKind kind, String _)) -> kind == FailureKind.RESOLVER;
            case OrderState.Ended(Outcome.Unknown _) -> false;
            case OrderState.Waiting _,
                    OrderState.Taken _,
                    OrderState.Overdue _,
                    OrderState.Expired _,
                    OrderState.Withdrawn _ -> false;
        };
    }
}
