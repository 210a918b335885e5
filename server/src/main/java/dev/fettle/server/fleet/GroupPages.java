package dev.fettle.server.fleet;

import dev.fettle.core.access.Permission;
import dev.fettle.core.assessment.Rating;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.Hosts;
import dev.fettle.server.hosts.SavedGroup;
import dev.fettle.server.hosts.SetSavedGroups;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.roaringbitmap.RoaringBitmap;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** Named groups of hosts: which there are, and how each stands. */
@Controller
public final class GroupPages {
    private static final String PLACE = "/hosts/groups";
    private static final int DIGITS = 18;
    private static final int SHOWN = 20;

    private final Fleet fleet;
    private final FleetFigures figures;
    private final Hosts hosts;
    private final SetSavedGroups setSavedGroups;
    private final Pages pages;

    GroupPages(Fleet fleet, FleetFigures figures, Hosts hosts, SetSavedGroups setSavedGroups, Pages pages) {
        this.fleet = fleet;
        this.figures = figures;
        this.hosts = hosts;
        this.setSavedGroups = setSavedGroups;
        this.pages = pages;
    }

    /** The number of a group, as it stands in an address; empty if it is none. */
    static Optional<Long> parsed(String text) {
        boolean digits =
                !text.isEmpty() && text.length() <= DIGITS && text.chars().allMatch(each -> each >= '0' && each <= '9');
        return digits ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    public record GroupList(List<SavedGroup> groups) {}

    @Needs(Permission.SEE_SERVER)
    @GetMapping(PLACE)
    Page list() {
        return pages.of("fleet/groups", new GroupList(hosts.groups()));
    }

    /**
     * @param hosts how many belong to it, of those in scope
     * @param exploited on how many something is open that is known to be exploited
     * @param open findings by severity
     * @param rows the first of them, by name
     */
    public record One(
            SavedGroup group,
            int hosts,
            int exploited,
            int awaiting,
            int restart,
            int silent,
            Map<Rating, Long> open,
            List<FleetPages.Row> rows) {
        public long open(Rating rating) {
            return open.getOrDefault(rating, 0L);
        }
    }

    @Needs(Permission.SEE_HOSTS)
    @GetMapping(PLACE + "/{id}")
    Page one(Viewer viewer, @PathVariable long id) {
        SavedGroup group = hosts.group(id).orElseThrow(GroupPages::missing);
        if (!fleet.ready()) {
            return Reading.page(pages, fleet);
        }
        FleetFigures.Now now = figures.of(viewer.scope());
        List<HostId> members = hosts.members(group, viewer.scope());
        return pages.of("fleet/group", fleet.ask(viewer.scope(), sight -> one(sight, now, group, members)));
    }

    private static One one(Sight sight, FleetFigures.Now now, SavedGroup group, List<HostId> members) {
        RoaringBitmap all = sight.of(members);
        return new One(
                group,
                all.getCardinality(),
                RoaringBitmap.andCardinality(all, now.exploited()),
                RoaringBitmap.andCardinality(all, now.awaiting()),
                RoaringBitmap.andCardinality(all, now.restart()),
                RoaringBitmap.andCardinality(all, now.silent()),
                sight.index().count(all),
                FleetPages.rows(sight.byName(all, null, SHOWN), now));
    }

    /**
     * @param id of the group; 0 for a new one
     * @param version of the group that was seen
     * @param fault a sentence on what could not be done; empty at first
     */
    public record Form(long id, long version, String name, String condition, String note, String fault) {}

    @Needs(Permission.SET_HOST_RULES)
    @GetMapping(PLACE + "/edit")
    Page form(@RequestParam(defaultValue = "0") long id) {
        if (id == 0) {
            return pages.of("fleet/group-form", new Form(0, 0, "", "", "", ""));
        }
        SavedGroup group = hosts.group(id).orElseThrow(GroupPages::missing);
        return pages.of(
                "fleet/group-form", new Form(id, group.version(), group.name(), group.condition(), group.note(), ""));
    }

    /** @param what {@code save} or {@code remove} */
    @Needs(Permission.SET_HOST_RULES)
    @PostMapping(PLACE + "/edit")
    View edit(
            Viewer viewer,
            @RequestParam(defaultValue = "0") long id,
            @RequestParam(defaultValue = "0") long version,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String condition,
            @RequestParam(defaultValue = "") String note,
            @RequestParam(defaultValue = "save") String what,
            HttpServletResponse response) {
        SetSavedGroups.Wish wish = new SetSavedGroups.Wish(name, condition, note);
        boolean remove = what.equals("remove");
        SetSavedGroups.Outcome outcome;
        if (remove) {
            outcome = setSavedGroups.remove(viewer.actor(), id, version);
        } else {
            outcome = id == 0
                    ? setSavedGroups.add(viewer.actor(), wish)
                    : setSavedGroups.change(viewer.actor(), id, version, wish);
        }
        Form form = new Form(id, version, name, condition, note, "");
        return switch (outcome) {
            case SetSavedGroups.Outcome.Done(SavedGroup group) ->
                new RedirectView(remove ? PLACE : PLACE + "/" + group.id());
            case SetSavedGroups.Outcome.NoSuchGroup _ -> throw missing();
            case SetSavedGroups.Outcome.Overtaken _ ->
                refused(
                        form,
                        "Somebody has changed the group since you opened this page. Open it again, and then say what you"
                                + " want.",
                        response);
            case SetSavedGroups.Outcome.Refused(String why) -> refused(form, why, response);
        };
    }

    private Page refused(Form form, String why, HttpServletResponse response) {
        response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
        return pages.of(
                "fleet/group-form",
                new Form(form.id(), form.version(), form.name(), form.condition(), form.note(), why));
    }

    private static NotFoundException missing() {
        return new NotFoundException("There is no such group.");
    }
}
