package dev.fettle.server.fleet;

import dev.fettle.core.access.Scope;
import dev.fettle.core.assessment.FleetStep;
import dev.fettle.core.assessment.OpenFinding;
import dev.fettle.core.assessment.Rating;
import dev.fettle.core.assessment.Tier;
import dev.fettle.server.hosts.Presence;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.springframework.stereotype.Component;

/**
 * What takes a while to count, for each scope that somebody looks with. It is at most {@link #OLDEST} behind the fleet,
 * and one asks anew while the others take what was.
 */
@Component
final class FleetFigures {
    static final Duration OLDEST = Duration.ofSeconds(3);
    /** Hosts fall silent though nothing changes. */
    private static final Duration AGES_ANYWAY = Duration.ofMinutes(1);

    /** Scopes are few; whoever changes them all day must not fill the memory. */
    private static final int MOST_SCOPES = 64;

    /** Steps that mend one vulnerability, of which pages show the first. */
    private static final int MENDING = 10;

    private final Fleet fleet;
    private final Presence presence;
    private final Clock clock;
    private final Map<Scope, Kept> kept = new ConcurrentHashMap<>();

    FleetFigures(Fleet fleet, Presence presence, Clock clock) {
        this.fleet = fleet;
        this.presence = presence;
        this.clock = clock;
    }

    /**
     * @param hosts in scope
     * @param byWorst the hosts in scope by the tier of the worst that is open on each
     * @param awaiting where a fix is installed and not in effect before a reboot
     * @param restart where it is not in effect before something is restarted, or nobody knows what replaced builds have
     * @param silent not heard of for too long, see {@link Presence#silentSince}
     * @param open findings by severity
     * @param worst open vulnerabilities in scope, worst first
     * @param lower the names of the worst in lower case, for those who look for a part of one
     * @param steps pending in scope, the one to take first first
     */
    record Now(
            long version,
            Instant at,
            RoaringBitmap hosts,
            Map<Tier, RoaringBitmap> byWorst,
            RoaringBitmap awaiting,
            RoaringBitmap restart,
            RoaringBitmap silent,
            Map<Rating, Long> open,
            List<OpenFinding> worst,
            List<String> lower,
            List<FleetStep> steps,
            Map<String, Integer> counts,
            Map<String, List<FleetStep>> mending) {

        /** The hosts that are exposed to something that is known to be exploited. */
        RoaringBitmap exploited() {
            return worst(Tier.EXPLOITED);
        }

        RoaringBitmap worst(Tier tier) {
            return byWorst.getOrDefault(tier, new RoaringBitmap());
        }

        /** The first of the steps that mend a vulnerability. What nothing mends is not kept: anybody may ask for it. */
        List<FleetStep> mending(String vulnerability) {
            List<FleetStep> known = mending.get(vulnerability);
            if (known != null) {
                return known;
            }
            List<FleetStep> found = steps.stream()
                    .filter(step -> step.mends().stream()
                            .anyMatch(each -> each.vulnerability().equals(vulnerability)))
                    .limit(MENDING)
                    .toList();
            if (!found.isEmpty()) {
                mending.put(vulnerability, found);
            }
            return found;
        }

        /** On how many hosts in scope a vulnerability is open. */
        int count(Sight sight, String vulnerability) {
            return counts.computeIfAbsent(
                    vulnerability, id -> sight.count(sight.index().exposedTo(id)));
        }
    }

    private static final class Kept {
        private final Lock lock = new ReentrantLock();
        private volatile @Nullable Now now;
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
        Duration age = Duration.between(now.at(), clock.instant());
        return age.compareTo(OLDEST) < 0
                || (age.compareTo(AGES_ANYWAY) < 0 && fleet.ask(Scope.everything(), Sight::version) == now.version());
    }

    private Now count(Sight sight) {
        RoaringBitmap hosts = sight.hosts().clone();
        List<OpenFinding> worst = sight.index().vulnerabilities(hosts);
        return new Now(
                sight.version(),
                clock.instant(),
                hosts,
                sight.index().byWorst(hosts),
                RoaringBitmap.and(sight.index().awaitingReboot(), hosts),
                RoaringBitmap.and(sight.index().awaitingRestart(), hosts),
                silent(sight),
                sight.index().count(hosts),
                worst,
                worst.stream()
                        .map(each -> each.vulnerability().toLowerCase(Locale.ROOT))
                        .toList(),
                sight.index().steps(hosts),
                new ConcurrentHashMap<>(),
                new ConcurrentHashMap<>());
    }

    private RoaringBitmap silent(Sight sight) {
        RoaringBitmap silent = new RoaringBitmap();
        sight.hosts().forEach((int number) -> {
            FleetHost host = sight.host(number);
            if (presence.silentSince(host.id(), host.takenAt()).isPresent()) {
                silent.add(number);
            }
        });
        return silent;
    }
}
