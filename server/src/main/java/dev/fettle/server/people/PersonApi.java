package dev.fettle.server.people;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.api.lists.Fields;
import dev.fettle.server.api.lists.ListPlan;
import dev.fettle.server.api.lists.ListRequest;
import dev.fettle.server.api.lists.ListedRoutes;
import dev.fettle.wire.Listing;
import dev.fettle.wire.PersonItem;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
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

    PersonApi(PersonStore people, GrantStore grants) {
        this.people = people;
        this.grants = grants;
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
}
