package dev.fettle.server.web;

import dev.fettle.core.access.HostLabels;
import dev.fettle.core.assessment.FleetStep;
import dev.fettle.core.assessment.OpenFinding;
import dev.fettle.core.assessment.PendingStep;
import dev.fettle.core.assessment.Rating;
import dev.fettle.core.assessment.StepId;
import dev.fettle.core.assessment.Tier;
import dev.fettle.core.assessment.Verdict;
import dev.fettle.core.catalog.ExploitPrediction;
import dev.fettle.core.catalog.FeedRef;
import dev.fettle.core.catalog.KnownExploitation;
import dev.fettle.core.catalog.Severity;
import dev.fettle.core.catalog.Statement;
import dev.fettle.core.catalog.VersionRange;
import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.inventory.Exposure;
import dev.fettle.core.inventory.Origin;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.server.fleet.Cursor;
import dev.fettle.server.fleet.FleetHost;
import dev.fettle.server.fleet.FleetPages;
import dev.fettle.server.fleet.FleetRow;
import dev.fettle.server.fleet.GroupPages;
import dev.fettle.server.fleet.HostFilter;
import dev.fettle.server.fleet.OverviewPages;
import dev.fettle.server.fleet.PackagePages;
import dev.fettle.server.fleet.Reading;
import dev.fettle.server.fleet.StepPages;
import dev.fettle.server.fleet.Trend;
import dev.fettle.server.fleet.Urgencies;
import dev.fettle.server.fleet.VulnerabilityPages;
import dev.fettle.server.hosts.DescribePages;
import dev.fettle.server.hosts.FactSource;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.HostRow;
import dev.fettle.server.hosts.HostRule;
import dev.fettle.server.hosts.HostRulePages;
import dev.fettle.server.hosts.MachineId;
import dev.fettle.server.hosts.SavedGroup;
import dev.fettle.server.hosts.SetHostRules;
import dev.fettle.server.search.Found;
import dev.fettle.server.search.SearchPages;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.roaringbitmap.RoaringBitmap;

/** The pages on many hosts, with everything that they can show. */
final class FleetSamples {
    private static final Platform BOOKWORM = new Platform("debian", "12");

    private final String text;

    /** @param text stands wherever a host, a feed or a person may write */
    FleetSamples(String text) {
        this.text = text;
    }

    Map<String, SamplePages.Sample> all() {
        Map<String, SamplePages.Sample> all = new LinkedHashMap<>();
        all.put("overview", sample("/overview", "fleet/overview", overview(true)));
        all.put("overview-calm", sample("/", "fleet/overview", overview(false)));
        all.put("totals", sample("/overview/totals", "fleet/totals", totals(true)));
        all.put(
                "trend",
                sample(
                        "/overview/trend",
                        "fleet/trend",
                        new OverviewPages.TrendPart(new Trend(List.of(
                                new Trend.Day(LocalDate.of(2026, 11, 19), Map.of(Rating.CRITICAL, 7L)),
                                new Trend.Day(LocalDate.of(2026, 11, 20), Map.of(Rating.LOW, 1_204L)))))));
        all.put("trend-counting", sample("/overview/trend", "fleet/trend", new OverviewPages.TrendPart(null)));
        all.put("reading", sample("/hosts", "fleet/reading", new Reading(42)));
        all.put("reading-begins", sample("/hosts", "fleet/reading", new Reading(-1)));
        groups(all);
        all.put("hosts", sample("/hosts", "fleet/hosts", hosts(filter(text), rows())));
        all.put("hosts-all", sample("/hosts", "fleet/hosts", hosts(HostFilter.ALL, rows())));
        all.put("hosts-none", sample("/hosts", "fleet/hosts", hosts(filter(text), List.of())));
        all.put(
                "hosts-no-host",
                sample(
                        "/hosts",
                        "fleet/hosts",
                        new FleetPages.HostList(
                                HostFilter.ALL,
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                new Cursor(List.of(), 0, null, true),
                                0)));
        all.put("vulnerabilities", sample("/vulnerabilities", "fleet/vulnerabilities", vulnerabilities(text)));
        all.put(
                "vulnerabilities-none",
                sample(
                        "/vulnerabilities",
                        "fleet/vulnerabilities",
                        new VulnerabilityPages.VulnerabilityList(
                                VulnerabilityPages.Show.EXPLOITED, text, List.of(), 0, null, true, false)));
        all.put("vulnerability", sample("/vulnerabilities/CVE-2099-1", "fleet/vulnerability", vulnerability(true)));
        all.put("vulnerability-closed", sample("/vulnerabilities/x", "fleet/vulnerability", vulnerability(false)));
        all.put("fleet-patches", sample("/patches", "fleet/patches", patches(steps())));
        all.put("fleet-patches-none", sample("/patches", "fleet/patches", patches(List.of())));
        all.put("fleet-patch", sample("/patches/step", "fleet/patch", patch(steps().getFirst())));
        all.put("fleet-patch-plain", sample("/patches/step", "fleet/patch", patch(steps().getLast())));
        all.put("package", sample("/packages", "fleet/package", sourcePackage()));
        all.put("search", sample("/search", "search/many", found(List.of(found("Host"), found("Package")))));
        all.put("search-none", sample("/search", "search/many", found(List.of())));
        all.put("search-some", sample("/search/some", "search/some", found(List.of(found("Vulnerability")))));
        all.put("search-some-none", sample("/search/some", "search/some", found(List.of())));
        all.put("describe", sample("/hosts/describe", "hosts/describe", describe(1)));
        all.put("describe-many", sample("/hosts/describe", "hosts/describe", describe(3)));
        return all;
    }

    private static SamplePages.Sample sample(String path, String template, Object page) {
        return new SamplePages.Sample(path, template, page);
    }

    private OverviewPages.Totals totals(boolean knows) {
        return new OverviewPages.Totals(
                1_000, knows ? 42 : 0, knows, 17, 9, 3, Map.of(Rating.CRITICAL, 1_204L, Rating.LOW, 7L));
    }

    private OverviewPages.Overview overview(boolean something) {
        return new OverviewPages.Overview(
                totals(something),
                something ? steps() : List.of(),
                something ? 231 : 0,
                something
                        ? List.of(
                                new OverviewPages.FeedAge("https://example.org/all.zip " + text, SamplePages.NOW),
                                new OverviewPages.FeedAge("/srv/feeds " + text, null))
                        : List.of(),
                something ? List.of(new Urgencies.Urgent("Look. " + text, "/changes/7")) : List.of());
    }

    private HostFilter filter(String q) {
        return new HostFilter(
                q, "reboot", "debian:12", "tag:" + text, "CVE-2099-1" + text, "?name=x" + text, text, text, "1");
    }

    private Host.Described described() {
        return new Host.Described(
                new HostLabels(Set.of("web" + text, "eu"), "ada " + text, "production " + text),
                Criticality.HIGH,
                Exposure.INTERNET);
    }

    private List<FleetPages.Row> rows() {
        return List.of(
                new FleetPages.Row(host(1, described()), Tier.EXPLOITED, true, true, true),
                new FleetPages.Row(host(2, Host.Described.NOT_YET), null, false, false, false));
    }

    private FleetHost host(int number, Host.Described described) {
        return new FleetHost(
                number,
                new HostId(number),
                "web-0" + number + " " + text,
                BOOKWORM,
                "Debian GNU/Linux 12 (bookworm) " + text,
                512,
                HostRow.Reboot.REQUIRED,
                false,
                SamplePages.NOW.minusSeconds(600),
                3,
                described,
                1);
    }

    private FleetPages.HostList hosts(HostFilter filter, List<FleetPages.Row> rows) {
        return new FleetPages.HostList(
                filter,
                List.of("debian:12"),
                List.of(group()),
                List.of("tag:" + text),
                rows,
                new Cursor(rows.stream().map(FleetPages.Row::host).toList(), 231, "7-web" + text, false),
                1_000);
    }

    private OpenFinding finding(String id, Verdict verdict, Tier tier, double score, double probability) {
        return new OpenFinding(
                id, "openssl" + text, verdict, tier, Rating.HIGH, 0.4, score, probability, "2026-10-01T00:00:00Z");
    }

    private OpenFinding worst() {
        return finding(
                "CVE-2099-1 " + text, new Verdict.Fixable("3.0.16-1", Verdict.Way.PATCH), Tier.EXPLOITED, 9.8, 0.9);
    }

    private OpenFinding other() {
        return finding("CVE-2099-2", new Verdict.Unknown("Nobody says. " + text), Tier.UNRATED, -1, -1);
    }

    private VulnerabilityPages.VulnerabilityList vulnerabilities(String query) {
        return new VulnerabilityPages.VulnerabilityList(
                VulnerabilityPages.Show.OPEN,
                query,
                List.of(new VulnerabilityPages.Row(worst(), 42), new VulnerabilityPages.Row(other(), 1)),
                231,
                "CVE-2099-2" + text,
                false,
                true);
    }

    private VulnerabilityPages.Vulnerability vulnerability(boolean open) {
        Statement statement = new Statement(
                "DEBIAN-CVE-2099-1 " + text,
                Statement.Kind.ADVISORY,
                List.of("CVE-2099-1"),
                "openssl" + text,
                List.of(new VersionRange(List.of(new VersionRange.Event(VersionRange.Kind.FIXED, "3.0.16-1")))),
                List.of(),
                "high " + text,
                new Severity("CVSS:3.1/" + text, 9.8),
                "2026-10-01" + text,
                "",
                true,
                new FeedRef("all.zip " + text, "2026-11-20" + text));
        return new VulnerabilityPages.Vulnerability(
                "CVE-2099-1 " + text,
                open ? worst() : null,
                open
                        ? new KnownExploitation(
                                LocalDate.of(2026, 11, 3), LocalDate.of(2026, 11, 24), true, "OpenSSL " + text)
                        : null,
                open ? new ExploitPrediction(0.9, 0.99) : null,
                open,
                open
                        ? List.of(new VulnerabilityPages.Place(
                                BOOKWORM, "openssl 3.0.15-1 " + text, "Acme " + text, worst(), 42))
                        : List.of(),
                open ? List.of(new VulnerabilityPages.Said(BOOKWORM, statement)) : List.of(),
                open ? steps() : List.of(),
                open ? rows() : List.of(),
                open ? 42 : 0,
                open ? 3 : 0);
    }

    private List<FleetRow> steps() {
        PendingPatch patch = new PendingPatch(
                "openssl",
                "amd64",
                new DebVersion("3.0.15-1"),
                new DebVersion("3.0.16-1"),
                new SourceBuild("openssl", new DebVersion("3.0.16-1")),
                List.of(new Origin("Debian" + text, "Debian-Security", text, "bookworm-security", text)),
                new PendingPatch.Download(1_400_000, ""),
                PendingPatch.Basis.PACKAGE_MANAGER);
        PendingPatch odd = new PendingPatch(
                "odd " + text,
                "amd64",
                new DebVersion("1-1"),
                new DebVersion("2-1"),
                null,
                List.of(),
                null,
                PendingPatch.Basis.PACKAGE_MANAGER);
        PendingPatch library = new PendingPatch(
                "libssl3",
                "amd64",
                new DebVersion("3.0.15-1"),
                new DebVersion("3.0.16-1"),
                patch.source(),
                List.of(),
                null,
                PendingPatch.Basis.PACKAGE_MANAGER);
        return List.of(
                new FleetRow(
                        1,
                        new FleetStep(
                                new StepId(BOOKWORM, "openssl", "3.0.16-1", StepId.Kind.SOURCE),
                                List.of(
                                        new PendingStep(BOOKWORM, patch, null),
                                        new PendingStep(BOOKWORM, library, null)),
                                RoaringBitmap.bitmapOf(1, 2, 3),
                                Tier.EXPLOITED,
                                List.of(worst(), other()),
                                2.5)),
                new FleetRow(
                        2,
                        new FleetStep(
                                new StepId(BOOKWORM, "odd " + text, "2-1", StepId.Kind.PACKAGE),
                                List.of(new PendingStep(BOOKWORM, odd, null)),
                                RoaringBitmap.bitmapOf(1),
                                Tier.ROUTINE,
                                List.of(),
                                0)));
    }

    private StepPages.StepList patches(List<FleetRow> rows) {
        return new StepPages.StepList(text, Tier.SEVERE, rows, rows.size(), "?name=" + text);
    }

    private StepPages.Detail patch(FleetRow row) {
        return new StepPages.Detail(
                row,
                List.of(new StepPages.Part(
                        "openssl " + text,
                        "amd64",
                        List.of("3.0.14-1", "3.0.15-1" + text),
                        "3.0.16-1",
                        row.step().mends().isEmpty() ? -1 : 1_400_000,
                        row.step().patches().getFirst().patch().origins())),
                row.step().mends(),
                row.step().mends().isEmpty() ? null : SamplePages.NOW.minusSeconds(86_400),
                rows());
    }

    private PackagePages.SourcePackage sourcePackage() {
        return new PackagePages.SourcePackage(
                "openssl " + text,
                List.of(
                        new PackagePages.Build(
                                BOOKWORM, new SourceBuild("openssl", new DebVersion("3.0.15-1")), 42, 3, worst()),
                        new PackagePages.Build(
                                BOOKWORM, new SourceBuild("openssl", new DebVersion("3.0.16-1")), 1, 0, null)));
    }

    private SearchPages.Results found(List<Found> found) {
        return new SearchPages.Results(text.isEmpty() ? "web" : text, found);
    }

    private Found found(String kind) {
        return new Found(kind, "name " + text, "detail " + text, "/search?find=" + Words.encoded(text));
    }

    private DescribePages.Form describe(int count) {
        List<Host> hosts = new ArrayList<>();
        for (int each = 1; each <= count; each++) {
            hosts.add(new Host(
                    new HostId(each), new MachineId("m" + each), "web " + text, SamplePages.NOW, described(), 3, null));
        }
        return new DescribePages.Form(
                hosts,
                new DescribePages.Fields(text, text, text, text, "high", count == 1 ? "internet" : ""),
                3,
                count == 1
                        ? List.of(
                                new FactSource("owner", text, null, null),
                                new FactSource("tag", text, 7L, "shop " + text),
                                new FactSource("exposure", "internet", 9L, null))
                        : List.of(),
                List.of("That cannot be. " + text));
    }

    private SavedGroup group() {
        return new SavedGroup(1, "web " + text, "tags==web;name==" + text, "All of the shop. " + text, 2);
    }

    private void groups(Map<String, SamplePages.Sample> all) {
        all.put("groups", sample("/hosts/groups", "fleet/groups", new GroupPages.GroupList(List.of(group()))));
        all.put("groups-none", sample("/hosts/groups", "fleet/groups", new GroupPages.GroupList(List.of())));
        all.put(
                "group",
                sample(
                        "/hosts/groups/1",
                        "fleet/group",
                        new GroupPages.One(group(), 231, 3, 2, 1, 4, Map.of(Rating.HIGH, 12L), rows())));
        all.put(
                "group-none",
                sample(
                        "/hosts/groups/1",
                        "fleet/group",
                        new GroupPages.One(group(), 0, 0, 0, 0, 0, Map.of(), List.of())));
        all.put(
                "group-form",
                sample(
                        "/hosts/groups/edit",
                        "fleet/group-form",
                        new GroupPages.Form(1, 2, text, text, text, "That cannot be. " + text)));
        HostRule rule = new HostRule(
                7,
                1,
                "shop " + text,
                "name==" + text,
                new HostRule.Says(
                        Set.of("web" + text), "ada " + text, "production " + text, Criticality.HIGH, Exposure.INTERNET),
                3);
        all.put(
                "rules",
                sample("/hosts/rules", "hosts/rules", new HostRulePages.RuleList(List.of(rule), "Done. " + text)));
        all.put("rules-none", sample("/hosts/rules", "hosts/rules", new HostRulePages.RuleList(List.of(), "")));
        HostRulePages.Fields fields = new HostRulePages.Fields(text, text, text, text, text, "high", "internet", 3);
        all.put(
                "rule-refused",
                sample(
                        "/hosts/rules/edit",
                        "hosts/rule",
                        new HostRulePages.Form(0, 0, fields, null, 0, "That cannot be. " + text)));
        all.put(
                "rule-preview",
                sample(
                        "/hosts/rules/edit",
                        "hosts/rule",
                        new HostRulePages.Form(
                                7,
                                3,
                                fields,
                                List.of(new SetHostRules.Changed(
                                        new HostId(1), "web-07 " + text, Host.Described.NOT_YET, described())),
                                231,
                                "")));
    }
}
