package dev.fettle.core.assessment;

import dev.fettle.core.catalog.Catalog;
import dev.fettle.core.catalog.Statement;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.product.Platform;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Which hosts are exposed to what, by one catalogue. Verdicts are reached once for everything that hosts have alike
 * ({@link Judged}), and each keeps the set of the hosts that have it; so which hosts a vulnerability concerns is the
 * union of some sets. For each host the answers are those of {@link Assessor}.
 *
 * <p>Hosts are numbers from 0, best dense and alike ones side by side. Any number of threads may ask while none changes
 * anything. Sets that are returned belong to the caller, unless it is said that they don't.
 */
public final class ExposureIndex {
    private final Catalog catalog;
    private final Assessor assessor;
    private final Map<Judged, Bearer> bearers = new HashMap<>();
    private final Map<OpenFinding, OpenFinding> findings = new HashMap<>();
    private final Map<String, List<Bearer>> byVulnerability = new HashMap<>();
    /** Nothing empty stands in it. */
    private final Map<Platform, Map<String, Set<Bearer>>> bySource = new HashMap<>();

    private final PendingIndex pending;
    private final RoaringBitmap hosts = new RoaringBitmap();
    private final RoaringBitmap rebootDue = new RoaringBitmap();
    private final RoaringBitmap runsUnknown = new RoaringBitmap();

    /**
     * What a host needs for what is installed to be in effect, beside what its findings tell.
     *
     * @param reboot whether it must be rebooted, as far as is known
     * @param unknownBuilds whether it runs builds that were replaced and of which nobody knows the version
     */
    public record Due(boolean reboot, boolean unknownBuilds) {
        public static Due of(Inventory inventory) {
            return new Due(
                    inventory.reboot() instanceof Inventory.Reboot.Required,
                    inventory.stale().stream().anyMatch(build -> !build.isKnown()));
        }
    }

    public ExposureIndex(Catalog catalog) {
        this(catalog, new PendingIndex());
    }

    private ExposureIndex(Catalog catalog, PendingIndex pending) {
        this.catalog = catalog;
        this.assessor = new Assessor(catalog, Map.of(), false);
        this.pending = pending;
    }

    public Catalog catalog() {
        return catalog;
    }

    /**
     * The same hosts by another catalogue: all that they have is judged anew. The two share their sets of hosts, so as
     * soon as either is changed the other must not be used any more.
     *
     * @param judged is told how many of the things that hosts have are judged so far
     */
    public ExposureIndex by(Catalog other, IntConsumer judged) {
        ExposureIndex index = new ExposureIndex(other, pending);
        int done = 0;
        for (Bearer bearer : bearers.values()) {
            index.bear(bearer.judged(), bearer.hosts());
            judged.accept(++done);
        }
        index.hosts.or(hosts);
        index.rebootDue.or(rebootDue);
        index.runsUnknown.or(runsUnknown);
        return index;
    }

    /** How many things were judged for the hosts that are known. */
    public int size() {
        return bearers.size();
    }

    /**
     * Puts what a host has in the place of what it had; adds it if it is new.
     *
     * @param has see {@link Judged#of}
     * @param steps what is pending there; empty if nobody knows
     * @param due what the host itself asks for
     */
    public void put(int host, Collection<Judged> has, Collection<PendingStep> steps, Due due) {
        Set<Bearer> wanted = HashSet.newHashSet(has.size());
        for (Judged each : has) {
            wanted.add(bearer(each));
        }
        if (hosts.contains(host)) {
            leaveAllBut(host, wanted);
        }
        wanted.forEach(bearer -> bearer.hosts().add(host));
        pending.put(host, steps, hosts.contains(host));
        hosts.add(host);
        set(rebootDue, host, due.reboot());
        set(runsUnknown, host, due.unknownBuilds());
    }

    public void remove(int host) {
        if (hosts.contains(host)) {
            leaveAllBut(host, Set.of());
            pending.put(host, List.of(), true);
            hosts.remove(host);
            rebootDue.remove(host);
            runsUnknown.remove(host);
        }
    }

    private static void set(RoaringBitmap bitmap, int host, boolean is) {
        if (is) {
            bitmap.add(host);
        } else {
            bitmap.remove(host);
        }
    }

    private void leaveAllBut(int host, Set<Bearer> wanted) {
        List<Bearer> deserted = new ArrayList<>();
        for (Bearer bearer : bearers.values()) {
            if (bearer.hosts().contains(host) && !wanted.contains(bearer)) {
                bearer.hosts().remove(host);
                if (bearer.hosts().isEmpty()) {
                    deserted.add(bearer);
                }
            }
        }
        deserted.forEach(this::forget);
    }

    private Bearer bearer(Judged judged) {
        Bearer known = bearers.get(judged);
        return known == null ? bear(judged, new RoaringBitmap()) : known;
    }

    private Bearer bear(Judged judged, RoaringBitmap having) {
        Bearer bearer = new Bearer(judged, shared(open(judged)), having);
        bearers.put(judged, bearer);
        for (String vulnerability : vulnerabilities(bearer)) {
            byVulnerability
                    .computeIfAbsent(vulnerability, _ -> new ArrayList<>(2))
                    .add(bearer);
        }
        for (String source : judged.sources()) {
            bySource.computeIfAbsent(judged.platform(), _ -> new HashMap<>())
                    .computeIfAbsent(source, _ -> new HashSet<>())
                    .add(bearer);
        }
        return bearer;
    }

    private void forget(Bearer bearer) {
        bearers.remove(bearer.judged());
        for (String vulnerability : vulnerabilities(bearer)) {
            byVulnerability.computeIfPresent(
                    vulnerability, (_, all) -> all.remove(bearer) && all.isEmpty() ? null : all);
        }
        bySource.computeIfPresent(bearer.judged().platform(), (_, there) -> {
            for (String source : bearer.judged().sources()) {
                there.computeIfPresent(source, (_, all) -> all.remove(bearer) && all.isEmpty() ? null : all);
            }
            return there.isEmpty() ? null : there;
        });
    }

    private static Set<String> vulnerabilities(Bearer bearer) {
        Set<String> names = HashSet.newHashSet(bearer.open().size());
        bearer.open().forEach(each -> names.add(each.vulnerability()));
        return names;
    }

    /** What is open in something that need not be on any host now, worst first. */
    public List<OpenFinding> open(Judged judged) {
        List<Finding> found = assessor.assess(judged).findings();
        if (found.isEmpty()) {
            return List.of();
        }
        Map<String, String> published = published(judged);
        List<OpenFinding> open = new ArrayList<>(found.size());
        for (Finding finding : found) {
            OpenFinding bare = OpenFinding.of(finding, published.getOrDefault(finding.vulnerability(), ""));
            open.add(bare);
        }
        open.sort(OpenFinding.WORST_FIRST);
        return open;
    }

    private List<OpenFinding> shared(List<OpenFinding> open) {
        return open.stream()
                .map(each -> findings.computeIfAbsent(each, same -> same))
                .toList();
    }

    private Map<String, String> published(Judged judged) {
        Map<String, String> first = new HashMap<>();
        for (String source : judged.sources()) {
            for (Statement statement : catalog.statements(judged.platform(), source)) {
                if (!statement.published().isEmpty()) {
                    statement
                            .vulnerabilities()
                            .forEach(each ->
                                    first.merge(each, statement.published(), (a, b) -> a.compareTo(b) <= 0 ? a : b));
                }
            }
        }
        return first;
    }

    /** The findings of a bearer with all that they rest on. */
    public List<Finding> explained(Judged judged) {
        return assessor.assess(judged).findings();
    }

    /** All hosts. It is the index's own: read it only as long as the index does not change. */
    public RoaringBitmap hosts() {
        return hosts;
    }

    /** Where a vulnerability is open; the vendor may call it unimportant there. */
    public RoaringBitmap exposedTo(String vulnerability) {
        RoaringBitmap exposed = new RoaringBitmap();
        bearers(vulnerability).forEach(bearer -> exposed.or(bearer.hosts()));
        return exposed;
    }

    /** Where at least one open finding is of this kind. */
    public RoaringBitmap exposedTo(Predicate<OpenFinding> kind) {
        RoaringBitmap exposed = new RoaringBitmap();
        for (Bearer bearer : bearers.values()) {
            if (bearer.open().stream().anyMatch(kind)) {
                exposed.or(bearer.hosts());
            }
        }
        return exposed;
    }

    /** Where a fix is installed and not in effect before a reboot, or where the host itself asks for one. */
    public RoaringBitmap awaitingReboot() {
        RoaringBitmap awaiting = exposedTo(OpenFinding::mendedByReboot);
        awaiting.or(rebootDue);
        return awaiting;
    }

    /**
     * Where a fix is installed and not in effect before something is restarted, or where replaced builds run of which nobody
     * knows what they have.
     */
    public RoaringBitmap awaitingRestart() {
        RoaringBitmap awaiting = exposedTo(OpenFinding::mendedByRestart);
        awaiting.or(runsUnknown);
        return awaiting;
    }

    /** How many findings are open on these hosts; zero where a rating is missing. */
    public Map<Rating, Long> count(RoaringBitmap within) {
        Map<Rating, Long> counts = new EnumMap<>(Rating.class);
        boolean everywhere = within.equals(hosts);
        for (Bearer bearer : bearers.values()) {
            if (!bearer.open().isEmpty()) {
                long having = everywhere
                        ? bearer.hosts().getCardinality()
                        : RoaringBitmap.andCardinality(bearer.hosts(), within);
                if (having > 0) {
                    bearer.open().forEach(each -> counts.merge(each.rating(), having, Long::sum));
                }
            }
        }
        return counts;
    }

    /** The vulnerabilities that are open on any of these hosts by their worst findings there, worst first. */
    public List<OpenFinding> vulnerabilities(RoaringBitmap within) {
        Map<String, OpenFinding> worst = HashMap.newHashMap(byVulnerability.size());
        for (Bearer bearer : bearers.values()) {
            if (RoaringBitmap.intersects(bearer.hosts(), within)) {
                for (OpenFinding each : bearer.open()) {
                    worst.merge(
                            each.vulnerability(), each, (a, b) -> OpenFinding.WORST_FIRST.compare(a, b) <= 0 ? a : b);
                }
            }
        }
        List<OpenFinding> sorted = new ArrayList<>(worst.values());
        sorted.sort(OpenFinding.WORST_FIRST);
        return sorted;
    }

    /** These hosts by the tier of the worst that is open on each; those without any open finding are in none. */
    public Map<Tier, RoaringBitmap> byWorst(RoaringBitmap within) {
        Map<Tier, RoaringBitmap> tiers = new EnumMap<>(Tier.class);
        for (Bearer bearer : bearers.values()) {
            if (!bearer.open().isEmpty()) {
                tiers.computeIfAbsent(bearer.open().getFirst().tier(), _ -> new RoaringBitmap())
                        .or(bearer.hosts());
            }
        }
        RoaringBitmap left = within.clone();
        tiers.values().forEach(hosts -> {
            hosts.and(left);
            left.andNot(hosts);
        });
        return tiers;
    }

    /** What bears a vulnerability. */
    public List<Bearer> bearers(String vulnerability) {
        List<Bearer> all = byVulnerability.get(vulnerability);
        return all == null ? List.of() : List.copyOf(all);
    }

    /** Everything of a source package that hosts of a platform have. */
    public List<Bearer> bearers(Platform platform, String source) {
        Set<Bearer> all = bySource.getOrDefault(platform, Map.of()).get(source);
        return all == null ? List.of() : List.copyOf(all);
    }

    /** Everything that was judged. */
    public List<Bearer> bearers() {
        return List.copyOf(bearers.values());
    }

    /** The steps that are pending on any of these hosts, the one to take first first. */
    public List<FleetStep> steps(RoaringBitmap within) {
        List<FleetStep> steps = new ArrayList<>();
        for (StepId id : pending.ids()) {
            FleetStep step = step(id, within);
            if (step != null) {
                steps.add(step);
            }
        }
        steps.sort(FleetStep.FIRST_TO_LAST);
        return steps;
    }

    /** One step; null if it is pending on none of these hosts. */
    public @Nullable FleetStep step(StepId id, RoaringBitmap within) {
        return pending.step(id, within, this::bearers);
    }

    /** The platforms that any of these hosts has. */
    public Set<Platform> platforms(RoaringBitmap within) {
        Set<Platform> platforms = new HashSet<>(bySource.keySet());
        if (!within.equals(hosts)) {
            platforms.removeIf(each -> bySource.getOrDefault(each, Map.of()).values().stream()
                    .noneMatch(having -> anyHas(having, within)));
        }
        return platforms;
    }

    /** The names of the sources that any of these hosts has, whatever its platform; of those that are wanted. */
    public Set<String> sources(RoaringBitmap within, Predicate<String> wanted) {
        boolean everywhere = within.equals(hosts);
        Set<String> names = new HashSet<>();
        for (Map<String, Set<Bearer>> there : bySource.values()) {
            there.forEach((name, having) -> {
                if (wanted.test(name) && (everywhere || anyHas(having, within))) {
                    names.add(name);
                }
            });
        }
        return names;
    }

    private static boolean anyHas(Set<Bearer> having, RoaringBitmap within) {
        return having.stream().anyMatch(bearer -> RoaringBitmap.intersects(bearer.hosts(), within));
    }

    /** Packs the sets as tightly as they can be; worth its while after many hosts were added. */
    public void pack() {
        bearers.values().forEach(bearer -> bearer.hosts().runOptimize());
        pending.pack();
    }
}
