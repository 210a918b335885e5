package dev.fettle.server.people;

import dev.fettle.core.access.Grant;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.database.AllOrNothing;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What administrators do with people. Nobody is ever removed, only disabled, so that the audit trail's names stay theirs.
 * Of the administrators for all hosts who have a password here nobody takes away the last: a provider that fails, or maps groups
 * otherwise, locks nobody out for good. Where none is, as after a link made on the server's machine, all else goes on.
 */
@Component
public final class PeopleChanges {
    private static final String LAST_ONE =
            "This is the last administrator for all hosts who can sign in with a password. Give somebody else that role"
                    + " first, and let them set their password.";

    private final PersonStore people;
    private final GrantStore grants;
    private final WaysIn ways;
    private final OneTimeLinks links;
    private final Sessions sessions;
    private final Audit audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    PeopleChanges(
            PersonStore people,
            GrantStore grants,
            WaysIn ways,
            OneTimeLinks links,
            Sessions sessions,
            Audit audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.people = people;
        this.grants = grants;
        this.ways = ways;
        this.links = links;
        this.sessions = sessions;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What came of it. */
    public sealed interface Outcome {
        record Done(Person person) implements Outcome {}

        /** @param link to be shown once; with it the person sets a password */
        record Linked(Person person, OneTimeLinks.Link link) implements Outcome {}

        /** @param why a sentence that says what to do */
        record Refused(String why) implements Outcome {}

        /** Somebody else has changed the person since; nothing was done. */
        record Overtaken() implements Outcome {}

        record NotThere() implements Outcome {}
    }

    /** Adds somebody, who sets a password with the link. */
    public Outcome add(Actor actor, String name, List<Grant> given) {
        if (!FirstPassword.isName(name)) {
            return new Outcome.Refused(FirstPassword.NAME_RULE);
        }
        return within(() -> {
            Optional<Long> id = people.add(name, clock.instant());
            if (id.isEmpty()) {
                return new Outcome.Refused("There is somebody of this name already, or was. Choose another.");
            }
            grants.replace(id.get(), given);
            audit.append(
                    actor,
                    Deed.added(
                            "person.added",
                            new AuditSubject("person", Long.toString(id.get()), name),
                            Map.of("roles", GrantText.of(given))));
            OneTimeLinks.Link link = links.fresh(id.get());
            return new Outcome.Linked(people.find(id.get()).orElseThrow(), link);
        });
    }

    /** @param seen the version that whoever decided this has looked at */
    public Outcome addRole(Actor actor, long id, long seen, Grant grant) {
        return roles(actor, id, seen, before -> {
            List<Grant> after = new ArrayList<>(before);
            after.remove(grant);
            after.add(grant);
            return after;
        });
    }

    /** As {@link #addRole}. */
    public Outcome removeRole(Actor actor, long id, long seen, Grant grant) {
        return roles(
                actor,
                id,
                seen,
                before -> before.stream().filter(each -> !each.equals(grant)).toList());
    }

    /**
     * Gives exactly these roles, and disables or enables; all of it or nothing.
     *
     * @param seen as for {@link #addRole}
     */
    public Outcome setAccess(Actor actor, long id, long seen, List<Grant> roles, boolean disabled) {
        return swept(changed(
                id, seen, person -> hasExactly(person, roles) && person.isDisabled() == disabled, person -> {
                    Outcome given = hasExactly(person, roles) ? done(person) : give(actor, person, roles);
                    return given instanceof Outcome.Done && person.isDisabled() != disabled
                            ? disable(actor, person, disabled)
                            : given;
                }));
    }

    /** In whatever order. */
    private boolean hasExactly(Person person, List<Grant> roles) {
        return Set.copyOf(grants.of(person.id()).grants()).equals(Set.copyOf(roles));
    }

    private Outcome roles(Actor actor, long id, long seen, UnaryOperator<List<Grant>> change) {
        Function<Person, List<Grant>> after =
                person -> change.apply(grants.of(person.id()).grants());
        return changed(
                id,
                seen,
                person -> hasExactly(person, after.apply(person)),
                person -> give(actor, person, after.apply(person)));
    }

    private Outcome give(Actor actor, Person person, List<Grant> after) {
        if (!person.isLocal()) {
            return new Outcome.Refused("The roles of " + person.name()
                    + " follow from groups at the provider. Change those, or oidc.roles in the settings.");
        }
        List<Grant> before = grants.of(person.id()).grants();
        grants.replace(person.id(), after);
        audit.append(
                actor,
                new Deed(
                        "person.roles-changed",
                        SignInTrail.subject(person),
                        Map.of("roles", GrantText.of(before)),
                        Map.of("roles", GrantText.of(after)),
                        ""));
        return done(person);
    }

    /** Whoever is disabled cannot sign in, is signed out everywhere, and their tokens do not work. */
    public Outcome setDisabled(Actor actor, long id, long seen, boolean disabled) {
        return swept(changed(
                id, seen, person -> person.isDisabled() == disabled, person -> disable(actor, person, disabled)));
    }

    private Outcome disable(Actor actor, Person person, boolean disabled) {
        people.setDisabled(person.id(), disabled ? clock.instant() : null);
        if (disabled) {
            sessions.signOut(person);
            people.dropLink(person.id());
        }
        audit.append(actor, Deed.of(disabled ? "person.disabled" : "person.enabled", SignInTrail.subject(person)));
        return done(person);
    }

    /** The person as it is now. */
    private Outcome done(Person person) {
        return new Outcome.Done(people.find(person.id()).orElseThrow());
    }

    /**
     * Ends the password, all sessions and all tokens, and gives a link for another password.
     *
     * @param withFactors whether authenticator app, recovery codes and passkeys go too
     */
    public Outcome reset(Actor actor, long id, long seen, boolean withFactors) {
        return swept(changed(id, seen, _ -> false, person -> {
            if (!person.isLocal()) {
                return new Outcome.Refused(person.name() + " signs in at the provider and has no password here.");
            }
            int revoked = ways.close(id, withFactors);
            audit.append(actor, reset(person, withFactors, revoked));
            OneTimeLinks.Link link = links.fresh(id);
            return new Outcome.Linked(people.find(id).orElseThrow(), link);
        }));
    }

    static Deed reset(Person person, boolean withFactors, int revokedTokens) {
        return new Deed(
                "person.reset",
                SignInTrail.subject(person),
                Map.of(),
                Map.of(
                        "second factors",
                        withFactors ? "removed" : "kept",
                        "tokens revoked",
                        Integer.toString(revokedTokens)),
                "");
    }

    /** Signs somebody out everywhere. */
    public Outcome endSessions(Actor actor, long id) {
        Optional<Person> person = people.find(id);
        person.ifPresent(each -> sessions.endAll(actor, each));
        return person.<Outcome>map(Outcome.Done::new).orElseGet(Outcome.NotThere::new);
    }

    private Outcome swept(Outcome outcome) {
        switch (outcome) {
            case Outcome.Done(Person person) when person.isDisabled() -> sessions.sweep(person);
            case Outcome.Linked(Person person, OneTimeLinks.Link _) -> sessions.sweep(person);
            case Outcome.Done _, Outcome.Refused _, Outcome.Overtaken _, Outcome.NotThere _ -> {}
        }
        return outcome;
    }

    /**
     * Changes a person, unless that left nobody who can change anybody back.
     *
     * @param already whether the person is so already, and nothing is to be done
     */
    private Outcome changed(long id, long seen, Predicate<Person> already, Function<Person, Outcome> change) {
        return within(() -> {
            grants.holdAdministrators();
            Optional<Person> found = people.find(id);
            if (found.isEmpty()) {
                return new Outcome.NotThere();
            }
            Person person = found.get();
            if (person.version() == seen && already.test(person)) {
                return new Outcome.Done(person);
            }
            boolean before = grants.hasAdministrator();
            if (!people.advance(id, seen)) {
                return new Outcome.Overtaken();
            }
            Outcome outcome = change.apply(person);
            return before && !grants.hasAdministrator() ? new Outcome.Refused(LAST_ONE) : outcome;
        });
    }

    private Outcome within(Supplier<Outcome> work) {
        return AllOrNothing.within(transaction, outcome -> !(outcome instanceof Outcome.Refused), work);
    }
}
