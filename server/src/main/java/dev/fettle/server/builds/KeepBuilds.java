package dev.fettle.server.builds;

import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.Deed;
import dev.fettle.core.order.BuildFile;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.OrderState;
import dev.fettle.core.signing.Octets;
import dev.fettle.server.agents.Agent;
import dev.fettle.server.agents.Agents;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.Hosts;
import dev.fettle.server.orders.GiveOrders;
import dev.fettle.server.orders.HostOrder;
import dev.fettle.server.orders.Orders;
import dev.fettle.server.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Has hosts hand over the files that approved changes need, and removes those that none needs any more. All that it knows
 * lies in the database, so any server goes on where another one ended.
 */
@Component
final class KeepBuilds {
    /** So many hosts are asked for one file within {@link #ASKED_AGAIN}. */
    static final int MOST_TRIES = 3;

    static final Duration ASKED_AGAIN = Duration.ofHours(6);

    private static final int MOST_FILES = 200;
    private static final long MOST_BYTES = 4L << 30;
    private static final Duration TO_BEGIN = Duration.ofMinutes(15);
    private static final Duration TO_END = Duration.ofHours(1);
    private static final Duration UNNEEDED = Duration.ofHours(1);
    private static final Duration STALLED = Duration.ofDays(1);
    private static final Actor ACTOR = Actor.server("kept builds");

    private final NeededBuilds needed;
    private final BuildStore store;
    private final Agents agents;
    private final Hosts hosts;
    private final Orders orders;
    private final GiveOrders giveOrders;
    private final Audit audit;
    private final boolean on;
    private final TransactionTemplate transaction;
    private final Clock clock;

    KeepBuilds(
            NeededBuilds needed,
            BuildStore store,
            Agents agents,
            Hosts hosts,
            Orders orders,
            GiveOrders giveOrders,
            Audit audit,
            Settings settings,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.needed = needed;
        this.store = store;
        this.agents = agents;
        this.hosts = hosts;
        this.orders = orders;
        this.giveOrders = giveOrders;
        this.audit = audit;
        this.on = settings.builds().mostMib() > 0;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** Does what is due now. */
    void run() {
        Instant now = clock.instant();
        Map<Octets, NeededBuilds.Needed> wanted = on ? needed.now(now) : Map.of();
        transaction.executeWithoutResult(_ -> {
            store.need(wanted.keySet(), now);
            ask(wanted, now);
        });
        transaction.executeWithoutResult(_ -> {
            List<Deed> removed = store.removeOld(now.minus(UNNEEDED), now.minus(STALLED)).stream()
                    .map(copy -> new Deed(
                            "build.removed",
                            TakeBuild.subject(copy.file()),
                            Map.of("bytes", Long.toString(copy.file().bytes())),
                            Map.of(),
                            "No change needs it any more."))
                    .toList();
            audit.append(ACTOR, removed);
            store.forgetRequests(now.minus(STALLED));
        });
    }

    private void ask(Map<Octets, NeededBuilds.Needed> wanted, Instant now) {
        Map<Octets, NeededBuilds.Needed> missing = new LinkedHashMap<>(wanted);
        store.of(wanted.keySet()).stream()
                .filter(copy -> copy.keptAt() != null)
                .forEach(copy -> missing.remove(copy.file().sha256()));
        if (missing.isEmpty()) {
            return;
        }
        Map<Octets, Set<Long>> asked = new HashMap<>();
        Map<Octets, Map<Long, Instant>> before = new HashMap<>();
        Set<Long> busy = new HashSet<>();
        for (BuildStore.Request request : store.requests(missing.keySet(), now.minus(STALLED))) {
            before.computeIfAbsent(request.sha256(), _ -> new HashMap<>()).put(request.host(), request.at());
            if (isOpen(request)) {
                busy.add(request.host());
                missing.remove(request.sha256());
            } else if (request.at().isAfter(now.minus(ASKED_AGAIN))) {
                asked.computeIfAbsent(request.sha256(), _ -> new HashSet<>()).add(request.host());
            }
        }
        missing.keySet().removeIf(hash -> asked.getOrDefault(hash, Set.of()).size() >= MOST_TRIES);
        Set<HostId> able = able(missing);
        Map<HostId, List<BuildFile>> shares = new LinkedHashMap<>();
        for (NeededBuilds.Needed each : missing.values()) {
            Set<Long> tried = asked.getOrDefault(each.file().sha256(), Set.of());
            each.hosts().stream()
                    .filter(host ->
                            able.contains(host) && !tried.contains(host.value()) && !busy.contains(host.value()))
                    .min(Comparator.comparing(
                            host -> before.getOrDefault(each.file().sha256(), Map.of())
                                    .getOrDefault(host.value(), Instant.EPOCH))) // whoever was not asked for longest
                    .ifPresent(host -> add(shares.computeIfAbsent(host, _ -> new ArrayList<>()), each.file()));
        }
        give(shares, now);
    }

    /** The rest comes next time. */
    private static void add(List<BuildFile> share, BuildFile file) {
        boolean sameName = share.stream()
                .anyMatch(each -> each.build().id().equals(file.build().id()));
        long bytes = share.stream().mapToLong(BuildFile::bytes).sum();
        if (!sameName && share.size() < MOST_FILES && (share.isEmpty() || bytes + file.bytes() <= MOST_BYTES)) {
            share.add(file);
        }
    }

    private boolean isOpen(BuildStore.Request request) {
        return orders.find(request.order(), Scope.everything())
                .map(HostOrder::state)
                .map(state -> state instanceof OrderState.Waiting || state instanceof OrderState.Taken)
                .orElse(false);
    }

    /** Those whose agents can hand something over; nobody can over SSH. */
    private Set<HostId> able(Map<Octets, NeededBuilds.Needed> missing) {
        Set<HostId> all = new HashSet<>();
        missing.values().forEach(each -> all.addAll(each.hosts()));
        Set<HostId> able = new HashSet<>();
        agents.of(all).forEach((host, agent) -> {
            if (agent.state() == Agent.State.ACTIVE) {
                able.add(host);
            }
        });
        return able;
    }

    private void give(Map<HostId, List<BuildFile>> shares, Instant now) {
        Map<HostId, Host> known = new HashMap<>();
        hosts.find(shares.keySet(), Scope.everything()).forEach(host -> known.put(host.id(), host));
        List<GiveOrders.Asked> asked = new ArrayList<>();
        shares.forEach((host, files) -> {
            if (known.containsKey(host)) {
                asked.add(new GiveOrders.Asked(
                        host,
                        new Order.Download(files.stream().map(BuildFile::build).toList(), files),
                        now.plus(TO_BEGIN),
                        TO_END));
            }
        });
        List<GiveOrders.Outcome> outcomes = giveOrders.give(
                ACTOR, "A change that was approved needs these packages: the server keeps them.", asked);
        for (int i = 0; i < asked.size(); i++) {
            Host host = known.get(asked.get(i).host());
            if (host != null && outcomes.get(i) instanceof GiveOrders.Outcome.Given(long number)) {
                store.ask(
                        host,
                        asked.get(i).order().pinned().stream()
                                .map(BuildFile::sha256)
                                .toList(),
                        number,
                        now);
            }
        }
    }
}
