package dev.fettle.server.web;

import dev.fettle.server.api.ProblemKind;
import dev.fettle.server.api.openapi.DocsPages;
import dev.fettle.server.audit.AuditList;
import dev.fettle.server.fleet.OverviewPages;
import dev.fettle.server.people.SignInPages;
import dev.fettle.server.scans.ScanPages;
import dev.fettle.server.tasks.Run;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Models for each template, made of texts that a host or a feed may send. */
final class SamplePages {
    static final Instant NOW = Instant.parse("2026-11-20T18:52:00Z");
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
        all.putAll(new HostSamples(text).all());
        all.putAll(new FeedSamples(text).all());
        all.putAll(new OrderSamples(text).all());
        all.putAll(new ChangeSamples(text).all());
        all.putAll(new RolloutSamples(text).all());
        all.putAll(new AgentSamples(text).all());
        all.putAll(new SshSamples(text).all());
        all.putAll(new KeepingSamples(text).all());
        all.putAll(new WindowSamples(text).all());
        all.putAll(new WebhookSamples(text).all());
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
