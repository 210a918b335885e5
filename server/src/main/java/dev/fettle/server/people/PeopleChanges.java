package dev.fettle.server.people;

import dev.fettle.core.access.Grant;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.audit.Audit;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What administrators do with people. Nobody is ever removed, only disabled, so that the audit trail's names stay theirs.
 * Of the administrators for all hosts who have a password here one always remains: a provider that fails, or maps groups
 * otherwise, locks nobody out for good.
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
        return within(_ -> {
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
        Outcome outcome = changed(id, seen, (person, status) -> {
            boolean same = grants.of(id).grants().equals(roles);
            Outcome given = same ? new Outcome.Done(person) : give(actor, person, status, roles);
            return given instanceof Outcome.Done && person.isDisabled() != disabled
                    ? disable(actor, person, status, disabled)
                    : given;
        });
        return swept(outcome);
    }

    private Outcome roles(Actor actor, long id, long seen, Function<List<Grant>, List<Grant>> change) {
        return changed(id, seen, (person, status) -> {
            List<Grant> after = change.apply(grants.of(id).grants());
            return give(actor, person, status, after);
        });
    }

    private Outcome give(Actor actor, Person person, TransactionStatus status, List<Grant> after) {
        if (!person.isLocal()) {
            return new Outcome.Refused("The roles of " + person.name()
                    + " follow from groups at the provider. Change those, or oidc.roles in the settings.");
        }
        List<Grant> before = grants.of(person.id()).grants();
        grants.replace(person.id(), after);
        return noted(
                actor,
                new Deed(
                        "person.roles-changed",
                        SignInTrail.subject(person),
                        Map.of("roles", GrantText.of(before)),
                        Map.of("roles", GrantText.of(after)),
                        ""),
                person,
                status);
    }

    /** Whoever is disabled cannot sign in, is signed out everywhere, and their tokens do not work. */
    public Outcome setDisabled(Actor actor, long id, long seen, boolean disabled) {
        return swept(changed(id, seen, (person, status) -> disable(actor, person, status, disabled)));
    }

    private Outcome disable(Actor actor, Person person, TransactionStatus status, boolean disabled) {
        people.setDisabled(person.id(), disabled ? clock.instant() : null);
        if (disabled) {
            sessions.signOut(person);
            people.dropLink(person.id());
        }
        return noted(
                actor,
                Deed.of(disabled ? "person.disabled" : "person.enabled", SignInTrail.subject(person)),
                person,
                status);
    }

    /**
     * Ends the password, all sessions and all tokens, and gives a link for another password.
     *
     * @param withFactors whether authenticator app, recovery codes and passkeys go too
     */
    public Outcome reset(Actor actor, long id, long seen, boolean withFactors) {
        Outcome outcome = changed(id, seen, (person, status) -> {
            if (!person.isLocal()) {
                return new Outcome.Refused(person.name() + " signs in at the provider and has no password here.");
            }
            int revoked = ways.close(id, withFactors);
            Outcome noted = noted(actor, reset(person, withFactors, revoked), person, status);
            return noted instanceof Outcome.Done(Person now) ? new Outcome.Linked(now, links.fresh(id)) : noted;
        });
        return swept(outcome);
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

    /** Something that is done to a person whose row is held. */
    @FunctionalInterface
    private interface Change {
        Outcome make(Person person, TransactionStatus status);
    }

    private Outcome changed(long id, long seen, Change change) {
        return within(status -> {
            grants.holdAdministrators();
            Optional<Person> person = people.find(id);
            if (person.isEmpty()) {
                return new Outcome.NotThere();
            }
            return people.advance(id, seen) ? change.make(person.get(), status) : new Outcome.Overtaken();
        });
    }

    /** Appends the entry, unless the change left nobody who can give it back. */
    private Outcome noted(Actor actor, Deed deed, Person person, TransactionStatus status) {
        if (!grants.hasAdministrator()) {
            status.setRollbackOnly();
            return new Outcome.Refused(LAST_ONE);
        }
        audit.append(actor, deed);
        return new Outcome.Done(people.find(person.id()).orElseThrow());
    }

    private Outcome within(Function<TransactionStatus, Outcome> work) {
        return Objects.requireNonNull(transaction.execute(status -> {
            Outcome outcome = work.apply(status);
            if (outcome instanceof Outcome.Refused) {
                status.setRollbackOnly();
            }
            return outcome;
        }));
    }
}
