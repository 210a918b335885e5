package dev.fettle.server.rollouts;

import dev.fettle.core.access.Permission;
import dev.fettle.core.plan.ChangeContent;
import dev.fettle.core.plan.ChangeType;
import dev.fettle.core.plan.WindowOverride;
import dev.fettle.core.signing.Octets;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.changes.Change;
import dev.fettle.server.changes.ChangeBuilds;
import dev.fettle.server.changes.ChangeOutcome;
import dev.fettle.server.changes.Changes;
import dev.fettle.server.changes.DraftEmergency;
import dev.fettle.server.changes.PlanWindows;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** The short way for what cannot wait: what it would do is shown first, then it is started with one click. */
@Controller
public final class EmergencyPages {
    private static final String PLACE = "/zero-day";
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH);

    private final Changes changes;
    private final DraftEmergency draftEmergency;
    private final StartEmergency startEmergency;
    private final PlanWindows windows;
    private final ChangeBuilds builds;
    private final Pages pages;
    private final Clock clock;

    EmergencyPages(
            Changes changes,
            DraftEmergency draftEmergency,
            StartEmergency startEmergency,
            PlanWindows windows,
            ChangeBuilds builds,
            Pages pages,
            Clock clock) {
        this.changes = changes;
        this.draftEmergency = draftEmergency;
        this.startEmergency = startEmergency;
        this.windows = windows;
        this.builds = builds;
        this.pages = pages;
        this.clock = clock;
    }

    /** @param fault what could not be done; empty at first */
    public record Form(DraftEmergency.Wish fields, String fault) {}

    /**
     * What would be done.
     *
     * @param content null if what is stored was changed past the server
     * @param windows sentences on when its hosts may be changed if they are waited for
     * @param mayOverride whether who looks may decide that windows are not waited for
     * @param builds how many of its package files are kept, a sentence; empty if it has none
     * @param override what was chosen
     * @param fault what could not be done; empty at first
     */
    public record Start(
            Change change,
            @Nullable ChangeContent content,
            List<String> windows,
            boolean mayOverride,
            String builds,
            String override,
            String overrideReason,
            String fault) {
        public Start {
            windows = List.copyOf(windows);
        }
    }

    @Needs(Permission.PROPOSE_CHANGES)
    @GetMapping(PLACE)
    Page form(Viewer viewer, @RequestParam(defaultValue = "") String vulnerability) {
        return pages.of("rollouts/emergency", new Form(new DraftEmergency.Wish(vulnerability, "", "", ""), ""));
    }

    @Needs(Permission.PROPOSE_CHANGES)
    @PostMapping(PLACE)
    View draft(
            Viewer viewer,
            @RequestParam(defaultValue = "") String vulnerability,
            @RequestParam(defaultValue = "") String filter,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam(defaultValue = "") String ticket,
            HttpServletResponse response) {
        DraftEmergency.Wish wish = new DraftEmergency.Wish(vulnerability, filter, reason, ticket);
        return switch (draftEmergency.add(viewer.actor(), viewer.scope(), wish)) {
            case ChangeOutcome.Done(Change change) -> new RedirectView(PLACE + "/" + change.number());
            case ChangeOutcome.Refused(String why) -> refused(wish, why, response);
            case ChangeOutcome.Conflict(String why) -> refused(wish, why, response);
            case ChangeOutcome.NotYet(), ChangeOutcome.NoSuchChange(), ChangeOutcome.Overtaken() ->
                refused(
                        wish,
                        "The server is still reading its hosts, so nothing can be planned. Try again in a minute.",
                        response);
        };
    }

    private Page refused(DraftEmergency.Wish wish, String why, HttpServletResponse response) {
        response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
        return pages.of("rollouts/emergency", new Form(wish, why));
    }

    @Needs(Permission.ROLL_OUT)
    @GetMapping(PLACE + "/{id}")
    Page one(Viewer viewer, @PathVariable long id) {
        return pages.of("rollouts/emergency-start", view(viewer, id, "nothing", "", ""));
    }

    private Start view(Viewer viewer, long id, String override, String reason, String fault) {
        Change change = changes.find(id, viewer.scope())
                .filter(each -> each.type() == ChangeType.EMERGENCY)
                .orElseThrow(EmergencyPages::missing);
        boolean mayOverride = viewer.access()
                .reach(Permission.OVERRIDE_WINDOWS)
                .filter(reach -> changes.outside(change, reach) == 0)
                .isPresent();
        ChangeContent content = changes.content(change).orElse(null);
        return new Start(
                change,
                content,
                content == null
                        ? List.of()
                        : windows.of(change, content, at -> MINUTE.format(at.atZone(clock.getZone()))),
                mayOverride,
                content == null ? "" : builds.keeping(content).says(),
                override,
                reason,
                fault);
    }

    /** @param content the hash of what was on the page */
    @Needs(Permission.ROLL_OUT)
    @PostMapping(PLACE + "/{id}")
    View start(
            Viewer viewer,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String content,
            @RequestParam(defaultValue = "nothing") String override,
            @RequestParam(defaultValue = "") String overrideReason,
            HttpServletResponse response) {
        WindowOverride wanted = WindowOverride.of(override).orElse(WindowOverride.NOTHING);
        RolloutOutcome outcome = content.matches("[0-9a-f]{64}")
                ? startEmergency.start(
                        viewer.actor(),
                        viewer.scope(),
                        viewer.access().reach(Permission.OVERRIDE_WINDOWS),
                        new StartEmergency.Wish(id, new Octets(content), wanted, overrideReason))
                : new RolloutOutcome.Overtaken();
        String fault =
                switch (outcome) {
                    case RolloutOutcome.Done _ -> "";
                    case RolloutOutcome.NoSuchRollout(), RolloutOutcome.NoSuchChange() -> throw missing();
                    case RolloutOutcome.Overtaken() ->
                        "The change is not what you saw any more. This is what it is now; judge that.";
                    case RolloutOutcome.Refused(String why) -> why;
                    case RolloutOutcome.Conflict(String why) -> why;
                };
        if (outcome instanceof RolloutOutcome.Done(RolloutHead rollout)) {
            return new RedirectView("/rollouts/" + rollout.number());
        }
        response.setStatus(HttpStatus.CONFLICT.value());
        return pages.of("rollouts/emergency-start", view(viewer, id, wanted.word(), overrideReason, fault));
    }

    private static NotFoundException missing() {
        return new NotFoundException("There is no such emergency change among those of hosts that you may change.");
    }
}
