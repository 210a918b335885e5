package dev.fettle.server.rollouts;

import dev.fettle.core.access.Permission;
import dev.fettle.core.access.Scope;
import dev.fettle.core.plan.WindowOverride;
import dev.fettle.core.rollout.TakeBack;
import dev.fettle.core.signing.Octets;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Unattended;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.changes.Change;
import dev.fettle.server.changes.ChangeOutcome;
import dev.fettle.server.changes.DraftFollowUp;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import dev.fettle.server.web.Words;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** Roll-outs, and the one page on which a roll-out is watched and steered. */
@Controller
public final class RolloutPages {
    private static final int SIZE = 50;
    private static final int HOSTS = 100;
    private static final int LONGEST = 128;
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH);

    private final Rollouts rollouts;
    private final StartRollout startRollout;
    private final SteerRollout steerRollout;
    private final DraftFollowUp draftFollowUp;
    private final Pages pages;
    private final Clock clock;

    RolloutPages(
            Rollouts rollouts,
            StartRollout startRollout,
            SteerRollout steerRollout,
            DraftFollowUp draftFollowUp,
            Pages pages,
            Clock clock) {
        this.rollouts = rollouts;
        this.startRollout = startRollout;
        this.steerRollout = steerRollout;
        this.draftFollowUp = draftFollowUp;
        this.pages = pages;
        this.clock = clock;
    }

    /** @param next behind which number more follow; 0 if none do */
    public record RolloutList(RolloutFilter filter, List<RolloutHead> rows, long next) {
        public RolloutList {
            rows = List.copyOf(rows);
        }

        public List<String> stages() {
            return RolloutApi.STAGES;
        }

        /** Whether no filter is set. */
        public boolean all() {
            return filter.stage().isEmpty() && filter.change() == 0;
        }

        /** Without the place, with a mark at its end for more. */
        public String query() {
            return "?stage=" + Words.encoded(filter.stage()) + "&change=" + filter.change() + "&";
        }

        /** {@code 2 of 5}. */
        public String wave(RolloutHead head) {
            Integer wave = RolloutWire.wave(head);
            return (wave == null ? "none" : wave.toString()) + " of "
                    + head.tallies().size();
        }

        public int failed(RolloutHead head) {
            return head.failed();
        }
    }

    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/rollouts")
    Page list(
            Viewer viewer,
            @RequestParam(defaultValue = "") String stage,
            @RequestParam(defaultValue = "0") long change,
            @RequestParam(defaultValue = "0") long before) {
        RolloutFilter filter = new RolloutFilter(Math.max(0, change), stage, before);
        List<RolloutHead> found = rollouts.newest(filter, viewer.scope(), SIZE + 1);
        List<RolloutHead> shown = found.size() > SIZE ? found.subList(0, SIZE) : found;
        return pages.of(
                "rollouts/list",
                new RolloutList(
                        filter, shown, found.size() > SIZE ? shown.getLast().number() : 0));
    }

    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/rollouts/{id}")
    Page one(
            Viewer viewer,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "0") int wave,
            @RequestParam(defaultValue = "0") int from) {
        return pages.of("rollouts/one", view(viewer, id, wanted(state, name, wave, from), ""));
    }

    /** The parts of that page that change by themselves. */
    @Needs(Permission.SEE_HOSTS)
    @Unattended
    @GetMapping("/rollouts/now")
    Page now(
            Viewer viewer,
            @RequestParam(defaultValue = "0") long rollout,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "0") int wave,
            @RequestParam(defaultValue = "0") int from) {
        return pages.of("rollouts/now", view(viewer, rollout, wanted(state, name, wave, from), ""));
    }

    private static RolloutView.Wanted wanted(String state, String name, int wave, int from) {
        String part = name.strip();
        return new RolloutView.Wanted(
                RolloutApi.HOST_STATES.contains(state) ? state : "",
                part.length() > LONGEST ? part.substring(0, LONGEST) : part,
                Math.max(0, wave),
                Math.max(0, from));
    }

    private RolloutView view(Viewer viewer, long id, RolloutView.Wanted wanted, String fault) {
        Scope seeing = viewer.access().reach(Permission.SEE_HOSTS).orElse(viewer.scope());
        RolloutHead head = rollouts.find(id, seeing).orElseThrow(Missing::rollout);
        try {
            Rollouts.Whole whole = rollouts.whole(head);
            List<Rollouts.HostRow> found =
                    rollouts.hosts(whole, wanted.state(), wanted.name(), wanted.wave() - 1, wanted.from(), HOSTS + 1);
            return RolloutView.of(whole, wanted, found, HOSTS, this::time, late(head), fault);
        } catch (TamperedException e) {
            String told = String.valueOf(e.getMessage());
            return new RolloutView(
                    head,
                    "Nothing is carried out of it.",
                    told,
                    "",
                    List.of(),
                    List.of(),
                    "",
                    "",
                    0,
                    0,
                    List.of(),
                    0,
                    fault);
        }
    }

    private String late(RolloutHead head) {
        return RolloutCalls.late(head, clock.instant(), this::time).orElse("");
    }

    private String time(Instant at) {
        return MINUTE.format(at.atZone(clock.getZone()));
    }

    /**
     * A roll-out that could not be started.
     *
     * @param content the hash of what was on the page; empty if it is not that any more
     */
    public record Refusal(
            long change, String content, String startAt, boolean backAnyTime, String overrideReason, String fault) {
        Refusal because(String why) {
            return new Refusal(change, content, startAt, backAnyTime, overrideReason, why);
        }
    }

    /** @param content the hash of what was on the page */
    @Needs(Permission.ROLL_OUT)
    @PostMapping("/rollouts")
    View start(
            Viewer viewer,
            @RequestParam(defaultValue = "0") long change,
            @RequestParam(defaultValue = "") String content,
            @RequestParam(defaultValue = "") String startAt,
            @RequestParam(defaultValue = "false") boolean backAnyTime,
            @RequestParam(defaultValue = "") String overrideReason,
            HttpServletResponse response) {
        if (!content.matches("[0-9a-f]{64}")) {
            return refused(
                    HttpStatus.CONFLICT,
                    new Refusal(
                            change,
                            "",
                            startAt,
                            backAnyTime,
                            overrideReason,
                            "Roll a change out from its page, as you see it there."),
                    response);
        }
        Optional<Instant> from;
        try {
            from = startAt.isBlank()
                    ? Optional.empty()
                    : Optional.of(LocalDateTime.parse(startAt.strip())
                            .atZone(clock.getZone())
                            .toInstant());
        } catch (DateTimeParseException _) {
            String fault = "It begins at a local time such as 2027-01-19T02:00, or now if nothing is filled in.";
            return refused(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    new Refusal(change, content, "", backAnyTime, overrideReason, fault),
                    response);
        }
        RolloutOutcome outcome = startRollout.start(
                viewer.actor(),
                viewer.scope(),
                viewer.access().reach(Permission.OVERRIDE_WINDOWS),
                new StartRollout.Wish(
                        change,
                        new Octets(content),
                        from.orElse(null),
                        backAnyTime,
                        WindowOverride.NOTHING,
                        overrideReason));
        Refusal again = new Refusal(change, content, startAt, backAnyTime, overrideReason, "");
        return switch (outcome) {
            case RolloutOutcome.Done(RolloutHead rollout) -> new RedirectView("/rollouts/" + rollout.number());
            case RolloutOutcome.NoSuchRollout() -> throw Missing.rollout();
            case RolloutOutcome.NoSuchChange() -> throw Missing.change();
            case RolloutOutcome.Overtaken() ->
                refused(
                        HttpStatus.CONFLICT,
                        new Refusal(
                                change,
                                "",
                                "",
                                false,
                                "",
                                "The change is not what you saw any more. Look at what it is now, and roll that out."),
                        response);
            case RolloutOutcome.Refused(String why) ->
                refused(HttpStatus.UNPROCESSABLE_CONTENT, again.because(why), response);
            case RolloutOutcome.Conflict(String why) -> refused(HttpStatus.CONFLICT, again.because(why), response);
        };
    }

    private Page refused(HttpStatus status, Refusal refusal, HttpServletResponse response) {
        response.setStatus(status.value());
        return pages.of("rollouts/refused", refusal);
    }

    /** Pauses it, resumes it or aborts it. */
    @Needs(Permission.ROLL_OUT)
    @PostMapping("/rollouts/{id}/steer")
    View steer(
            Viewer viewer,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String what,
            @RequestParam(defaultValue = "") String which,
            @RequestParam(defaultValue = "") String reason,
            HttpServletResponse response) {
        Optional<SteerRollout.Wish> wish =
                switch (what) {
                    case "pause" -> Optional.of(new SteerRollout.Wish.Pause());
                    case "resume" -> Optional.of(new SteerRollout.Wish.Resume());
                    case "abort" -> TakeBack.of(which).map(SteerRollout.Wish.Abort::new);
                    default -> Optional.empty();
                };
        return steered(
                viewer,
                id,
                wish.orElse(null),
                "A roll-out is paused, resumed or aborted; aborted, nothing, failed, wave or all of it goes back.",
                reason,
                response);
    }

    /**
     * Skips a host of it or has it tried again.
     *
     * @param skip by its number; 0 for none
     * @param retry by its number; 0 for none
     */
    @Needs(Permission.ROLL_OUT)
    @PostMapping("/rollouts/{id}/decide")
    View decide(
            Viewer viewer,
            @PathVariable long id,
            @RequestParam(defaultValue = "0") long skip,
            @RequestParam(defaultValue = "0") long retry,
            @RequestParam(defaultValue = "") String reason,
            HttpServletResponse response) {
        SteerRollout.Wish wish = skip > 0
                ? new SteerRollout.Wish.Skip(new HostId(skip))
                : retry > 0 ? new SteerRollout.Wish.Retry(new HostId(retry)) : null;
        return steered(viewer, id, wish, "A host is skipped, or tried again.", reason, response);
    }

    /** @param otherwise what to say if nothing that there is was wished */
    private View steered(
            Viewer viewer,
            long id,
            SteerRollout.@Nullable Wish wish,
            String otherwise,
            String reason,
            HttpServletResponse response) {
        RolloutHead head = rollouts.find(id, viewer.scope()).orElseThrow(Missing::rollout);
        if (wish != null && rollouts.lacks(head, wish)) {
            throw Missing.host();
        }
        RolloutOutcome outcome;
        try {
            outcome = wish == null
                    ? new RolloutOutcome.Refused(otherwise)
                    : steerRollout.steer(viewer.actor(), viewer.scope(), id, wish, reason, null);
        } catch (TamperedException e) {
            outcome = new RolloutOutcome.Conflict(String.valueOf(e.getMessage()));
        }
        return switch (outcome) {
            case RolloutOutcome.Done(RolloutHead rollout) -> new RedirectView("/rollouts/" + rollout.number());
            case RolloutOutcome.NoSuchRollout(), RolloutOutcome.NoSuchChange() -> throw Missing.rollout();
            case RolloutOutcome.Overtaken() ->
                again(viewer, id, HttpStatus.CONFLICT, "It has moved meanwhile. This is how it stands now.", response);
            case RolloutOutcome.Refused(String why) ->
                again(viewer, id, HttpStatus.UNPROCESSABLE_CONTENT, why, response);
            case RolloutOutcome.Conflict(String why) -> again(viewer, id, HttpStatus.CONFLICT, why, response);
        };
    }

    /** Drafts a change for what it has left. */
    @Needs(Permission.PROPOSE_CHANGES)
    @PostMapping("/rollouts/{id}/follow-up")
    View followUp(Viewer viewer, @PathVariable long id, HttpServletResponse response) {
        return switch (draftFollowUp.add(viewer.actor(), viewer.scope(), id)) {
            case ChangeOutcome.Done(Change change) -> new RedirectView("/changes/" + change.number());
            case ChangeOutcome.NoSuchChange() -> throw Missing.rollout();
            case ChangeOutcome.Refused(String why) ->
                again(viewer, id, HttpStatus.UNPROCESSABLE_CONTENT, why, response);
            case ChangeOutcome.Conflict(String why) -> again(viewer, id, HttpStatus.CONFLICT, why, response);
            case ChangeOutcome.Overtaken(), ChangeOutcome.NotYet() ->
                again(
                        viewer,
                        id,
                        HttpStatus.CONFLICT,
                        "The server is still reading its hosts, so nothing can be planned. Try again in a minute.",
                        response);
        };
    }

    private Page again(Viewer viewer, long id, HttpStatus status, String fault, HttpServletResponse response) {
        response.setStatus(status.value());
        return pages.of("rollouts/one", view(viewer, id, wanted("", "", 0, 0), fault));
    }
}
