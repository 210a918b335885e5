package dev.fettle.server.people;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.Permission;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** Settings › People. */
@Controller
public final class PeoplePages {
    private static final String OVERTAKEN =
            "Somebody else has changed this person meanwhile. Nothing was done; look at what is there now.";

    private final PersonStore people;
    private final GrantStore grants;
    private final PeopleChanges changes;
    private final SignInRules rules;
    private final Pages pages;

    PeoplePages(PersonStore people, GrantStore grants, PeopleChanges changes, SignInRules rules, Pages pages) {
        this.people = people;
        this.grants = grants;
        this.changes = changes;
        this.rules = rules;
        this.pages = pages;
    }

    public record Row(Person person, List<String> roles) {}

    /**
     * @param manage whether the reader may change people
     * @param recent whether now, without proving once more who one is
     * @param name typed before
     */
    public record Everybody(
            List<Row> rows, boolean manage, boolean recent, List<String> roles, String name, String mistake) {}

    private boolean isRecent() {
        @Nullable Authentication who = SecurityContextHolder.getContext().getAuthentication();
        return rules.isRecent(who);
    }

    private static List<String> roles() {
        return Stream.of(Role.values()).map(Role::word).toList();
    }

    @Needs(Permission.SEE_PEOPLE)
    @GetMapping("/settings/people")
    Page everybody(Viewer viewer) {
        return everybody(viewer, "", "");
    }

    private Page everybody(Viewer viewer, String name, String mistake) {
        Map<Long, List<Grant>> all = grants.all();
        List<Row> rows = people.all().stream()
                .map(person -> new Row(
                        person,
                        all.getOrDefault(person.id(), List.of()).stream()
                                .map(GrantText::of)
                                .toList()))
                .toList();
        boolean manage = viewer.access().allows(Permission.MANAGE_PEOPLE);
        return pages.of("persons/list", new Everybody(rows, manage, isRecent(), roles(), name, mistake));
    }

    @Needs(Permission.MANAGE_PEOPLE)
    @PostMapping("/settings/people")
    View add(
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String role,
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(defaultValue = "") String group,
            Viewer viewer) {
        List<Grant> given;
        try {
            given = role.isEmpty() ? List.of() : List.of(grant(role, kind, group));
        } catch (IllegalArgumentException e) {
            return everybody(viewer, name, String.valueOf(e.getMessage()));
        }
        return switch (changes.add(viewer.actor(), name.strip(), given)) {
            case PeopleChanges.Outcome.Linked(Person person, OneTimeLinks.Link link) -> linked(person, link);
            case PeopleChanges.Outcome.Refused(String why) -> everybody(viewer, name, why);
            case PeopleChanges.Outcome.Done(Person person) -> new RedirectView("/settings/people/" + person.id());
            case PeopleChanges.Outcome.Overtaken _, PeopleChanges.Outcome.NotThere _ ->
                everybody(viewer, name, OVERTAKEN);
        };
    }

    private static Grant grant(String role, String kind, String group) {
        Role known =
                Role.of(role).orElseThrow(() -> new IllegalArgumentException("There is no such role. Choose another."));
        Scope scope = kind.isEmpty()
                ? Scope.everything()
                : new Scope.Groups(Set.of(HostGroup.parse(kind + ":" + group.strip())));
        return new Grant(known, scope);
    }

    /** @param link to be shown this once */
    public record Linked(Person person, OneTimeLinks.Link link) {}

    private Page linked(Person person, OneTimeLinks.Link link) {
        return pages.of("persons/link", new Linked(person, link));
    }

    /** @param self whether it is the reader's own account */
    public record One(
            Person person,
            List<String> given,
            boolean manage,
            boolean recent,
            boolean self,
            List<String> roles,
            String done,
            String mistake) {}

    @Needs(Permission.SEE_PEOPLE)
    @GetMapping("/settings/people/{id}")
    Page one(@PathVariable long id, @RequestParam(defaultValue = "") String done, Viewer viewer) {
        return one(id, viewer, done(done), "");
    }

    private static String done(String what) {
        return switch (what) {
            case "roles" -> "The roles are changed; that holds at once.";
            case "disabled" -> "The account is disabled: no sign-in, no session, no token works any more.";
            case "enabled" -> "The account is enabled again.";
            case "sessions" -> "All sessions are ended.";
            default -> "";
        };
    }

    private Page one(long id, Viewer viewer, String done, String mistake) {
        Person person = people.find(id)
                .orElseThrow(() -> new NotFoundException("There is no person with the number " + id + "."));
        return pages.of(
                "persons/one",
                new One(
                        person,
                        grants.of(id).grants().stream().map(GrantText::of).toList(),
                        viewer.access().allows(Permission.MANAGE_PEOPLE),
                        isRecent(),
                        viewer.actor().person().equals(person.name()),
                        roles(),
                        done,
                        mistake));
    }

    @Needs(Permission.MANAGE_PEOPLE)
    @PostMapping("/settings/people/{id}/roles")
    View addRole(
            @PathVariable long id,
            @RequestParam(defaultValue = "0") long version,
            @RequestParam(defaultValue = "") String role,
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(defaultValue = "") String group,
            Viewer viewer) {
        try {
            Grant grant = grant(role, kind, group);
            return after(changes.addRole(viewer.actor(), id, version, grant), id, "roles", viewer);
        } catch (IllegalArgumentException e) {
            return one(id, viewer, "", String.valueOf(e.getMessage()));
        }
    }

    @Needs(Permission.MANAGE_PEOPLE)
    @PostMapping("/settings/people/{id}/roles/remove")
    View removeRole(
            @PathVariable long id,
            @RequestParam(defaultValue = "0") long version,
            @RequestParam(defaultValue = "") String role,
            Viewer viewer) {
        return grants.of(id).grants().stream()
                .filter(grant -> GrantText.of(grant).equals(role))
                .findFirst()
                .map(grant -> after(changes.removeRole(viewer.actor(), id, version, grant), id, "roles", viewer))
                .orElseGet(() -> one(id, viewer, "", OVERTAKEN));
    }

    @Needs(Permission.MANAGE_PEOPLE)
    @PostMapping("/settings/people/{id}/disable")
    View disable(@PathVariable long id, @RequestParam(defaultValue = "0") long version, Viewer viewer) {
        return after(changes.setDisabled(viewer.actor(), id, version, true), id, "disabled", viewer);
    }

    @Needs(Permission.MANAGE_PEOPLE)
    @PostMapping("/settings/people/{id}/enable")
    View enable(@PathVariable long id, @RequestParam(defaultValue = "0") long version, Viewer viewer) {
        return after(changes.setDisabled(viewer.actor(), id, version, false), id, "enabled", viewer);
    }

    @Needs(Permission.MANAGE_PEOPLE)
    @PostMapping("/settings/people/{id}/reset")
    View reset(
            @PathVariable long id,
            @RequestParam(defaultValue = "0") long version,
            @RequestParam(defaultValue = "false") boolean factors,
            Viewer viewer) {
        return after(changes.reset(viewer.actor(), id, version, factors), id, "", viewer);
    }

    @Needs(Permission.MANAGE_PEOPLE)
    @PostMapping("/settings/people/{id}/sign-out")
    View signOut(@PathVariable long id, Viewer viewer) {
        return after(changes.endSessions(viewer.actor(), id), id, "sessions", viewer);
    }

    private View after(PeopleChanges.Outcome outcome, long id, String done, Viewer viewer) {
        return switch (outcome) {
            case PeopleChanges.Outcome.Done _ -> new RedirectView("/settings/people/" + id + "?done=" + done);
            case PeopleChanges.Outcome.Linked(Person person, OneTimeLinks.Link link) -> linked(person, link);
            case PeopleChanges.Outcome.Refused(String why) -> one(id, viewer, "", why);
            case PeopleChanges.Outcome.Overtaken _ -> one(id, viewer, "", OVERTAKEN);
            case PeopleChanges.Outcome.NotThere _ ->
                throw new NotFoundException("There is no person with the number " + id + ".");
        };
    }
}
