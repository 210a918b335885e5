package dev.fettle.server.changes;

import dev.fettle.core.access.Permission;
import dev.fettle.core.access.Scope;
import dev.fettle.core.approval.ApprovalRule;
import dev.fettle.core.approval.Asked;
import dev.fettle.core.approval.ChangeState;
import dev.fettle.core.plan.ChangeContent;
import dev.fettle.core.plan.ChangeType;
import dev.fettle.core.plan.HostChoice;
import dev.fettle.core.plan.LeftOut;
import dev.fettle.core.plan.PlannedWave;
import dev.fettle.core.signing.Octets;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.Hosts;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import dev.fettle.server.web.Words;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** Changes, and the one page on which a change is judged. */
@Controller
public final class ChangePages {
    private static final int SIZE = 50;
    private static final int LONGEST = 128;
    private static final int NAMED = 12;
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH);

    private final Changes changes;
    private final DraftChange draftChange;
    private final MoveChange moveChange;
    private final Hosts hosts;
    private final ChangeRuns runs;
    private final PlanWindows windows;
    private final RecordIncident recordIncident;
    private final Alerts alerts;
    private final ChangeBuilds builds;
    private final Pages pages;
    private final Clock clock;

    ChangePages(
            Changes changes,
            DraftChange draftChange,
            MoveChange moveChange,
            Hosts hosts,
            ChangeRuns runs,
            PlanWindows windows,
            RecordIncident recordIncident,
            Alerts alerts,
            ChangeBuilds builds,
            Pages pages,
            Clock clock) {
        this.changes = changes;
        this.draftChange = draftChange;
        this.moveChange = moveChange;
        this.hosts = hosts;
        this.runs = runs;
        this.windows = windows;
        this.recordIncident = recordIncident;
        this.alerts = alerts;
        this.builds = builds;
        this.pages = pages;
        this.clock = clock;
    }

    /** @param next behind which number more follow; 0 if none do */
    public record ChangeList(ChangeFilter filter, List<Change> rows, long next) {
        public ChangeList {
            rows = List.copyOf(rows);
        }

        public List<String> states() {
            return ChangeApi.STATES;
        }
    }

    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/changes")
    Page list(
            Viewer viewer,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "0") long before) {
        String title = q.strip();
        ChangeFilter filter =
                new ChangeFilter(title.length() > LONGEST ? title.substring(0, LONGEST) : title, state, before);
        List<Change> found = changes.newest(filter, viewer.scope(), SIZE + 1);
        List<Change> shown = found.size() > SIZE ? found.subList(0, SIZE) : found;
        return pages.of(
                "changes/list",
                new ChangeList(
                        filter, shown, found.size() > SIZE ? shown.getLast().number() : 0));
    }

    /**
     * A change as its page shows it.
     *
     * @param content null if what is stored was changed past the server
     * @param names of the hosts that are shown, by their numbers
     * @param objection why who looks may not judge it; null if they may, or are no approver at all
     * @param judged whether somebody is asked to judge it now
     * @param overdue whether an approval that it owes has not come in time
     * @param runs its roll-outs, the newest first
     * @param incidents what went wrong by it, the newest first
     * @param windows sentences on when its hosts may be changed
     * @param alert that it raised last; null if it never did
     * @param builds how its package files stand
     * @param fault what could not be done; empty if nothing was asked
     */
    public record One(
            Change change,
            @Nullable ChangeContent content,
            Map<Long, String> names,
            @Nullable String objection,
            boolean judged,
            boolean overdue,
            List<ChangeRuns.ChangeRun> runs,
            List<Incident> incidents,
            List<String> windows,
            @Nullable Alert alert,
            List<ChangeBuilds.ChangeBuild> builds,
            String fault) {
        public One {
            names = Map.copyOf(names);
            runs = List.copyOf(runs);
            incidents = List.copyOf(incidents);
            windows = List.copyOf(windows);
            builds = List.copyOf(builds);
        }

        /** Whether it is a draft of an emergency that can be proposed and started in one. */
        public boolean urgent() {
            return change.type() == ChangeType.EMERGENCY
                    && draft()
                    && content != null
                    && content.plan().fault().isEmpty();
        }

        /** Its roll-out that goes on; null if none does. */
        public ChangeRuns.@Nullable ChangeRun underWay() {
            return runs.stream().filter(ChangeRuns.ChangeRun::open).findFirst().orElse(null);
        }

        /** It may be carried out, and is not. */
        public boolean canRollOut() {
            return content != null && change.state().mayRun() && !overdue && underWay() == null;
        }

        /** A sentence on how many of its builds are kept; empty if it has none. */
        public String keeping() {
            List<ChangeBuilds.ChangeBuild> kept = builds.stream()
                    .filter(each -> each.state() == ChangeBuilds.State.KEPT)
                    .toList();
            long bytes =
                    kept.stream().mapToLong(ChangeBuilds.ChangeBuild::bytes).sum();
            return new ChangeBuilds.Keeping(kept.size(), builds.size(), bytes).says();
        }

        /** How its hosts were chosen; empty if that cannot be read any more. */
        public String choice() {
            return content == null
                    ? ""
                    : switch (content.wish().hosts()) {
                        case HostChoice.Matching(String query) ->
                            query.isEmpty() ? "All hosts that its author may change" : "Hosts that match " + query;
                        case HostChoice.Members(long group) -> "The hosts of group " + group;
                        case HostChoice.Listed(List<Long> listed) ->
                            Words.count(listed.size(), "host", "hosts") + " by number";
                    };
        }

        public @Nullable Asked asked() {
            return change.state().request().orElse(null);
        }

        public boolean draft() {
            return change.state() instanceof ChangeState.Draft;
        }

        public boolean gone() {
            return change.state() instanceof ChangeState.Withdrawn;
        }

        /** Who said no or gave it up; empty if nobody did. */
        public String decidedBy() {
            return switch (change.state()) {
                case ChangeState.Rejected(Asked _, String by) -> by;
                case ChangeState.Withdrawn(String by) -> by;
                case ChangeState.Draft _, ChangeState.Proposed _, ChangeState.Approved _ -> "";
            };
        }

        /** The name of a host; its number if that is not known any more. */
        public String name(long host) {
            return names.getOrDefault(host, "host " + host);
        }

        public List<PlannedWave.PlannedHost> first(PlannedWave wave) {
            return wave.hosts().subList(0, Math.min(NAMED, wave.hosts().size()));
        }

        public List<Long> first(LeftOut left) {
            return left.hosts().subList(0, Math.min(NAMED, left.hosts().size()));
        }
    }

    @Needs(Permission.SEE_HOSTS)
    @GetMapping("/changes/{id}")
    Page one(Viewer viewer, @PathVariable long id) {
        return pages.of("changes/one", view(viewer, id, ""));
    }

    private One view(Viewer viewer, long id, String fault) {
        Scope seeing = ChangeApi.seeing(viewer);
        Change change = changes.find(id, seeing).orElseThrow(ChangePages::missing);
        ChangeContent content = changes.content(change).orElse(null);
        Optional<Asked> asked = change.state().request();
        boolean open =
                asked.isPresent() && asked.get().missing() > 0 && !(change.state() instanceof ChangeState.Rejected);
        String objection = open
                ? viewer.access()
                        .reach(Permission.APPROVE_CHANGES)
                        .flatMap(approving -> ApprovalRule.objection(
                                asked.get(), viewer.actor().person(), changes.outside(change, approving)))
                        .orElse(null)
                : null;
        return new One(
                change,
                content,
                content == null ? Map.of() : names(content, seeing),
                objection,
                open,
                asked.map(each -> each.overdue(clock.instant())).orElse(false),
                runs.runs(id, seeing),
                recordIncident.of(id),
                content == null
                        ? List.of()
                        : windows.of(change, content, at -> MINUTE.format(at.atZone(clock.getZone()))),
                alerts.of(change).orElse(null),
                content == null ? List.of() : builds.builds(change, content, viewer.scope()),
                fault);
    }

    private Map<Long, String> names(ChangeContent content, Scope scope) {
        Set<HostId> wanted = new HashSet<>();
        for (PlannedWave wave : content.plan().waves()) {
            wave.hosts().stream().limit(NAMED).forEach(each -> wanted.add(new HostId(each.host())));
        }
        for (LeftOut left : content.plan().leftOut()) {
            left.hosts().stream().limit(NAMED).forEach(each -> wanted.add(new HostId(each)));
        }
        Map<Long, String> names = new HashMap<>();
        for (Host host : hosts.find(wanted, scope)) {
            names.put(host.id().value(), host.name());
        }
        return names;
    }

    private static NotFoundException missing() {
        return new NotFoundException("There is no such change among those of hosts that you may see.");
    }

    /** Plans it anew, proposes it or gives it up. */
    @Needs(Permission.PROPOSE_CHANGES)
    @PostMapping("/changes/{id}/move")
    View move(
            Viewer viewer,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String what,
            @RequestParam(defaultValue = "-1") long version,
            @RequestParam(defaultValue = "") String reason,
            HttpServletResponse response) {
        ChangeOutcome outcome =
                switch (what) {
                    case "plan" -> draftChange.plan(viewer.actor(), viewer.scope(), id, version);
                    case "propose" -> moveChange.propose(viewer.actor(), viewer.scope(), id, version);
                    case "withdraw" -> moveChange.withdraw(viewer.actor(), viewer.scope(), id, reason, version);
                    default -> new ChangeOutcome.Refused("A change is planned, proposed or withdrawn.");
                };
        return shown(viewer, id, outcome, response);
    }

    @Needs(Permission.ACKNOWLEDGE_ALERTS)
    @PostMapping("/changes/{id}/acknowledge")
    View acknowledge(Viewer viewer, @PathVariable long id, HttpServletResponse response) {
        return shown(viewer, id, alerts.acknowledge(viewer.actor(), viewer.scope(), id), response);
    }

    /** @param content the hash of what was on the page */
    @Needs(Permission.APPROVE_CHANGES)
    @PostMapping("/changes/{id}/judge")
    View judge(
            Viewer viewer,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String what,
            @RequestParam(defaultValue = "") String content,
            @RequestParam(defaultValue = "") String reason,
            HttpServletResponse response) {
        Scope seeing = ChangeApi.seeing(viewer);
        if (!content.matches("[0-9a-f]{64}")) {
            return shown(viewer, id, new ChangeOutcome.Overtaken(), response);
        }
        Octets seen = new Octets(content);
        ChangeOutcome outcome =
                switch (what) {
                    case "approve" -> moveChange.approve(viewer.actor(), seeing, viewer.scope(), id, seen, reason);
                    case "reject" -> moveChange.reject(viewer.actor(), seeing, viewer.scope(), id, seen, reason);
                    default -> new ChangeOutcome.Refused("A change is approved or rejected.");
                };
        return shown(viewer, id, outcome, response);
    }

    private View shown(Viewer viewer, long id, ChangeOutcome outcome, HttpServletResponse response) {
        return switch (outcome) {
            case ChangeOutcome.Done(Change change) -> new RedirectView("/changes/" + change.number());
            case ChangeOutcome.NoSuchChange() -> throw missing();
            case ChangeOutcome.Overtaken() ->
                again(
                        viewer,
                        id,
                        HttpStatus.CONFLICT,
                        "The change is not what you saw any more. This is what it is now; judge that.",
                        response);
            case ChangeOutcome.Conflict(String why) -> again(viewer, id, HttpStatus.CONFLICT, why, response);
            case ChangeOutcome.Refused(String why) ->
                again(viewer, id, HttpStatus.UNPROCESSABLE_CONTENT, why, response);
            case ChangeOutcome.NotYet() -> again(viewer, id, HttpStatus.CONFLICT, DraftPages.NOT_YET, response);
        };
    }

    /** The page once more, with what could not be done. */
    Page again(Viewer viewer, long id, HttpStatus status, String fault, HttpServletResponse response) {
        response.setStatus(status.value());
        return pages.of("changes/one", view(viewer, id, fault));
    }
}
