package dev.fettle.server.web;

import dev.fettle.core.approval.AlertState;
import dev.fettle.core.approval.Approval;
import dev.fettle.core.approval.Asked;
import dev.fettle.core.approval.ChangeState;
import dev.fettle.core.assessment.Tier;
import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.order.Report;
import dev.fettle.core.plan.Aftermath;
import dev.fettle.core.plan.ChangeContent;
import dev.fettle.core.plan.ChangeType;
import dev.fettle.core.plan.ChangeWish;
import dev.fettle.core.plan.Gate;
import dev.fettle.core.plan.HostChoice;
import dev.fettle.core.plan.HostClass;
import dev.fettle.core.plan.LeftOut;
import dev.fettle.core.plan.Limits;
import dev.fettle.core.plan.OnBreach;
import dev.fettle.core.plan.Plan;
import dev.fettle.core.plan.PlannedWave;
import dev.fettle.core.plan.Selection;
import dev.fettle.core.plan.WaveRule;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.signing.Octets;
import dev.fettle.server.changes.Alert;
import dev.fettle.server.changes.Change;
import dev.fettle.server.changes.ChangeBuilds;
import dev.fettle.server.changes.ChangeFilter;
import dev.fettle.server.changes.ChangeHostPages;
import dev.fettle.server.changes.ChangePages;
import dev.fettle.server.changes.ChangeRuns;
import dev.fettle.server.changes.DraftEmergency;
import dev.fettle.server.changes.DraftPages;
import dev.fettle.server.changes.Incident;
import dev.fettle.server.hosts.SavedGroup;
import dev.fettle.server.rollouts.EmergencyPages;
import dev.fettle.server.web.SamplePages.Sample;
import dev.fettle.wire.NewChange;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Models for the pages on changes. */
final class ChangeSamples {
    private static final Instant NOW = SamplePages.NOW;
    private static final Octets HASH = Octets.sha256(new byte[] {1});

    private final String text;

    ChangeSamples(String text) {
        this.text = text;
    }

    Map<String, Sample> all() {
        Asked asked = new Asked(
                text, text, HASH, 2, NOW.minusSeconds(1), List.of(new Approval(text, HASH, NOW.minusSeconds(60))));
        Change draft = change(1, new ChangeState.Draft());
        Change proposed = change(2, new ChangeState.Proposed(asked));
        Change approved = change(3, new ChangeState.Approved(asked));
        Change rejected = change(4, new ChangeState.Rejected(asked, text));
        Change withdrawn = change(5, new ChangeState.Withdrawn(text));
        List<Change> rows = List.of(draft, proposed, approved, rejected, withdrawn);
        Map<String, Sample> all = new LinkedHashMap<>();
        all.put(
                "changes",
                new Sample(
                        "/changes",
                        "changes/list",
                        new ChangePages.ChangeList(new ChangeFilter(text, "draft", 9), rows, 1)));
        all.put(
                "changes-none",
                new Sample(
                        "/changes",
                        "changes/list",
                        new ChangePages.ChangeList(new ChangeFilter("", "", 0), List.of(), 0)));
        all.put("change-draft", one(draft, content(true), null, false, ""));
        all.put("change-proposed", one(proposed, content(false), null, true, text));
        all.put("change-own", one(proposed, content(false), "You proposed this change.", true, ""));
        all.put("change-approved", one(approved, content(false), null, true, ""));
        all.put("change-rejected", one(rejected, content(false), null, false, ""));
        all.put("change-withdrawn", one(withdrawn, null, null, false, ""));
        all.put(
                "change-hosts",
                new Sample(
                        "/changes/1/hosts",
                        "changes/hosts",
                        new ChangeHostPages.HostList(
                                1,
                                text,
                                List.of(text, "rest"),
                                text,
                                1,
                                100,
                                200,
                                List.of(
                                        new ChangeHostPages.Line(7, text, text, text),
                                        new ChangeHostPages.Line(8, "host 8", "", text)))));
        DraftEmergency.Wish urgent = new DraftEmergency.Wish(text, text, text, text);
        all.put("emergency", new Sample("/zero-day", "rollouts/emergency", new EmergencyPages.Form(urgent, text)));
        all.put(
                "emergency-start",
                new Sample(
                        "/zero-day/1",
                        "rollouts/emergency-start",
                        new EmergencyPages.Start(
                                draft, content(false), List.of(text), true, text, "windows", text, text)));
        all.put(
                "emergency-fault",
                new Sample(
                        "/zero-day/1",
                        "rollouts/emergency-start",
                        new EmergencyPages.Start(draft, content(true), List.of(), false, "", "nothing", "", "")));
        all.put("change-new", form(0, ""));
        all.put("change-edit", form(7, text));
        return all;
    }

    private static Sample one(
            Change change, @Nullable ChangeContent content, @Nullable String objection, boolean judged, String fault) {
        return new Sample(
                "/changes/" + change.number(),
                "changes/one",
                new ChangePages.One(
                        change,
                        content,
                        Map.of(7L, change.title()),
                        objection,
                        judged,
                        change.number() == 3,
                        change.number() == 2
                                ? List.of(
                                        new ChangeRuns.ChangeRun(9, "rolling", true, change.title(), NOW),
                                        new ChangeRuns.ChangeRun(8, "aborted", false, change.title(), NOW))
                                : List.of(),
                        change.number() == 2
                                ? List.of(
                                        new Incident(1, 2, change.title(), NOW, 5, change.title(), NOW),
                                        new Incident(2, 2, change.title(), NOW, null, change.title(), NOW))
                                : List.of(),
                        change.number() == 1 ? List.of() : List.of(change.title(), "2 hosts wait."),
                        alert(change),
                        List.of(
                                build(change.title(), ChangeBuilds.State.KEPT, 10),
                                build(change.title(), ChangeBuilds.State.COMING, 10),
                                build(change.title(), ChangeBuilds.State.MISSING, 10),
                                build(change.title(), ChangeBuilds.State.UNKNOWN, 0)),
                        fault));
    }

    private static @Nullable Alert alert(Change change) {
        return switch ((int) change.number()) {
            case 2 -> new Alert(2, 0, NOW, new AlertState.Open(3, NOW));
            case 3 -> new Alert(3, 0, NOW, new AlertState.Acknowledged(1, change.title(), NOW));
            default -> null;
        };
    }

    private static ChangeBuilds.ChangeBuild build(String text, ChangeBuilds.State state, long bytes) {
        return new ChangeBuilds.ChangeBuild(
                text, bytes, text, state, 50, text, state == ChangeBuilds.State.KEPT ? NOW : null, text);
    }

    private Sample form(long number, String fault) {
        NewChange wish = new NewChange(
                text,
                text,
                text,
                "normal",
                true,
                0L,
                "packages",
                List.of(text),
                0,
                text,
                3L,
                List.of(7L),
                List.of(text),
                List.of(text),
                null,
                null,
                null,
                null,
                null,
                "pause",
                null);
        return new Sample(
                number == 0 ? "/changes/new" : "/changes/7/edit",
                "changes/edit",
                new DraftPages.Form(number, 1, wish, List.of(new SavedGroup(3, text, text, text, 1)), fault));
    }

    private Change change(long number, ChangeState state) {
        return new Change(
                number, text, ChangeType.NORMAL, text, state, text, NOW, text, HASH, NOW, 3, 2, 4, 1, text, 1);
    }

    private ChangeContent content(boolean broken) {
        Gate gate = new Gate(1, 0, 100, 5);
        ChangeWish wish = new ChangeWish(
                "Title",
                "Reason",
                "",
                ChangeType.NORMAL,
                true,
                0,
                new Selection.Packages(List.of("openssl")),
                new HostChoice.Matching(""),
                List.of(new WaveRule("all", new WaveRule.Share.Rest(), gate, Duration.ofHours(1))),
                List.of("name==<b>"),
                new Limits(1, 1, 3, 1, Duration.ofHours(1)),
                OnBreach.PAUSE,
                14);
        HostClass what = new HostClass(
                Platform.parse("debian:12"),
                List.of(new Report.Change(text, text, new DebVersion("1.0-1"), new DebVersion("1.0-2"))),
                new Aftermath(List.of(text), List.of(text)),
                Duration.ofSeconds(70),
                4_000_000,
                List.of(new HostClass.Closed(text, Tier.EXPLOITED)),
                List.of(text));
        HostClass plain = new HostClass(
                Platform.parse("debian:12"),
                List.of(new Report.Change(text, text, null, new DebVersion("1.0-2"))),
                new Aftermath(List.of(), List.of()),
                Duration.ofSeconds(34),
                0,
                List.of(),
                List.of());
        List<PlannedWave.PlannedHost> hosts = broken
                ? List.of()
                : List.of(new PlannedWave.PlannedHost(7, 0, text, 0), new PlannedWave.PlannedHost(8, 1, "", 0));
        return new ChangeContent(
                wish,
                new Plan(
                        List.of(what, plain),
                        List.of(new PlannedWave("all", gate, Duration.ofHours(1), hosts, Duration.ofSeconds(70))),
                        List.of(
                                new LeftOut(LeftOut.Why.NO_FIX, text, List.of(7L)),
                                new LeftOut(LeftOut.Why.NOTHING_PENDING, text, List.of(9L))),
                        Criticality.NORMAL,
                        List.of(text)));
    }
}
