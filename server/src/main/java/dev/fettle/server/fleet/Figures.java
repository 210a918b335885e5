package dev.fettle.server.fleet;

import dev.fettle.core.access.Scope;
import dev.fettle.core.assessment.FleetStep;
import dev.fettle.core.assessment.OpenFinding;
import dev.fettle.core.assessment.Rating;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.roaringbitmap.RoaringBitmap;
import org.springframework.stereotype.Component;

/**
 * What takes a while to count, for each scope that somebody looks with. It is at most {@link #OLDEST} behind the fleet,
 * and one asks anew while the others take what was.
 */
@Component
final class Figures {
    static final Duration OLDEST = Duration.ofSeconds(3);
    /** Scopes are few; whoever changes them all day must not fill the memory. */
    private static final int MOST_SCOPES = 64;

    private final Fleet fleet;
    private final Clock clock;
    private final Map<Scope, Kept> kept = new ConcurrentHashMap<>();

    Figures(Fleet fleet, Clock clock) {
        this.fleet = fleet;
        this.clock = clock;
    }

    /**
     * @param hosts in scope
     * @param exploited exposed to something that is known to be exploited
     * @param awaiting where a fix is installed and not in effect before a reboot
     * @param open findings by severity
     * @param worst open vulnerabilities in scope, worst first
     * @param steps pending in scope, the one to take first first
     */
    record Now(
            long version,
            Instant at,
            RoaringBitmap hosts,
            RoaringBitmap exploited,
            RoaringBitmap awaiting,
            Map<Rating, Long> open,
            List<OpenFinding> worst,
            List<FleetStep> steps,
            Map<String, Integer> counts) {

        /** On how many hosts in scope a vulnerability is open. */
        int count(Sight sight, String vulnerability) {
            return counts.computeIfAbsent(
                    vulnerability, id -> sight.count(sight.index().exposedTo(id)));
        }
    }

    private static final class Kept {
        private final Lock lock = new ReentrantLock();
        private volatile @org.jspecify.annotations.Nullable Now now;
    }

    Now of(Scope scope) {
        if (kept.size() > MOST_SCOPES) {
            kept.clear();
        }
        Kept place = kept.computeIfAbsent(scope, _ -> new Kept());
        Now before = place.now;
        if (before != null && isOfNow(before)) {
            return before;
        }
        if (before != null && !place.lock.tryLock()) {
            return before;
        }
        if (before == null) {
            place.lock.lock();
        }
        try {
            Now meanwhile = place.now;
            if (meanwhile != null && isOfNow(meanwhile)) {
                return meanwhile;
            }
            Now fresh = fleet.ask(scope, this::count);
            place.now = fresh;
            return fresh;
        } finally {
            place.lock.unlock();
        }
    }

    private boolean isOfNow(Now now) {
        return clock.instant().isBefore(now.at().plus(OLDEST))
                || fleet.ask(Scope.everything(), Sight::version) == now.version();
    }

    private Now count(Sight sight) {
        RoaringBitmap hosts = sight.hosts().clone();
        return new Now(
                sight.version(),
                clock.instant(),
                hosts,
                RoaringBitmap.and(sight.index().exposedTo(OpenFinding::exploited), hosts),
                RoaringBitmap.and(sight.index().awaitingReboot(), hosts),
                sight.index().count(hosts),
                inScope(sight),
                sight.index().steps(hosts),
                new ConcurrentHashMap<>());
    }

    private static List<OpenFinding> inScope(Sight sight) {
        List<OpenFinding> all = sight.index().vulnerabilities();
        if (sight.hosts().equals(sight.index().hosts())) {
            return all;
        }
        List<OpenFinding> seen = new ArrayList<>();
        for (OpenFinding each : all) {
            boolean somewhere = sight.index().bearers(each.vulnerability()).stream()
                    .anyMatch(bearer -> RoaringBitmap.intersects(bearer.hosts(), sight.hosts()));
            if (somewhere) {
                seen.add(each);
            }
        }
        return List.copyOf(seen);
    }
}
