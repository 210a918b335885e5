package dev.fettle.server.web;

import static dev.fettle.server.web.SamplePages.NOW;

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
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.server.assessments.FindingList;
import dev.fettle.server.assessments.PatchPages;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostContact;
import dev.fettle.server.hosts.HostHead;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.HostPages;
import dev.fettle.server.hosts.NotInEffect;
import dev.fettle.server.web.SamplePages.Sample;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The pages on one host. */
final class HostSamples {
    private static final Platform BOOKWORM = new Platform("debian", "12");
    private static final Origin SECURITY =
            new Origin("Debian", "Debian-Security", "oldstable-security", "bookworm-security", "security.debian.org");
    private static final Origin MAIN = new Origin("Debian", "Debian", "oldstable", "bookworm", "deb.debian.org");

    private final String text;

    /** @param text what stands wherever a host or a feed may write anything */
    HostSamples(String text) {
        this.text = text;
    }

    Map<String, Sample> all() {
        Map<String, Sample> all = new LinkedHashMap<>();
        all.put("patches", patches("assessments/patches", patchList(null, true)));
        all.put("patches-unavailable", patches("assessments/patches", patchList("apt-get is missing. " + text, false)));
        all.put("patches-none", patches("assessments/patches", nothing()));
        all.put("patch", patches("assessments/patch", detail(steps().getFirst(), findings())));
        all.put("patch-routine", patches("assessments/patch", detail(steps().getLast(), List.of())));
        all.put("findings", host("findings", "assessments/findings", findingList("", findings())));
        all.put("findings-none", host("findings", "assessments/findings", findingList(text, List.of())));
        all.put("packages", host("packages", "hosts/packages", packages()));
        all.put("effect", host("effect", "hosts/effect", effect(true)));
        all.put("effect-none", host("effect", "hosts/effect", effect(false)));
        all.put("history", host("history", "hosts/history", history()));
        return all;
    }

    private static Sample patches(String template, Object page) {
        return host("patches", template, page);
    }

    private static Sample host(String tab, String template, Object page) {
        return new Sample("/hosts/1/" + tab, template, page);
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
                rebootDue ? 2 : 0,
                NOW.minusSeconds(300),
                rebootDue
                        ? new HostContact(
                                NOW.minusSeconds(200_000),
                                NOW.minusSeconds(200_000),
                                List.of("This host and " + text + " have the same machine-id."))
                        : new HostContact(NOW.minusSeconds(20), null, List.of()),
                rebootDue ? null : new Host.Removal(NOW, "olga " + text, "Scrapped. " + text, new HostId(3)),
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
                new Slice<>(steps, 1, steps.isEmpty() ? 1 : 3, steps.size()),
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
                new Slice<>(List.of(), 1, 1, 0),
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

    private HostPages.Effect effect(boolean some) {
        SourceBuild ran = new SourceBuild("openssl", version("3.0.15-1"));
        return new HostPages.Effect(
                head(some),
                some
                        ? List.of(
                                new NotInEffect(
                                        new StaleBuild(
                                                "libssl3",
                                                "amd64",
                                                ran.version(),
                                                ran,
                                                List.of("init.scope", "nginx.service", "session-3.scope", "x " + text)),
                                        version("3.0.16-1"),
                                        NOW.minusSeconds(90_000)),
                                new NotInEffect(
                                        new StaleBuild("libgone1 " + text, "amd64", null, null, List.of(text)),
                                        null,
                                        null),
                                new NotInEffect(
                                        new StaleBuild("nginx", "amd64", ran.version(), ran, List.of()),
                                        ran.version(),
                                        null))
                        : List.of());
    }

    private HostPages.History history() {
        List<InventoryDelta.Step> steps = List.of(
                new InventoryDelta.Step.Booted(build("linux-image-6.1.0-31-amd64", "6.1.128-1")),
                new InventoryDelta.Step.Installed(build("nginx " + text, "1.22.1-9+deb12u1")),
                new InventoryDelta.Step.Replaced(build("openssl", "3.0.15-1"), build("openssl", "3.0.16-1")),
                new InventoryDelta.Step.StillRuns(build("openssl", "3.0.15-1")),
                new InventoryDelta.Step.CameIntoEffect(build("libexpat1 " + text, "2.5.0-1")),
                new InventoryDelta.Step.Removed(build("apache2", "2.4.62-1~deb12u2")));
        return new HostPages.History(
                head(false),
                List.of(
                        new HostPages.History.Look(3, NOW.minusSeconds(3_600), steps, 0),
                        new HostPages.History.Look(2, NOW.minusSeconds(90_000), steps.subList(2, 3), 240),
                        new HostPages.History.Look(1, NOW.minusSeconds(900_000), List.of(), 1204)));
    }
}
