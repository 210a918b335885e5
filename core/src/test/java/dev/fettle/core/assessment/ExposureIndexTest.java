package dev.fettle.core.assessment;

import static dev.fettle.core.assessment.Hosts.installed;
import static dev.fettle.core.assessment.Hosts.kernel;
import static dev.fettle.core.assessment.Hosts.running;
import static dev.fettle.core.assessment.StatedCatalog.advisory;
import static dev.fettle.core.assessment.StatedCatalog.fixedIn;
import static dev.fettle.core.assessment.StatedCatalog.rated;
import static dev.fettle.core.assessment.StatedCatalog.record;
import static dev.fettle.core.assessment.StatedCatalog.unfixed;
import static dev.fettle.core.assessment.StatedCatalog.urgent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fettle.core.catalog.ChangelogClaim;
import dev.fettle.core.catalog.KnownExploitation;
import dev.fettle.core.catalog.Statement;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.Origin;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.roaringbitmap.RoaringBitmap;

/** Whatever the index answers for a fleet is what an assessor answers host by host. */
class ExposureIndexTest {
    private static final List<String> SOURCES = List.of("a", "b", "c", "d", "e", "linux");
    private static final List<String> STREAMS = List.of("debian:12", "debian:13");
    private static final int VULNERABILITIES = 30;
    private static final int HOSTS = 25;
    private static final int CHANGES = 60;

    /** What the fleet consists of, host by host. */
    private record Look(Inventory inventory, Map<String, ChangelogClaim> claims, List<PendingPatch> patches) {}

    private final Map<Integer, Look> fleet = new TreeMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void every_answer_is_that_of_an_assessor_after_any_changes(long seed) {
        Random random = new Random(seed);
        StatedCatalog catalog = catalog(random);
        ExposureIndex index = new ExposureIndex(catalog);
        for (int change = 0; change < CHANGES; change++) {
            int host = random.nextInt(HOSTS);
            switch (random.nextInt(10)) {
                case 0 -> {
                    fleet.remove(host);
                    index.remove(host);
                }
                case 1 -> {
                    catalog = catalog(random);
                    index = index.by(catalog, _ -> {});
                }
                case 2 -> index.pack();
                default -> {
                    Look look = look(random);
                    fleet.put(host, look);
                    put(index, host, look);
                }
            }
            if (change % 10 == 9) {
                answersLikeAssessors(index, catalog, random);
            }
        }
    }

    private static void put(ExposureIndex index, int host, Look look) {
        index.put(
                host,
                Judged.of(look.inventory(), look.claims()),
                PendingStep.of(look.inventory(), look.patches()),
                ExposureIndex.Due.of(look.inventory()));
    }

    private static Assessment assess(StatedCatalog catalog, Look look) {
        return new Assessor(catalog, look.claims(), false).assess(look.inventory());
    }

    private void answersLikeAssessors(ExposureIndex index, StatedCatalog catalog, Random random) {
        Map<String, RoaringBitmap> exposed = new HashMap<>();
        RoaringBitmap exploited = new RoaringBitmap();
        RoaringBitmap awaiting = new RoaringBitmap();
        RoaringBitmap restart = new RoaringBitmap();
        RoaringBitmap scope = new RoaringBitmap();
        Map<Rating, Long> counts = new EnumMap<>(Rating.class);
        Map<Tier, RoaringBitmap> byWorst = new EnumMap<>(Tier.class);
        Set<String> inScope = new HashSet<>();
        fleet.forEach((host, look) -> {
            boolean scoped = random.nextBoolean();
            if (scoped) {
                scope.add(host);
            }
            if (look.inventory().reboot() instanceof Inventory.Reboot.Required) {
                awaiting.add(host);
            }
            if (!look.inventory().stale().stream().allMatch(StaleBuild::isKnown)) {
                restart.add(host);
            }
            for (Finding finding : assess(catalog, look).findings()) {
                exposed.computeIfAbsent(finding.vulnerability(), _ -> new RoaringBitmap())
                        .add(host);
                if (finding.exploitation() != null) {
                    exploited.add(host);
                }
                if (finding.verdict() instanceof Verdict.Fixable(String _, Verdict.Way way)) {
                    switch (way) {
                        case REBOOT -> awaiting.add(host);
                        case RESTART -> restart.add(host);
                        case PATCH -> {}
                    }
                }
                if (scoped) {
                    counts.merge(Rating.of(finding), 1L, Long::sum);
                    inScope.add(finding.vulnerability());
                }
            }
            assess(catalog, look).findings().stream()
                    .map(Tier::of)
                    .min(Comparator.naturalOrder())
                    .ifPresent(worst -> byWorst.computeIfAbsent(worst, _ -> new RoaringBitmap())
                            .add(host));
        });
        assertThat(index.hosts().toArray())
                .containsExactly(
                        fleet.keySet().stream().mapToInt(Integer::intValue).toArray());
        for (int each = 0; each < VULNERABILITIES; each++) {
            String vulnerability = "CVE-2099-" + each;
            assertThat(index.exposedTo(vulnerability))
                    .as(vulnerability)
                    .isEqualTo(exposed.getOrDefault(vulnerability, new RoaringBitmap()));
        }
        assertThat(index.exposedTo(OpenFinding::exploited)).isEqualTo(exploited);
        assertThat(index.awaitingReboot()).isEqualTo(awaiting);
        assertThat(index.awaitingRestart()).isEqualTo(restart);
        assertThat(index.count(scope)).isEqualTo(counts);
        assertThat(index.vulnerabilities(index.hosts()))
                .isSortedAccordingTo(OpenFinding.WORST_FIRST)
                .extracting(OpenFinding::vulnerability)
                .containsExactlyInAnyOrderElementsOf(exposed.keySet());
        assertThat(index.vulnerabilities(scope))
                .extracting(OpenFinding::vulnerability)
                .containsExactlyInAnyOrderElementsOf(inScope);
        assertThat(index.byWorst(index.hosts()))
                .allSatisfy((tier, hosts) ->
                        assertThat(hosts).as("%s", tier).isEqualTo(byWorst.getOrDefault(tier, new RoaringBitmap())))
                .containsKeys(byWorst.keySet().toArray(Tier[]::new));
        bearersHoldEachHostsFindings(index, catalog);
        stepsAreThoseOfTheHosts(index, catalog, scope);
    }

    private void bearersHoldEachHostsFindings(ExposureIndex index, StatedCatalog catalog) {
        fleet.forEach((host, look) -> {
            List<OpenFinding> found = new ArrayList<>();
            index.bearers().stream()
                    .filter(bearer -> bearer.hosts().contains(host))
                    .forEach(bearer -> bearer.open().forEach(each -> found.add(undated(each))));
            List<OpenFinding> expected = assess(catalog, look).findings().stream()
                    .map(finding -> OpenFinding.of(finding, ""))
                    .toList();
            assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        });
    }

    private static OpenFinding undated(OpenFinding each) {
        return new OpenFinding(
                each.vulnerability(),
                each.source(),
                each.verdict(),
                each.tier(),
                each.rating(),
                each.risk(),
                each.score(),
                each.probability(),
                "");
    }

    private void stepsAreThoseOfTheHosts(ExposureIndex index, StatedCatalog catalog, RoaringBitmap scope) {
        Map<String, RoaringBitmap> hosts = new HashMap<>();
        Map<String, Double> risks = new HashMap<>();
        Map<String, List<Finding>> mended = new HashMap<>();
        Set<String> security = new HashSet<>();
        Map<String, Set<String>> mends = new HashMap<>();
        for (int host : scope) {
            Look look = fleet.get(host);
            List<RankedPatch> ranked =
                    new PatchOrder(assess(catalog, look), catalog).rank(look.patches(), look.inventory());
            Set<String> seen = new HashSet<>();
            for (RankedPatch each : ranked) {
                SourceBuild to = each.patch().source();
                String key = to == null
                        ? each.patch().name()
                        : to.unsigned() + (each.patch().name().startsWith("linux-image") ? " image" : "");
                hosts.computeIfAbsent(key, _ -> new RoaringBitmap()).add(host);
                mended.computeIfAbsent(key, _ -> new ArrayList<>()).addAll(each.mends());
                if (each.patch().security() && each.tier() != Tier.ROUTINE) {
                    security.add(key);
                }
                each.mends()
                        .forEach(finding ->
                                mends.computeIfAbsent(key, _ -> new HashSet<>()).add(finding.vulnerability()));
                if (seen.add(key)) {
                    risks.merge(key, each.riskRemoved(), Double::sum);
                }
            }
        }
        List<FleetStep> steps = index.steps(scope);
        assertThat(steps).isSortedAccordingTo(FleetStep.FIRST_TO_LAST).hasSameSizeAs(hosts.keySet());
        for (FleetStep step : steps) {
            String key =
                    switch (step.id().kind()) {
                        case SOURCE -> step.id().name() + " " + step.id().version();
                        case IMAGE -> step.id().name() + " " + step.id().version() + " image";
                        case PACKAGE -> step.id().name();
                    };
            assertThat(step.hosts()).as(key).isEqualTo(hosts.get(key));
            assertThat(step.tier()).as(key).isEqualTo(Tier.of(mended.get(key), security.contains(key)));
            assertThat(step.riskRemoved()).as(key).isCloseTo(risks.getOrDefault(key, -1.0), within(1e-9));
            assertThat(step.mends().stream().map(OpenFinding::vulnerability))
                    .as(key)
                    .containsExactlyInAnyOrderElementsOf(mends.getOrDefault(key, Set.of()));
        }
    }

    private static StatedCatalog catalog(Random random) {
        StatedCatalog catalog = new StatedCatalog();
        for (int each = 0; each < VULNERABILITIES; each++) {
            String id = "CVE-2099-" + each;
            for (String stream : STREAMS) {
                Statement statement = statement(random, id);
                catalog.says(stream, random.nextBoolean() ? statement : rated(statement, random.nextInt(101) / 10.0));
            }
            if (random.nextInt(8) == 0) {
                catalog.exploited(id, new KnownExploitation(LocalDate.of(2099, 1, 1), null, false, id));
            }
            if (random.nextBoolean()) {
                catalog.predicted(id, random.nextDouble() / 4);
            }
        }
        return catalog;
    }

    private static Statement statement(Random random, String id) {
        String source = SOURCES.get(random.nextInt(SOURCES.size()));
        return switch (random.nextInt(5)) {
            case 0 -> record(id, source, unfixed());
            case 1 -> record(id, source);
            case 2 -> advisory("DSA-" + id, source, "2099-02-01", fixedIn(random.nextInt(5) + "-1"), id);
            case 3 -> urgent(record(id, source, fixedIn(random.nextInt(5) + "-1")), Statement.UNIMPORTANT);
            default -> record(id, source, fixedIn(random.nextInt(5) + "-1"));
        };
    }

    private static Look look(Random random) {
        List<InstalledPackage> packages = new ArrayList<>();
        List<PendingPatch> patches = new ArrayList<>();
        Map<String, ChangelogClaim> claims = new HashMap<>();
        for (String source : SOURCES.subList(0, SOURCES.size() - 1)) {
            if (random.nextInt(4) > 0) {
                String version = random.nextInt(4) + (random.nextInt(6) == 0 ? "-1~bpo12+1" : "-1");
                packages.add(installed(source, version, source, version, origin(random)));
                packages.add(installed("lib" + source, version, source, version, origin(random)));
                if (random.nextBoolean()) {
                    String to = (random.nextInt(3) + 3) + "-1";
                    patches.add(Hosts.patch("lib" + source, version, to, source, origin(random)));
                    claim(random, source, version, to, claims);
                }
            }
        }
        for (int abi = 0; abi < 3; abi++) {
            if (random.nextBoolean()) {
                packages.add(kernel("6.1.0-" + abi + "-amd64", (1 + abi) + "-1"));
            }
        }
        if (random.nextBoolean()) {
            String to = (2 + random.nextInt(3)) + "-1";
            packages.add(installed("linux-image-amd64", "1-1", "linux-signed-amd64", "1+1"));
            patches.add(Hosts.patch("linux-image-amd64", "1-1", to, "linux", Hosts.SECURITY));
            patches.add(Hosts.patch("linux-libc-dev", "1-1", to, "linux", Hosts.SECURITY));
            claim(random, "linux", "1-1", to, claims);
        }
        Inventory plain = running(
                random.nextBoolean() ? "6.1.0-" + random.nextInt(3) + "-amd64" : null,
                packages.toArray(InstalledPackage[]::new));
        Inventory host = random.nextInt(5) == 0 ? rebooting(plain) : plain;
        return new Look(Hosts.withStale(host, stale(random)), claims, patches);
    }

    private static StaleBuild[] stale(Random random) {
        List<StaleBuild> stale = new ArrayList<>();
        for (String source : SOURCES) {
            if (random.nextInt(3) == 0) {
                String version = random.nextInt(4) + (random.nextInt(6) == 0 ? "-1~bpo12+1" : "-1");
                String user = random.nextInt(3) == 0 ? StaleBuild.INIT : "nginx.service";
                String name = random.nextBoolean() ? "lib" + source : "gone-" + source;
                stale.add(
                        random.nextInt(5) == 0
                                ? new StaleBuild(name, "amd64", null, null, List.of(user))
                                : Hosts.stale(name, source, version, user));
            }
        }
        return stale.toArray(StaleBuild[]::new);
    }

    private static void claim(
            Random random, String source, String since, String to, Map<String, ChangelogClaim> claims) {
        if (random.nextBoolean()) {
            claims.put(
                    source,
                    new ChangelogClaim(
                            new SourceBuild(source, new DebVersion(to)),
                            new DebVersion(since),
                            List.of(new ChangelogClaim.Mention(
                                    "CVE-2099-" + random.nextInt(VULNERABILITIES),
                                    new DebVersion(random.nextInt(4) + "-1"))),
                            true));
        }
    }

    private static Inventory rebooting(Inventory plain) {
        return new Inventory(
                plain.host(),
                plain.platform(),
                plain.prettyName(),
                plain.packages(),
                plain.kernels(),
                new Inventory.Reboot.Required(List.of()),
                plain.unreadable(),
                plain.problems());
    }

    private static Origin[] origin(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> new Origin[] {Hosts.VENDOR};
            case 1 -> new Origin[] {};
            case 2 -> new Origin[] {Hosts.VENDOR, Hosts.DEBIAN};
            case 3 -> new Origin[] {Hosts.SECURITY};
            default -> new Origin[] {Hosts.DEBIAN};
        };
    }

    @Test
    void the_oldest_statement_says_since_when_a_vulnerability_is_known() {
        StatedCatalog catalog = new StatedCatalog()
                .says(
                        "debian:12",
                        record("CVE-2099-1", "a", unfixed()),
                        advisory("DSA-1", "a", "2098-07-01T00:00:00Z", fixedIn("9-1"), "CVE-2099-1"));
        ExposureIndex index = new ExposureIndex(catalog);

        put(index, 0, new Look(Hosts.host(installed("a", "1-1")), Map.of(), List.of()));

        assertThat(index.vulnerabilities(index.hosts()))
                .extracting(OpenFinding::published)
                .containsExactly("2098-07-01T00:00:00Z");
    }

    @Test
    void platforms_and_sources_are_those_of_the_hosts_that_are_asked_about() {
        ExposureIndex index = new ExposureIndex(new StatedCatalog());
        put(index, 0, new Look(Hosts.host(installed("a", "1-1"), installed("b", "1-1")), Map.of(), List.of()));
        put(index, 1, new Look(Hosts.host(installed("b", "2-1")), Map.of(), List.of()));

        assertThat(index.sources(index.hosts(), _ -> true)).containsExactlyInAnyOrder("a", "b");
        assertThat(index.sources(RoaringBitmap.bitmapOf(1), _ -> true)).containsExactly("b");
        assertThat(index.sources(RoaringBitmap.bitmapOf(0), "a"::equals)).containsExactly("a");
        assertThat(index.platforms(RoaringBitmap.bitmapOf(1))).hasSize(1).isEqualTo(index.platforms(index.hosts()));
        assertThat(index.platforms(RoaringBitmap.bitmapOf(9))).isEmpty();
    }

    @Test
    void what_no_host_has_any_more_is_forgotten() {
        ExposureIndex index =
                new ExposureIndex(new StatedCatalog().says("debian:12", record("CVE-2099-1", "a", unfixed())));
        put(index, 7, new Look(Hosts.host(installed("a", "1-1")), Map.of(), List.of()));

        index.remove(7);

        assertThat(index.size()).isZero();
        assertThat(index.vulnerabilities(index.hosts())).isEmpty();
        assertThat(index.bearers("CVE-2099-1")).isEmpty();
        assertThat(index.sources(index.hosts(), _ -> true)).isEmpty();
        assertThat(index.platforms(index.hosts())).isEmpty();
    }
}
