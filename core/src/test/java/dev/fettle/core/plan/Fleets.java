package dev.fettle.core.plan;

import dev.fettle.core.assessment.OpenFinding;
import dev.fettle.core.assessment.Rating;
import dev.fettle.core.assessment.Tier;
import dev.fettle.core.assessment.Verdict;
import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.inventory.Origin;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Hosts and wishes in few words. */
final class Fleets {
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    static final Platform DEBIAN = Platform.parse("debian:12");
    static final DebVersion OLD = new DebVersion("1.0-1");
    static final DebVersion NEW = new DebVersion("1.0-2");
    static final Origin SECURITY = new Origin("Debian", "Debian-Security", "oldstable-security", "", "deb.example.org");
    static final Gate GATE = new Gate(1, 0, 100, 0);
    static final Limits LIMITS = new Limits(10, 10, 0, 3, Duration.ofDays(1));

    private Fleets() {}

    static PendingPatch patch(String name, Origin... origins) {
        return patch(name, name, origins);
    }

    static PendingPatch patch(String name, String source, Origin... origins) {
        return new PendingPatch(
                name,
                "amd64",
                OLD,
                NEW,
                new SourceBuild(source, NEW),
                List.of(origins),
                new PendingPatch.Download(4_000_000, ""),
                PendingPatch.Basis.PACKAGE_MANAGER);
    }

    static PendingChanges pending(PendingPatch... patches) {
        return new PendingChanges(List.of(patches), List.of(), List.of(), List.of());
    }

    static OpenFinding finding(String id, Tier tier) {
        return new OpenFinding(
                id,
                "openssl",
                new Verdict.Fixable("1.0-2", Verdict.Way.PATCH),
                tier,
                Rating.HIGH,
                0.1,
                7.5,
                0.1,
                "2026-01-01T00:00:00Z");
    }

    static Situation.Known seen(int daysAgo, OpenFinding... closes) {
        return new Situation.Known(NOW.minus(Duration.ofDays(daysAgo)), 0, List.of(closes));
    }

    static Situation situation(PendingChanges pending, Map<String, Situation.Known> known, String... exposedTo) {
        return new Situation(DEBIAN, pending, known, Set.of(exposedTo));
    }

    static Situation situation(PendingChanges pending) {
        return situation(pending, Map.of());
    }

    static HostFacts host(long id, Situation situation) {
        return host(id, Criticality.NORMAL, "", situation);
    }

    static HostFacts host(long id, Criticality criticality, String cluster, Situation situation) {
        return new HostFacts(
                id,
                String.format(java.util.Locale.ROOT, "host-%06d", id),
                criticality,
                cluster,
                new HostFacts.Standing.Ready(situation));
    }

    static WaveRule wave(String name, WaveRule.Share share) {
        return new WaveRule(name, share, GATE, Duration.ofHours(1));
    }

    static ChangeWish wish(Selection selection, WaveRule... waves) {
        return wish(selection, 0, List.of(), waves);
    }

    static ChangeWish wish(Selection selection, int ripeningDays, List<String> ranks, WaveRule... waves) {
        return new ChangeWish(
                "Mend",
                "Because",
                "T-1",
                ChangeType.NORMAL,
                false,
                0,
                selection,
                new HostChoice.Matching(""),
                waves.length == 0 ? List.of(wave("all", new WaveRule.Share.Rest())) : List.of(waves),
                ranks,
                LIMITS,
                OnBreach.PAUSE,
                ripeningDays);
    }

    static Planner.Facts facts(List<HostFacts> hosts, String... meant) {
        return new Planner.Facts(hosts, Map.of(), Set.of(meant), List.of(), DurationHistory.NONE, NOW);
    }

    static Planner.Facts matching(List<HostFacts> hosts, Map<String, Set<Long>> matches) {
        return new Planner.Facts(hosts, new HashMap<>(matches), Set.of(), List.of(), DurationHistory.NONE, NOW);
    }

    static Plan plan(ChangeWish wish, HostFacts... hosts) {
        return Planner.plan(wish, facts(List.of(hosts)));
    }
}
