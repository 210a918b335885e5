package dev.fettle.server.people;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Permission;
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
import dev.fettle.wire.Listing;
import dev.fettle.wire.NewPerson;
import dev.fettle.wire.PersonAccess;
import dev.fettle.wire.PersonDetail;
import dev.fettle.wire.PersonItem;
import dev.fettle.wire.PersonLink;
import dev.fettle.wire.PersonReset;
import io.swagger.v3.oas.annotations.Operation;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Who can sign in, for programs. */
@RestController
final class PersonApi implements ListedRoutes {
    private static final Fields<Person> PEOPLE = Fields.<Person>builder()
            .whole("id", Person::id, "")
            .sortedText("name", Person::name, "")
            .text("provider", person -> person.provider().orElse(null), "")
            .flag("disabled", Person::isDisabled, "")
            .flag("secondFactor", person -> person.factors().second(), "")
            .instant("lastSignInAt", person -> person.lastSignIn().orElse(null), "")
            .build("id", "name");

    private final PersonStore people;
    private final GrantStore grants;
    private final PeopleChanges changes;
    private final FreshProof fresh;

    PersonApi(PersonStore people, GrantStore grants, PeopleChanges changes, FreshProof fresh) {
        this.people = people;
        this.grants = grants;
        this.changes = changes;
        this.fresh = fresh;
    }

    @Override
    public Map<String, Fields<?>> fields() {
        return Map.of("list", PEOPLE);
    }

    @Needs(Permission.SEE_PEOPLE)
    @Operation(summary = "Lists who can sign in, with their roles")
    @GetMapping("/api/v1/people")
    ResponseEntity<Listing<PersonItem>> list(ListRequest request) {
        ListPlan<Person> plan = request.plan(PEOPLE);
        Map<Long, List<Grant>> all = grants.all();
        return plan.answer(plan.of(people.all()), person -> item(person, all.getOrDefault(person.id(), List.of())));
    }

    private static PersonItem item(Person person, List<Grant> given) {
        return new PersonItem(
                person.id(),
                person.name(),
                given.stream().map(GrantText::of).toList(),
                person.provider().orElse(null),
                person.disabled().orElse(null),
                person.lastSignIn().orElse(null),
                person.factors().second());
    }

    @Needs(Permission.SEE_PEOPLE)
    @Operation(summary = "Tells about somebody who can sign in")
    @GetMapping("/api/v1/people/{id}")
    PersonDetail one(@PathVariable long id) {
        Person person = person(id);
        return new PersonDetail(
                id,
                person.name(),
                roles(person),
                person.provider().orElse(null),
                person.disabled().orElse(null),
                person.lastSignIn().orElse(null),
                person.passwordHash().isPresent(),
                person.factors().totp(),
                person.factors().passkeys(),
                person.factors().recoveryCodes());
    }

    private List<String> roles(Person person) {
        return grants.of(person.id()).grants().stream().map(GrantText::of).toList();
    }

    /** The answer is not to be kept by anybody, nor for a repeated request. */
    @Needs(Permission.MANAGE_PEOPLE)
    @Operation(summary = "Adds somebody, and makes the link with which they set a password, which is told this once")
    @PostMapping("/api/v1/people")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<PersonLink> add(Viewer viewer, Authentication who, @RequestBody NewPerson sent) {
        fresh.require(who);
        Checks checks = new Checks();
        String name = checks.there("/name", sent.name(), "").strip();
        List<Grant> roles = GrantText.parse(checks, checks.there("/roles", sent.roles(), List.of()));
        checks.end();
        PeopleChanges.Outcome outcome = changes.add(viewer.actor(), name, roles);
        PersonLink link = link(outcome);
        return ResponseEntity.created(URI.create("/api/v1/people/" + link.id()))
                .cacheControl(CacheControl.noStore())
                .body(link);
    }

    private static PersonLink link(PeopleChanges.Outcome outcome) {
        if (outcome instanceof PeopleChanges.Outcome.Linked(Person person, OneTimeLinks.Link link)) {
            return new PersonLink(person.id(), person.name(), link.url(), link.until());
        }
        throw fault(outcome);
    }

    private static RuntimeException fault(PeopleChanges.Outcome outcome) {
        return switch (outcome) {
            case PeopleChanges.Outcome.Refused(String why) -> new ApiFault(ProblemKind.INVALID, why);
            case PeopleChanges.Outcome.Overtaken _ -> Etags.stale();
            case PeopleChanges.Outcome.NotThere _ -> new NotFoundException("The person is not there any more.");
            case PeopleChanges.Outcome.Done(Person person) -> unexpected(person);
            case PeopleChanges.Outcome.Linked(Person person, OneTimeLinks.Link _) -> unexpected(person);
        };
    }

    private static IllegalStateException unexpected(Person person) {
        return new IllegalStateException("What was done with " + person.name() + " is something else than was asked.");
    }

    @Needs(Permission.SEE_PEOPLE)
    @Operation(summary = "Tells what administrators have decided about a person")
    @GetMapping("/api/v1/people/{id}/access")
    ResponseEntity<PersonAccess> access(@PathVariable long id) {
        return tagged(person(id));
    }

    private ResponseEntity<PersonAccess> tagged(Person person) {
        return ResponseEntity.ok()
                .eTag(Etags.of(person.version()))
                .body(new PersonAccess(roles(person), person.isDisabled()));
    }

    @Needs(Permission.MANAGE_PEOPLE)
    @Operation(summary = "Replaces a person's roles, and disables or enables the person")
    @PutMapping("/api/v1/people/{id}/access")
    ResponseEntity<PersonAccess> access(
            Viewer viewer,
            Authentication who,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody PersonAccess sent) {
        fresh.require(who);
        Person person = person(id);
        Etags.require(ifMatch, Etags.of(person.version()));
        Checks checks = new Checks();
        List<Grant> roles = GrantText.parse(checks, checks.there("/roles", sent.roles(), List.of()));
        boolean disabled = checks.there("/disabled", sent.disabled(), false);
        checks.end();
        PeopleChanges.Outcome outcome = changes.setAccess(viewer.actor(), id, person.version(), roles, disabled);
        if (outcome instanceof PeopleChanges.Outcome.Done(Person now)) {
            return tagged(now);
        }
        throw fault(outcome);
    }

    /** The answer is not to be kept by anybody, nor for a repeated request. */
    @Needs(Permission.MANAGE_PEOPLE)
    @Operation(summary = "Ends a person's password, sessions and tokens, and makes a link, which is told this once")
    @PostMapping("/api/v1/people/{id}/resets")
    ResponseEntity<PersonLink> reset(
            Viewer viewer, Authentication who, @PathVariable long id, @RequestBody PersonReset sent) {
        fresh.require(who);
        Person person = person(id);
        Checks checks = new Checks();
        boolean factors = checks.there("/factors", sent.factors(), false);
        checks.end();
        if (person.isDisabled()) {
            throw new ApiFault(ProblemKind.CONFLICT, person.name() + " is disabled. Enable the account first.");
        }
        PeopleChanges.Outcome outcome = changes.reset(viewer.actor(), id, person.version(), factors);
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(link(outcome));
    }

    @Needs(Permission.MANAGE_PEOPLE)
    @Operation(summary = "Signs a person out everywhere; tokens stay")
    @DeleteMapping("/api/v1/people/{id}/sessions")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void signOut(Viewer viewer, Authentication who, @PathVariable long id) {
        fresh.require(who);
        PeopleChanges.Outcome outcome =
                changes.endSessions(viewer.actor(), person(id).id());
        if (!(outcome instanceof PeopleChanges.Outcome.Done)) {
            throw fault(outcome);
        }
    }

    private Person person(long id) {
        return people.find(id)
                .orElseThrow(() -> new NotFoundException("There is no person with the number " + id + "."));
    }
}
