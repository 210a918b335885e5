package dev.fettle.server.web;

import dev.fettle.core.assessment.Evidence;
import dev.fettle.core.assessment.Finding;
import dev.fettle.core.assessment.RankedPatch;
import dev.fettle.core.assessment.Step;
import dev.fettle.core.assessment.Summary;
import dev.fettle.core.assessment.Tier;
import dev.fettle.core.assessment.Verdict;
import dev.fettle.core.catalog.ExploitPrediction;
import dev.fettle.core.catalog.FeedRef;
import dev.fettle.core.catalog.KnownExploitation;
import dev.fettle.core.catalog.Severity;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.InventoryDelta;
import dev.fettle.core.inventory.Origin;
import dev.fettle.core.inventory.PackageBuild;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.inventory.Problem;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.server.api.ProblemKind;
import dev.fettle.server.api.openapi.DocsPages;
import dev.fettle.server.assessments.FindingList;
import dev.fettle.server.assessments.PatchPages;
import dev.fettle.server.audit.AuditList;
import dev.fettle.server.feeds.FeedPages;
import dev.fettle.server.feeds.FeedStatus;
import dev.fettle.server.fleet.OverviewPages;
import dev.fettle.server.hosts.HostHead;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.HostPages;
import dev.fettle.server.people.SignInPages;
import dev.fettle.server.scans.ScanPages;
import dev.fettle.server.tasks.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Models for each template, made of texts that a host or a feed may send. */
final class SamplePages {
    static final Instant NOW = Instant.parse("2026-11-20T18:52:00Z");
    private static final Platform BOOKWORM = new Platform("debian", "12");
    private static final Origin SECURITY =
            new Origin("Debian", "Debian-Security", "oldstable-security", "bookworm-security", "security.debian.org");
    private static final Origin MAIN = new Origin("Debian", "Debian", "oldstable", "bookworm", "deb.debian.org");

    /** What stands wherever a host or a feed may write anything. */
    private final String text;

    SamplePages(String text) {
        this.text = text;
    }

    /**
     * @param path of the request
     * @param template its path, without ending
     */
    record Sample(String path, String template, Object page) {}

    Map<String, Sample> all() {
        Map<String, Sample> all = new LinkedHashMap<>();
        all.put("beginning", new Sample("/", "fleet/beginning", new OverviewPages.Beginning(true, true)));
        all.put("not-watched", new Sample("/", "fleet/beginning", new OverviewPages.Beginning(false, true)));
        all.put("nothing-in-scope", new Sample("/", "fleet/beginning", new OverviewPages.Beginning(true, false)));
        new FleetSamples(text).all().forEach(all::put);
        all.put("patches", patches("assessments/patches", patchList(null, true)));
        all.put("patches-unavailable", patches("assessments/patches", patchList("apt-get is missing. " + text, false)));
        all.put("patches-none", patches("assessments/patches", nothing()));
        all.put("patch", patches("assessments/patch", detail(steps().getFirst(), findings())));
        all.put("patch-routine", patches("assessments/patch", detail(steps().getLast(), List.of())));
        all.put("findings", host("findings", "assessments/findings", findingList("", findings())));
        all.put("findings-none", host("findings", "assessments/findings", findingList(text, List.of())));
        all.put("packages", host("packages", "hosts/packages", packages()));
        all.put("history", host("history", "hosts/history", history()));
        all.put("feeds", new Sample("/feeds", "feeds/list", feeds(true)));
        all.put("feeds-idle", new Sample("/feeds", "feeds/table", feeds(false)));
        all.put(
                "feeds-none",
                new Sample("/feeds", "feeds/list", new FeedPages.FeedList(List.of(), Duration.ofHours(6), false)));
        all.put("scans", new Sample("/scans", "scans/list", scans()));
        ScanPages.Now unwanted = new ScanPages.Now(null, null, false);
        all.put("scans-unwanted", new Sample("/scans", "scans/list", new ScanPages.ScanList(unwanted, List.of())));
        all.put("bar-unwanted", new Sample("/scans/now", "scans/bar", new ScanPages.Bar(unwanted, false, false)));
        all.put("bar-running", bar(run(7, Run.State.RUNNING, 42, ""), false, false));
        all.put("bar-first", bar(run(7, Run.State.RUNNING, -1, ""), false, true));
        all.put("bar-ended", bar(run(7, Run.State.DONE, 100, ""), true, false));
        all.put("bar-idle", bar(run(7, Run.State.DONE, 100, ""), false, false));
        all.put("bar-failed", bar(run(7, Run.State.FAILED, 10, "dpkg-query ended with 2. " + text), false, false));
        all.putAll(new SamplePeople(text).all());
        all.put(
                "welcome",
                new Sample(
                        "/welcome",
                        "people/welcome",
                        new SignInPages.Welcome(
                                text, "admin", "The two passwords differ. Type them again. " + text, 12)));
        all.put(
                "error",
                new Sample(
                        "/error",
                        "web/error",
                        new ErrorPages.Fault(404, "Not found", "No patch of " + text + " is pending.")));
        all.put("problem", new Sample("/problems/not-found", "api/problem", ProblemKind.NOT_FOUND));
        all.put("api-docs", new Sample("/api/docs", "api/docs", new DocsPages.Docs("/" + text)));
        AuditList audit = audit();
        all.put("audit", new Sample("/audit", "audit/list", audit));
        all.put(
                "audit-running",
                new Sample(
                        "/audit/verification",
                        "audit/verification",
                        new AuditList.Checking(run(7, Run.State.RUNNING, 42, ""))));
        all.put(
                "audit-none",
                new Sample(
                        "/audit",
                        "audit/list",
                        new AuditList(
                                new AuditList.Asked(text, "", "", "", text, "", "A day is written like 2026-11-20."),
                                List.of(),
                                List.of(),
                                "",
                                new AuditList.Checking(null),
                                List.of())));
        return all;
    }

    private AuditList audit() {
        AuditList.Row row = new AuditList.Row(
                NOW,
                "ann added the host " + text + ".",
                "host.added",
                1204,
                "as administrator from " + text,
                text,
                text,
                List.of(new AuditList.Change(text, null, text), new AuditList.Change("owner", text, null)),
                "?type=host&about=7");
        return new AuditList(
                new AuditList.Asked(text, "host.added", "host", text, "2026-11-20", "", ""),
                List.of(row, new AuditList.Row(NOW, "Changed.", "", 0, "", "", "", List.of(), "")),
                List.of("host.added", "person.added"),
                "?before=2026",
                new AuditList.Checking(run(7, Run.State.FAILED, 100, "Entry 7 was changed. " + text)),
                List.of("0123456789abcdef0123"));
    }

    private static Sample patches(String template, Object page) {
        return host("patches", template, page);
    }

    private static Sample host(String tab, String template, Object page) {
        return new Sample("/hosts/1/" + tab, template, page);
    }

    private static Sample bar(Run run, boolean ended, boolean first) {
        Instant next = run.running() ? null : NOW.plusSeconds(3600);
        return new Sample(
                "/scans/now", "scans/bar", new ScanPages.Bar(new ScanPages.Now(run, next, true), ended, first));
    }

    private Run run(long id, Run.State state, int percent, String message) {
        Instant started = NOW.minusSeconds(id * 3_600);
        return new Run(
                id,
                text,
                state,
                "The package manager is asked what it would do. " + text,
                percent,
                started,
                state == Run.State.RUNNING ? null : started.plusSeconds(12),
                message);
    }

    private HostHead head(boolean rebootDue) {
        return new HostHead(
                new HostId(1),
                "web-07 " + text,
                "Debian GNU/Linux 12 (bookworm) " + text,
                1204,
                "6.1.0-31-amd64",
                rebootDue,
                rebootDue
                        ? "A reboot is due: linux-image-6.1.0-32-amd64 is installed and does not run yet."
                        : "No reboot is due.",
                NOW.minusSeconds(300),
                rebootDue
                        ? List.of(new Problem("/var/lib/dpkg/status", "Line 812 could not be read.", text))
                        : List.of());
    }

    private static DebVersion version(String text) {
        return new DebVersion(text);
    }

    private RankedPatch ranked(
            int rank, String name, String from, String to, Tier tier, List<Finding> mends, String reason) {
        boolean security = tier != Tier.ROUTINE;
        PendingPatch patch = new PendingPatch(
                name,
                "amd64",
                version(from),
                version(to),
                new SourceBuild(name.replaceAll("^lib|\\d$", ""), version(to)),
                security ? List.of(SECURITY) : List.of(MAIN, new Origin(text, text, text, text, text)),
                new PendingPatch.Download(1_400_000L * rank, ""),
                PendingPatch.Basis.PACKAGE_MANAGER);
        return new RankedPatch(rank, patch, tier, mends, 0.5, reason + " " + text);
    }

    private List<PatchPages.StepRow> steps() {
        List<Finding> findings = findings();
        String version = "1:2.39.5+really2.39.5~rc1-0+deb12u2~bpo12+1+longsuffix.20261120";
        List<List<RankedPatch>> steps = List.of(
                List.of(
                        ranked(
                                1,
                                "openssl",
                                "3.0.15-1~deb12u1",
                                "3.0.16-1~deb12u1",
                                Tier.EXPLOITED,
                                findings,
                                "Attackers use CVE-2026-1234, in ransomware campaigns too (listed by CISA on 3 Nov 2026, to be mended by 24 Nov 2026); the patch mends it and 4 more."),
                        ranked(
                                2,
                                "libssl3",
                                "3.0.15-1~deb12u1",
                                "3.0.16-1~deb12u1",
                                Tier.EXPLOITED,
                                findings,
                                "Attackers use it."),
                        ranked(
                                3,
                                "libssl-dev",
                                "3.0.15-1~deb12u1",
                                "3.0.16-1~deb12u1",
                                Tier.EXPLOITED,
                                findings,
                                "Attackers use it.")),
                List.of(
                        ranked(
                                4,
                                "sudo",
                                "1.9.13p3-1+deb12u1",
                                "1.9.13p3-1+deb12u2",
                                Tier.LIKELY,
                                findings.subList(1, 2),
                                "Attacks on CVE-2026-32463 within 30 days are likely (EPSS 37.2%); the patch mends it; no attacks are known.")),
                List.of(
                        ranked(
                                5,
                                "git",
                                "1:2.39.5-0+deb12u1",
                                version,
                                Tier.SEVERE,
                                findings.subList(2, 4),
                                "Mends 2 vulnerabilities, the worst critical (CVE-2026-48384, CVSS 9.8); attacks within 30 days: 3.1%; no attacks are known.")),
                List.of(
                        ranked(
                                6,
                                "linux-image-amd64",
                                "6.1.123-1",
                                "6.1.124-1",
                                Tier.UNRATED,
                                List.of(),
                                "A security patch; what it mends is not known here, so it is taken before what is known to be harmless.")),
                List.of(
                        ranked(
                                7,
                                "libxml2",
                                "2.9.14+dfsg-1.3~deb12u1",
                                "2.9.14+dfsg-1.3~deb12u2",
                                Tier.MODERATE,
                                findings.subList(3, 4),
                                "Mends 1 vulnerability, the worst medium (CVE-2026-6021, CVSS 5.5); attacks within 30 days: under 0.1%; no attacks are known.")),
                List.of(
                        ranked(
                                8,
                                "libc6",
                                "2.36-9+deb12u9",
                                "2.36-9+deb12u10",
                                Tier.UNIMPORTANT,
                                findings.subList(4, 5),
                                "Mends only 1 vulnerability that the distribution calls unimportant; it can wait for the next regular window.")),
                List.of(
                        ranked(
                                9,
                                "base-files",
                                "12.4+deb12u9",
                                "12.4+deb12u10",
                                Tier.ROUTINE,
                                List.of(),
                                "No vulnerability is known to be mended by it; it can wait for the next regular window."),
                        ranked(
                                10,
                                "tzdata",
                                "2024b-0+deb12u1",
                                "2026a-0+deb12u1",
                                Tier.ROUTINE,
                                List.of(),
                                "No vulnerability is known to be mended by it.")));
        return steps.stream()
                .map(step -> new PatchPages.StepRow(
                        step.getFirst().rank(),
                        new Step(step),
                        NOW.minusSeconds(86_400L * step.getFirst().rank())))
                .toList();
    }

    private PatchPages.PatchList patchList(String unavailable, boolean knows) {
        List<PatchPages.StepRow> steps = unavailable == null ? steps() : List.of();
        List<PendingPatch> patches = steps.stream()
                .flatMap(row -> row.step().patches().stream())
                .map(RankedPatch::patch)
                .toList();
        PendingChanges changes = new PendingChanges(
                patches,
                List.of(new PendingChanges.Install(
                        "linux-image-6.1.0-32-amd64", "amd64", version("6.1.124-1"), List.of(SECURITY), 69_000_000)),
                List.of(new PendingChanges.Removal("libold1", "amd64", version("1.2-3"))),
                List.of(
                        new PendingChanges.KeptBack(
                                "docker-ce",
                                "amd64",
                                version("5:27.3.1-1"),
                                version("5:28.0.0-1"),
                                new PendingChanges.Why.Held()),
                        new PendingChanges.KeptBack(
                                "snapd", "amd64", version("2.60"), version("2.61"), new PendingChanges.Why.Phased(30)),
                        new PendingChanges.KeptBack(
                                "nodejs",
                                "amd64",
                                version("18.19"),
                                version("18.20"),
                                new PendingChanges.Why.Unsatisfied())));
        return new PatchPages.PatchList(
                head(true),
                steps,
                new Summary(8, 23, 141, 1302, 4, 1),
                changes,
                unavailable,
                knows,
                knows,
                knows,
                List.of("git", "tzdata", text));
    }

    private PatchPages.PatchList nothing() {
        return new PatchPages.PatchList(
                head(false),
                List.of(),
                new Summary(0, 0, 12, 310, 0, 0),
                PendingChanges.none(),
                null,
                true,
                true,
                true,
                List.of());
    }

    private PatchPages.StepDetail detail(PatchPages.StepRow row, List<Finding> findings) {
        return new PatchPages.StepDetail(head(false), row, findings);
    }

    private Finding finding(
            String id, Verdict verdict, String urgency, Double score, KnownExploitation kev, Double epss) {
        return new Finding(
                new SourceBuild("openssl", version("3.0.15-1~deb12u1")),
                id,
                verdict,
                urgency,
                score == null ? null : new Severity("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", score),
                kev,
                epss == null ? null : new ExploitPrediction(epss, 0.92),
                List.of(
                        new Evidence(
                                Evidence.Kind.RECORD,
                                "DEBIAN-" + id,
                                "introduced 0, fixed 3.0.16-1~deb12u1",
                                "3.0.15-1~deb12u1",
                                new FeedRef("debian-osv.zip " + text, "2026-11-20"),
                                "The installed version lies before the fixed one. " + text),
                        new Evidence(
                                Evidence.Kind.CHANGELOG,
                                "openssl 3.0.16-1~deb12u1",
                                "",
                                "3.0.15-1~deb12u1",
                                null,
                                "The changelog of the candidate names " + id + ".")));
    }

    private List<Finding> findings() {
        return List.of(
                finding(
                        "CVE-2026-1234",
                        new Verdict.Fixable("3.0.16-1~deb12u1", Verdict.Way.PATCH),
                        "high " + text,
                        9.8,
                        new KnownExploitation(
                                LocalDate.of(2026, 11, 3),
                                LocalDate.of(2026, 11, 24),
                                true,
                                "OpenSSL buffer overflow " + text),
                        0.941),
                finding("CVE-2026-32463", new Verdict.Fixable("6.1.124-1", Verdict.Way.REBOOT), "", 7.8, null, 0.372),
                finding("CVE-2026-48384 " + text, new Verdict.Unfixed(), "low", 8.1, null, 0.031),
                finding(
                        "CVE-2026-6021",
                        new Verdict.Unknown("The record names no version. " + text),
                        "",
                        5.5,
                        null,
                        0.0004),
                finding("CVE-2010-4756", new Verdict.Unfixed(), "unimportant", null, null, null));
    }

    private FindingList findingList(String query, List<Finding> findings) {
        return new FindingList(
                head(false),
                findings.size() > 1,
                FindingList.Show.OPEN,
                query,
                new Slice<>(findings, 2, 3, findings.isEmpty() ? 0 : 231));
    }

    private HostPages.PackageList packages() {
        List<InstalledPackage> packages = IntStream.range(0, 12)
                .mapToObj(each -> new InstalledPackage(
                        "lib" + (each == 3 ? text + "averyveryverylongpackagename" : "name") + each,
                        "amd64",
                        version("1:2.3" + each + "+dfsg-1~deb12u1"),
                        new SourceBuild(
                                "source" + each, version(each % 2 == 0 ? "1:2.3" + each + "+dfsg-1~deb12u1" : "4.5-6")),
                        each % 5 == 1 ? List.of() : List.of(MAIN, SECURITY),
                        each % 4 == 0,
                        each % 3 == 0))
                .toList();
        return new HostPages.PackageList(head(false), text, new Slice<>(packages, 2, 7, 1204));
    }

    private PackageBuild build(String name, String version) {
        return new PackageBuild(BOOKWORM, name, version(version), "amd64", new SourceBuild(name, version(version)));
    }

    private HostPages.History history() {
        List<InventoryDelta.Step> steps = List.of(
                new InventoryDelta.Step.Booted(build("linux-image-6.1.0-31-amd64", "6.1.128-1")),
                new InventoryDelta.Step.Installed(build("nginx " + text, "1.22.1-9+deb12u1")),
                new InventoryDelta.Step.Replaced(build("openssl", "3.0.15-1"), build("openssl", "3.0.16-1")),
                new InventoryDelta.Step.Removed(build("apache2", "2.4.62-1~deb12u2")));
        return new HostPages.History(
                head(false),
                List.of(
                        new HostPages.History.Look(3, NOW.minusSeconds(3_600), steps, 0),
                        new HostPages.History.Look(2, NOW.minusSeconds(90_000), steps.subList(2, 3), 240),
                        new HostPages.History.Look(1, NOW.minusSeconds(900_000), List.of(), 1204)));
    }

    private FeedStatus feed(String name, String kind, FeedStatus.Health health, String message) {
        return new FeedStatus(
                "source",
                "location",
                name + " " + text,
                kind,
                health,
                health == FeedStatus.Health.FAILED ? "" : "2026-11-20",
                health == FeedStatus.Health.FAILED ? 0 : 48_213,
                message,
                NOW.minusSeconds(1_200),
                health == FeedStatus.Health.FAILED ? null : NOW.minusSeconds(7_900),
                health == FeedStatus.Health.FAILED ? null : NOW.minusSeconds(86_400),
                112,
                1_034,
                3);
    }

    private FeedPages.FeedList feeds(boolean busy) {
        return new FeedPages.FeedList(
                List.of(
                        new FeedPages.Source(
                                0,
                                "https://osv-vulnerabilities.storage.googleapis.com/Debian/all.zip",
                                busy
                                        ? new FeedPages.Progress("all.zip is being fetched: 31 of 74 MiB. " + text, 42)
                                        : null,
                                null,
                                null,
                                List.of(feed("all.zip", "osv", FeedStatus.Health.GOOD, ""))),
                        new FeedPages.Source(
                                1,
                                "/srv/feeds " + text,
                                null,
                                NOW.plusSeconds(9_000),
                                null,
                                List.of(
                                        feed(
                                                "known_exploited_vulnerabilities.json",
                                                "kev",
                                                FeedStatus.Health.LAST_GOOD,
                                                "The file ends in the middle of a record; what was there before is in force. "
                                                        + text),
                                        feed("epss_scores-current.csv.gz", "epss", FeedStatus.Health.GOOD, ""),
                                        feed(
                                                "notes.txt",
                                                "unknown",
                                                FeedStatus.Health.FAILED,
                                                "This is no feed that Fettle can read. " + text))),
                        new FeedPages.Source(
                                2,
                                "https://mirror.example.org/kev.json",
                                null,
                                NOW.plusSeconds(30),
                                new FeedPages.Fault(NOW.minusSeconds(30), "The database is full. " + text),
                                List.of())),
                Duration.ofHours(6),
                busy);
    }

    private ScanPages.ScanList scans() {
        List<Run> runs = List.of(
                run(1, Run.State.RUNNING, 42, ""),
                run(2, Run.State.DONE, 100, ""),
                run(3, Run.State.FAILED, 12, "dpkg-query ended with 2: " + text),
                run(4, Run.State.STOPPED, 12, ""),
                run(5, Run.State.CUT_OFF, 12, "The server ended in the middle."));
        return new ScanPages.ScanList(new ScanPages.Now(runs.getFirst(), NOW.plusSeconds(600), true), runs);
    }
}
