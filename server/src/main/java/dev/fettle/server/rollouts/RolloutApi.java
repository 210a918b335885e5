package dev.fettle.server.rollouts;

import dev.fettle.core.access.Permission;
import dev.fettle.core.access.Scope;
import dev.fettle.core.plan.WindowOverride;
import dev.fettle.core.rollout.TakeBack;
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
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.web.Words;
import dev.fettle.wire.Listing;
import dev.fettle.wire.NewRollout;
import dev.fettle.wire.RolloutDecision;
import dev.fettle.wire.RolloutDetail;
import dev.fettle.wire.RolloutHostItem;
import dev.fettle.wire.RolloutItem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Roll-outs, for programs. They move by themselves, so {@code If-Match} is asked for nowhere: who has to pause one now must
 * not be told that it has moved meanwhile. Who sends it is heeded.
 */
@RestController
final class RolloutApi implements ListedRoutes {
    static final List<String> STAGES = List.of(
            "scheduled",
            "rolling",
            "soaking",
            "taking-back",
            "paused",
            "halted",
            "ending",
            "completed",
            "partly",
            "aborted");

    /** As {@link HostForm#state} tells them. */
    static final List<String> HOST_STATES = List.of(
            "waiting", "due", "asked", "working", "done", "failed", "lost", "back", "stuck", "left-over", "skipped");

    private static final Pattern TAG = Pattern.compile("\"v(\\d{1,18})(?:-[0-9a-f]+)?\"");
    private static final int LARGEST_PART = 500;
    private static final int USUAL_PART = 100;

    private static final Fields<RolloutHead> ROLLOUTS = Fields.<RolloutHead>builder()
            .whole("id", RolloutHead::number, "r.number")
            .whole("change", RolloutHead::change, "r.change_number")
            .text("title", RolloutHead::title, "r.title")
            .choice("stage", each -> each.stage().word(), "r.stage", STAGES)
            .flag("open", RolloutHead::open, "(r.ended_at is null)")
            .text("startedBy", RolloutHead::startedBy, "r.started_by")
            .sortedInstant("startedAt", RolloutHead::startedAt, "r.started_at")
            .instant("endedAt", RolloutHead::endedAt, "r.ended_at")
            .build("id", "-id");

    private final Rollouts rollouts;
    private final StartRollout startRollout;
    private final SteerRollout steerRollout;

    RolloutApi(Rollouts rollouts, StartRollout startRollout, SteerRollout steerRollout) {
        this.rollouts = rollouts;
        this.startRollout = startRollout;
        this.steerRollout = steerRollout;
    }

    @Override
    public Map<String, Fields<?>> fields() {
        return Map.of("list", ROLLOUTS);
    }

    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Lists roll-outs, the newest first")
    @GetMapping("/api/v1/rollouts")
    ResponseEntity<Listing<RolloutItem>> list(Viewer viewer, ListRequest request) {
        ListPlan<RolloutHead> plan = request.plan(ROLLOUTS);
        return plan.answer(rollouts.part(plan.condition(), viewer.scope()), RolloutWire::item);
    }

    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Tells one roll-out, its waves, and what it waits for")
    @GetMapping("/api/v1/rollouts/{id}")
    ResponseEntity<RolloutDetail> one(Viewer viewer, @PathVariable long id) {
        return told(HttpStatus.OK, find(id, viewer.scope()));
    }

    /** In the order of the plan. */
    @Needs(Permission.SEE_HOSTS)
    @Operation(summary = "Lists the hosts of a roll-out, wave by wave")
    @GetMapping("/api/v1/rollouts/{id}/hosts")
    ResponseEntity<Listing<RolloutHostItem>> hosts(
            Viewer viewer,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "") String name,
            @Parameter(schema = @Schema(type = "integer")) @RequestParam(defaultValue = "") String wave,
            @Parameter(schema = @Schema(type = "integer")) @RequestParam(defaultValue = "") String from,
            @Parameter(schema = @Schema(type = "integer")) @RequestParam(defaultValue = "") String limit) {
        if (!state.isEmpty() && !HOST_STATES.contains(state)) {
            throw fault("state", "A host is one of " + String.join(", ", HOST_STATES) + ".");
        }
        int ofWave = number("wave", wave, 0);
        int first = number("from", from, 0);
        int most = number("limit", limit, USUAL_PART);
        if (most < 1 || most > LARGEST_PART) {
            throw fault("limit", "The limit is a number from 1 to " + LARGEST_PART + ".");
        }
        Rollouts.Whole whole = whole(find(id, viewer.scope()));
        List<Rollouts.HostRow> found = rollouts.hosts(whole, state, name, ofWave - 1, first, most + 1);
        List<Rollouts.HostRow> shown = found.size() > most ? found.subList(0, most) : found;
        List<RolloutHostItem> items =
                shown.stream().map(row -> RolloutWire.host(row, whole)).toList();
        if (found.size() <= most) {
            return ResponseEntity.ok(new Listing<>(items, null));
        }
        String next = "/api/v1/rollouts/" + id + "/hosts?limit=" + most + "&state=" + state + "&name="
                + Words.encoded(name) + "&wave=" + ofWave + "&from="
                + found.getLast().place();
        return ResponseEntity.ok()
                .header(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"")
                .body(new Listing<>(items, next));
    }

    private static int number(String parameter, String text, int otherwise) {
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw fault(
                    parameter,
                    "Waves are counted from 1 and places from 0; a number of at most nine digits is expected.");
        }
        return Integer.parseInt(text);
    }

    private static ApiFault fault(String parameter, String sentence) {
        return ApiFault.ofParameter(ProblemKind.MALFORMED, parameter, sentence);
    }

    /** Goes on by itself from then on, as far as gates, windows and people let it. */
    @Needs(Permission.ROLL_OUT)
    @Operation(summary = "Starts the roll-out of an approved change")
    @PostMapping("/api/v1/rollouts")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<RolloutDetail> start(Viewer viewer, @RequestBody NewRollout sent) {
        Checks checks = new Checks();
        long change = checks.there("/change", sent.change(), 0L);
        String content = sent.content();
        checks.that(
                content == null || content.matches("[0-9a-f]{64}"),
                "/content",
                "The hash of a content is expected, as the change tells it.");
        Instant startAt = time(checks, sent.startAt());
        checks.end();
        StartRollout.Wish wish = new StartRollout.Wish(
                change,
                content == null ? null : new Octets(content),
                startAt,
                sent.backAnyTime() != null && sent.backAnyTime(),
                WindowOverride.NOTHING,
                sent.overrideReason() == null ? "" : sent.overrideReason());
        RolloutOutcome outcome = startRollout.start(
                viewer.actor(), viewer.scope(), viewer.access().reach(Permission.OVERRIDE_WINDOWS), wish);
        if (outcome instanceof RolloutOutcome.Overtaken) {
            throw new ApiFault(
                    ProblemKind.CONFLICT,
                    "What is approved of the change is not what you saw any more. Look at what it is now.");
        }
        return told(HttpStatus.CREATED, done(outcome));
    }

    private static @Nullable Instant time(Checks checks, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException _) {
            checks.that(false, "/startAt", "A time such as 2027-01-19T02:00:00Z is expected.");
            return null;
        }
    }

    /** Orders that no host has taken are withdrawn. */
    @Needs(Permission.ROLL_OUT)
    @Operation(summary = "Pauses a roll-out: no host is given anything until it is resumed")
    @PostMapping("/api/v1/rollouts/{id}/pause")
    ResponseEntity<RolloutDetail> pause(
            Viewer viewer,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody RolloutDecision sent) {
        return steered(viewer, id, new SteerRollout.Wish.Pause(), ifMatch, sent);
    }

    /** The failed hosts that there are by now are put up with, but not another one. */
    @Needs(Permission.ROLL_OUT)
    @Operation(summary = "Resumes a roll-out that was paused or halted, in spite of what has halted it")
    @PostMapping("/api/v1/rollouts/{id}/resume")
    ResponseEntity<RolloutDetail> resume(
            Viewer viewer,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody RolloutDecision sent) {
        return steered(viewer, id, new SteerRollout.Wish.Resume(), ifMatch, sent);
    }

    /** Hosts in the middle come to their end. Aborted again, more of them may go back. */
    @Needs(Permission.ROLL_OUT)
    @Operation(summary = "Ends a roll-out before its time, and has hosts go back if that is wanted")
    @PostMapping("/api/v1/rollouts/{id}/abort")
    ResponseEntity<RolloutDetail> abort(
            Viewer viewer,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody RolloutDecision sent) {
        Checks checks = new Checks();
        String word = sent.which() == null ? TakeBack.NOTHING.word() : sent.which();
        TakeBack which = TakeBack.of(word).orElse(TakeBack.NOTHING);
        checks.that(
                which.word().equals(word),
                "/which",
                "One of " + Arrays.stream(TakeBack.values()).map(TakeBack::word).collect(Collectors.joining(", "))
                        + " is expected.");
        checks.end();
        return steered(viewer, id, new SteerRollout.Wish.Abort(which), ifMatch, sent);
    }

    @Needs(Permission.ROLL_OUT)
    @Operation(summary = "Takes a host out of a roll-out; it stays as it is")
    @PostMapping("/api/v1/rollouts/{id}/hosts/{host}/skip")
    ResponseEntity<RolloutDetail> skip(
            Viewer viewer,
            @PathVariable long id,
            @PathVariable long host,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody RolloutDecision sent) {
        return steered(viewer, id, new SteerRollout.Wish.Skip(new HostId(host)), ifMatch, sent);
    }

    @Needs(Permission.ROLL_OUT)
    @Operation(summary = "Has a host of a roll-out that failed, was lost, left over or skipped tried again")
    @PostMapping("/api/v1/rollouts/{id}/hosts/{host}/retry")
    ResponseEntity<RolloutDetail> retry(
            Viewer viewer,
            @PathVariable long id,
            @PathVariable long host,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody RolloutDecision sent) {
        return steered(viewer, id, new SteerRollout.Wish.Retry(new HostId(host)), ifMatch, sent);
    }

    private ResponseEntity<RolloutDetail> steered(
            Viewer viewer, long id, SteerRollout.Wish wish, @Nullable String ifMatch, RolloutDecision sent) {
        if (rollouts.lacks(find(id, viewer.scope()), wish)) {
            throw Missing.host();
        }
        String why = sent.reason() == null ? "" : sent.reason();
        Long version = version(ifMatch);
        try {
            return told(
                    HttpStatus.OK, done(steerRollout.steer(viewer.actor(), viewer.scope(), id, wish, why, version)));
        } catch (TamperedException e) {
            throw new ApiFault(ProblemKind.CONFLICT, String.valueOf(e.getMessage()));
        }
    }

    /** The version that the sender saw; null for whatever it is. */
    private static @Nullable Long version(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.isBlank() || ifMatch.strip().equals("*")) {
            return null;
        }
        Matcher tag = TAG.matcher(ifMatch.strip());
        if (!tag.matches()) {
            throw Etags.stale();
        }
        return Long.valueOf(tag.group(1));
    }

    private RolloutHead find(long id, Scope scope) {
        return rollouts.find(id, scope).orElseThrow(Missing::rollout);
    }

    private Rollouts.Whole whole(RolloutHead head) {
        try {
            return rollouts.whole(head);
        } catch (TamperedException e) {
            throw new ApiFault(ProblemKind.CONFLICT, String.valueOf(e.getMessage()));
        }
    }

    private static RolloutHead done(RolloutOutcome outcome) {
        return switch (outcome) {
            case RolloutOutcome.Done(RolloutHead rollout) -> rollout;
            case RolloutOutcome.NoSuchRollout() -> throw Missing.rollout();
            case RolloutOutcome.NoSuchChange() -> throw Missing.change();
            case RolloutOutcome.Overtaken() -> throw Etags.stale();
            case RolloutOutcome.Refused(String why) -> throw new ApiFault(ProblemKind.INVALID, why);
            case RolloutOutcome.Conflict(String why) -> throw new ApiFault(ProblemKind.CONFLICT, why);
        };
    }

    /** What it waits for changes with time and without a new version, so the tag names both. */
    private ResponseEntity<RolloutDetail> told(HttpStatus status, RolloutHead head) {
        RolloutDetail detail = RolloutWire.detail(whole(head), rollouts.keeping(head));
        String tag = "\"v" + head.version() + "-" + Etags.of(detail).substring(1);
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status).eTag(tag);
        if (status == HttpStatus.CREATED) {
            answer.location(URI.create("/api/v1/rollouts/" + head.number()));
        }
        return answer.body(detail);
    }
}
