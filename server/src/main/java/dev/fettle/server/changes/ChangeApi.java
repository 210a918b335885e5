package dev.fettle.server.changes;

import dev.fettle.core.access.Permission;
import dev.fettle.core.access.Scope;
import dev.fettle.core.plan.ChangeContent;
import dev.fettle.core.plan.ChangeType;
import dev.fettle.core.plan.ChangeWish;
import dev.fettle.core.signing.Octets;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.Checks;
import dev.fettle.server.api.Etags;
import dev.fettle.server.api.ProblemKind;
import dev.fettle.server.api.lists.Fields;
import dev.fettle.server.api.lists.ListPlan;
import dev.fettle.server.api.lists.ListRequest;
import dev.fettle.server.api.lists.ListedRoutes;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.wire.ChangeBuildItem;
import dev.fettle.wire.ChangeDetail;
import dev.fettle.wire.ChangeItem;
import dev.fettle.wire.ChangeJudgement;
import dev.fettle.wire.Listing;
import dev.fettle.wire.NewChange;
import dev.fettle.wire.NewZeroDay;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Changes, for programs. */
@RestController
final class ChangeApi implements ListedRoutes {
    static final List<String> STATES = List.of("draft", "proposed", "approved", "rejected", "withdrawn");

    private static final Fields<Change> CHANGES = Fields.<Change>builder()
            .whole("id", Change::number, "c.number")
            .text("title", Change::title, "c.title")
            .text("ticket", Change::ticket, "c.ticket")
            .choice("state", each -> each.state().word(), "c.state", STATES)
            .choice(
                    "type",
                    each -> each.type().word(),
                    "c.type",
                    Arrays.stream(ChangeType.values()).map(ChangeType::word).toList())
            .text("draftedBy", Change::draftedBy, "c.drafted_by")
            .build("id", "-id");

    private final Changes changes;
    private final PlanWindows windows;
    private final DraftChange draftChange;
    private final MoveChange moveChange;
    private final ChangeBuilds builds;

    private final DraftEmergency draftEmergency;
    private final DraftFollowUp draftFollowUp;
    private final Alerts alerts;

    ChangeApi(
            Changes changes,
            PlanWindows windows,
            DraftChange draftChange,
            MoveChange moveChange,
            DraftEmergency draftEmergency,
            DraftFollowUp draftFollowUp,
            Alerts alerts,
            ChangeBuilds builds) {
        this.changes = changes;
        this.windows = windows;
        this.draftEmergency = draftEmergency;
        this.draftFollowUp = draftFollowUp;
        this.alerts = alerts;
        this.draftChange = draftChange;
        this.moveChange = moveChange;
        this.builds = builds;
    }

    @Override
    public Map<String, Fields<?>> fields() {
        return Map.of("list", CHANGES);
    }

    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Lists changes, the newest first")
    @GetMapping("/api/v1/changes")
    ResponseEntity<Listing<ChangeItem>> list(Viewer viewer, ListRequest request) {
        ListPlan<Change> plan = request.plan(CHANGES);
        return plan.answer(changes.part(plan.condition(), viewer.scope()), ChangeWire::item);
    }

    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Tells one change and what it means for its hosts")
    @GetMapping("/api/v1/changes/{id}")
    ResponseEntity<ChangeDetail> one(Viewer viewer, @PathVariable long id) {
        return told(HttpStatus.OK, find(id, viewer.scope()));
    }

    /** What it means for each host stands in the answer. */
    @Needs(Permission.PROPOSE_CHANGES)
    @Operation(summary = "Drafts a change and plans it")
    @PostMapping("/api/v1/changes")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<ChangeDetail> draft(Viewer viewer, @RequestBody NewChange sent) {
        return told(HttpStatus.CREATED, done(draftChange.add(viewer.actor(), viewer.scope(), wish(sent))));
    }

    /** Those that no package index tells come last. */
    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Lists the package files of a change, and which of them the server keeps")
    @GetMapping("/api/v1/changes/{id}/builds")
    Listing<ChangeBuildItem> builds(Viewer viewer, @PathVariable long id) {
        Change change = find(id, viewer.scope());
        return new Listing<>(
                builds.builds(change, content(change), viewer.scope()).stream()
                        .map(ChangeWire::build)
                        .toList(),
                null);
    }

    /** It is a draft again then, and whatever was approved of it is void. */
    @Needs(Permission.PROPOSE_CHANGES)
    @Operation(summary = "Edits a change and plans it anew")
    @PutMapping("/api/v1/changes/{id}")
    ResponseEntity<ChangeDetail> edit(
            Viewer viewer,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody NewChange sent) {
        long version = seen(id, viewer.scope(), ifMatch);
        ChangeWish wish = wish(sent);
        return told(HttpStatus.OK, done(draftChange.edit(viewer.actor(), viewer.scope(), id, wish, version)));
    }

    /** By what is known of its hosts now; as after an edit, it is a draft again. */
    @Needs(Permission.PROPOSE_CHANGES)
    @Operation(summary = "Plans a change anew")
    @PostMapping("/api/v1/changes/{id}/plan")
    ResponseEntity<ChangeDetail> plan(
            Viewer viewer,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        long version = seen(id, viewer.scope(), ifMatch);
        return told(HttpStatus.OK, done(draftChange.plan(viewer.actor(), viewer.scope(), id, version)));
    }

    @Needs(Permission.PROPOSE_CHANGES)
    @Operation(summary = "Asks for the approvals that a change takes")
    @PostMapping("/api/v1/changes/{id}/propose")
    ResponseEntity<ChangeDetail> propose(
            Viewer viewer,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        long version = seen(id, viewer.scope(), ifMatch);
        return told(HttpStatus.OK, done(moveChange.propose(viewer.actor(), viewer.scope(), id, version)));
    }

    /** Of the content whose hash is sent; if that is not what stands now, nothing is approved. */
    @Needs(Permission.APPROVE_CHANGES)
    @Operation(summary = "Agrees to a change that somebody else proposed")
    @PostMapping("/api/v1/changes/{id}/approve")
    ResponseEntity<ChangeDetail> approve(Viewer viewer, @PathVariable long id, @RequestBody ChangeJudgement sent) {
        Octets content = content(sent);
        String why = sent.reason() == null ? "" : sent.reason();
        return told(
                HttpStatus.OK,
                judged(moveChange.approve(viewer.actor(), seeing(viewer), viewer.scope(), id, content, why)));
    }

    @Needs(Permission.APPROVE_CHANGES)
    @Operation(summary = "Says no to a change that somebody else proposed")
    @PostMapping("/api/v1/changes/{id}/reject")
    ResponseEntity<ChangeDetail> reject(Viewer viewer, @PathVariable long id, @RequestBody ChangeJudgement sent) {
        Octets content = content(sent);
        String why = sent.reason() == null ? "" : sent.reason();
        return told(
                HttpStatus.OK,
                judged(moveChange.reject(viewer.actor(), seeing(viewer), viewer.scope(), id, content, why)));
    }

    @Needs(Permission.PROPOSE_CHANGES)
    @Operation(summary = "Gives a change up for good")
    @PostMapping("/api/v1/changes/{id}/withdraw")
    ResponseEntity<ChangeDetail> withdraw(
            Viewer viewer,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody ChangeJudgement sent) {
        long version = seen(id, viewer.scope(), ifMatch);
        String why = sent.reason() == null ? "" : sent.reason();
        return told(HttpStatus.OK, done(moveChange.withdraw(viewer.actor(), viewer.scope(), id, why, version)));
    }

    /** Of all hosts that are exposed to it now; nothing begins before it is started. */
    @Needs(Permission.PROPOSE_CHANGES)
    @Operation(summary = "Drafts an emergency change that closes one vulnerability")
    @PostMapping("/api/v1/zero-days")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<ChangeDetail> zeroDay(Viewer viewer, @RequestBody NewZeroDay sent) {
        Checks checks = new Checks();
        String vulnerability = checks.there("/vulnerability", sent.vulnerability(), "");
        checks.end();
        DraftEmergency.Wish wish =
                new DraftEmergency.Wish(vulnerability, or(sent.filter()), or(sent.reason()), or(sent.ticket()));
        return told(HttpStatus.CREATED, done(draftEmergency.add(viewer.actor(), viewer.scope(), wish)));
    }

    /** A draft of the same wish, with what it comes from in its title and reason. */
    @Needs(Permission.PROPOSE_CHANGES)
    @Operation(summary = "Drafts a change for the hosts that a roll-out which has ended has left")
    @PostMapping("/api/v1/rollouts/{id}/follow-up")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<ChangeDetail> followUp(Viewer viewer, @PathVariable long id) {
        ChangeOutcome outcome = draftFollowUp.add(viewer.actor(), viewer.scope(), id);
        if (outcome instanceof ChangeOutcome.NoSuchChange) {
            throw new NotFoundException("There is no such roll-out among those of hosts that you may change.");
        }
        return told(HttpStatus.CREATED, done(outcome));
    }

    private static String or(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Until somebody other than its author does, webhooks are told of it again and again. */
    @Needs(Permission.ACKNOWLEDGE_ALERTS)
    @Operation(summary = "Says that one has taken notice of an emergency change")
    @PostMapping("/api/v1/changes/{id}/acknowledge")
    ResponseEntity<ChangeDetail> acknowledge(Viewer viewer, @PathVariable long id) {
        return told(HttpStatus.OK, done(alerts.acknowledge(viewer.actor(), viewer.scope(), id)));
    }

    /** The hosts that an approver sees, which may be more than those for which they approve. */
    static Scope seeing(Viewer viewer) {
        return viewer.access().reach(Permission.SEE_HOSTS).orElse(viewer.scope());
    }

    private long seen(long id, Scope scope, @Nullable String ifMatch) {
        return Etags.seen(ifMatch, find(id, scope).version());
    }

    private Change find(long id, Scope scope) {
        return changes.find(id, scope).orElseThrow(ChangeApi::missing);
    }

    private static NotFoundException missing() {
        return new NotFoundException("There is no such change among those of hosts that you may see.");
    }

    private static ChangeWish wish(NewChange sent) {
        try {
            return WishText.read(sent);
        } catch (IllegalArgumentException e) {
            throw new ApiFault(ProblemKind.INVALID, String.valueOf(e.getMessage()));
        }
    }

    private static Octets content(ChangeJudgement sent) {
        Checks checks = new Checks();
        String hex = checks.there("/content", sent.content(), "");
        checks.that(
                sent.content() == null || hex.matches("[0-9a-f]{64}"),
                "/content",
                "The hash of a content is expected, as the change tells it.");
        checks.end();
        return new Octets(hex);
    }

    private static Change judged(ChangeOutcome outcome) {
        if (outcome instanceof ChangeOutcome.Overtaken) {
            throw new ApiFault(
                    ProblemKind.CONFLICT,
                    "The change is not what you saw any more. Look at what it is now, then judge that.");
        }
        return done(outcome);
    }

    private static Change done(ChangeOutcome outcome) {
        return switch (outcome) {
            case ChangeOutcome.Done(Change change) -> change;
            case ChangeOutcome.NoSuchChange() -> throw missing();
            case ChangeOutcome.Overtaken() -> throw Etags.stale();
            case ChangeOutcome.Refused(String why) -> throw new ApiFault(ProblemKind.INVALID, why);
            case ChangeOutcome.Conflict(String why) -> throw new ApiFault(ProblemKind.CONFLICT, why);
            case ChangeOutcome.NotYet() ->
                throw new ApiFault(
                        ProblemKind.CONFLICT,
                        "The server is still reading its hosts, so nothing can be planned. Try again in a minute.");
        };
    }

    private ChangeContent content(Change change) {
        return changes.content(change)
                .orElseThrow(() -> new ApiFault(
                        ProblemKind.CONFLICT,
                        "What is stored of this change does not have the hash that is stored with it, so it was changed"
                                + " past Fettle. Draft another."));
    }

    private ResponseEntity<ChangeDetail> told(HttpStatus status, Change change) {
        ChangeContent content = content(change);
        return Etags.tagged(
                status,
                "/api/v1/changes/" + change.number(),
                change.version(),
                ChangeWire.detail(
                        change,
                        content,
                        windows.of(change, content, Instant::toString),
                        alerts.of(change).orElse(null)));
    }
}
