package dev.fettle.server.fleet;

import dev.fettle.core.access.Scope;
import dev.fettle.core.assessment.Bearer;
import dev.fettle.core.assessment.Judged;
import dev.fettle.core.assessment.OpenFinding;
import dev.fettle.core.catalog.Catalog;
import dev.fettle.server.hosts.FleetLooks;
import dev.fettle.server.hosts.HostPast;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * The trend of open findings, for each scope that somebody looks with. It is derived in the background from the hosts'
 * deltas and the dates of the statements; the past is counted once a day and for each catalogue, today goes along.
 */
@Component
final class Trends implements DisposableBean {
    static final int DAYS = 90;
    private static final int MOST_SCOPES = 64;
    private static final Logger LOG = LoggerFactory.getLogger(Trends.class);

    private final Fleet fleet;
    private final FleetLooks looks;
    private final Clock clock;
    private final Map<Scope, Kept> kept = new ConcurrentHashMap<>();
    private final Map<Scope, Boolean> asked = new ConcurrentHashMap<>();
    private final ExecutorService counting = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("trend").factory());

    private record Kept(LocalDate today, Catalog catalog, int hosts, Trend trend) {}

    Trends(Fleet fleet, FleetLooks looks, Clock clock) {
        this.fleet = fleet;
        this.looks = looks;
        this.clock = clock;
    }

    /** Empty as long as it is being counted for the first time. */
    Optional<Trend> of(Scope scope, FleetFigures.Now now) {
        Kept known = kept.get(scope);
        Catalog catalog = fleet.ask(scope, sight -> sight.index().catalog());
        boolean ofNow = known != null
                && known.today().equals(today())
                && known.catalog().equals(catalog)
                && known.hosts() == now.hosts().getCardinality();
        if (!ofNow && asked.putIfAbsent(scope, true) == null) {
            begin(scope);
        }
        return Optional.ofNullable(known).map(each -> each.trend().withToday(now.open()));
    }

    private void begin(Scope scope) {
        try {
            counting.execute(() -> {
                try {
                    if (kept.size() > MOST_SCOPES) {
                        kept.clear();
                    }
                    kept.put(scope, count(scope));
                } catch (DataAccessException | TransactionException e) {
                    LOG.warn(
                            "The trend could not be counted; it is tried again when somebody looks: {}",
                            e.getMessage());
                } finally {
                    asked.remove(scope);
                }
            });
        } catch (RejectedExecutionException _) {
            asked.remove(scope); // The server stops.
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), clock.getZone());
    }

    /** How many hosts have something now, and by how many more had it before a day. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Presence(List<OpenFinding> open, long now, int[] moreBefore) {}

    private Kept count(Scope scope) {
        LocalDate today = today();
        Trend.Sum sum = new Trend.Sum(today.minusDays(DAYS - 1L), DAYS);
        Map<Judged, Presence> present = new HashMap<>();
        RoaringBitmap within = new RoaringBitmap();
        Catalog catalog = fleet.ask(scope, sight -> {
            within.or(sight.hosts());
            for (Bearer bearer : sight.index().bearers()) {
                present.put(
                        bearer.judged(), new Presence(bearer.open(), sight.count(bearer.hosts()), new int[DAYS + 1]));
            }
            return sight.index().catalog();
        });
        Instant since = today.minusDays(DAYS - 1L).atStartOfDay(clock.getZone()).toInstant();
        looks.past(since, past -> goBack(scope, past, sum, present));
        for (Presence each : present.values()) {
            if (!each.open().isEmpty()) {
                sum.add(each.open(), daily(each));
            }
        }
        return new Kept(today, catalog, within.getCardinality(), sum.trend());
    }

    private static long[] daily(Presence presence) {
        long[] hosts = new long[DAYS];
        long having = presence.now();
        for (int day = DAYS - 1; day >= 0; day--) {
            having += presence.moreBefore()[day + 1];
            hosts[day] = Math.max(0, having);
        }
        return hosts;
    }

    private void goBack(Scope scope, HostPast past, Trend.Sum sum, Map<Judged, Presence> present) {
        fleet.ask(scope, sight -> {
            Optional<FleetHost> host = sight.host(past.host());
            if (host.isPresent()) {
                for (HostPast.Change change : past.changes()) {
                    int day = sum.at(LocalDate.ofInstant(change.at(), clock.getZone()));
                    change.gone()
                            .forEach(each ->
                                    presence(sight, host.get(), each, present).moreBefore()[day]++);
                    change.come()
                            .forEach(each ->
                                    presence(sight, host.get(), each, present).moreBefore()[day]--);
                }
            }
            return past;
        });
    }

    private static Presence presence(Sight sight, FleetHost host, Judged judged, Map<Judged, Presence> present) {
        Judged known = now(sight, host, judged);
        return present.computeIfAbsent(
                known == null ? judged : known,
                each -> new Presence(sight.index().open(each), 0, new int[DAYS + 1]));
    }

    /** The same as the host has it now, with what only now tells; null if the host has it no more. */
    private static @Nullable Judged now(Sight sight, FleetHost host, Judged judged) {
        for (String source : judged.sources()) {
            for (Bearer bearer : sight.index().bearers(judged.platform(), source)) {
                if (same(bearer.judged(), judged) && bearer.hosts().contains(host.number())) {
                    return bearer.judged();
                }
            }
        }
        return null;
    }

    private static boolean same(Judged a, Judged b) {
        if (a instanceof Judged.OfPackage one && b instanceof Judged.OfPackage other) {
            return one.build().equals(other.build());
        }
        if (a instanceof Judged.OfRunning one && b instanceof Judged.OfRunning other) {
            return one.running().equals(other.running()) && Objects.equals(one.installed(), other.installed());
        }
        return a instanceof Judged.OfKernels(var _, Judged.Kernel newest, Judged.Kernel running, var _)
                && b instanceof Judged.OfKernels(var _, Judged.Kernel otherNewest, Judged.Kernel otherRunning, var _)
                && sameBuild(newest, otherNewest)
                && sameBuild(running, otherRunning);
    }

    private static boolean sameBuild(Judged.@Nullable Kernel a, Judged.@Nullable Kernel b) {
        return Objects.equals(a == null ? null : a.build(), b == null ? null : b.build());
    }

    @Override
    public void destroy() {
        counting.shutdownNow();
    }
}
