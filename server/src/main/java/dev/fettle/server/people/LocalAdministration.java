package dev.fettle.server.people;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.audit.Audit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What whoever owns the server's data may do without signing in: give somebody a way back in. The server may run
 * meanwhile, or not.
 */
public final class LocalAdministration {
    private static final Grant ADMINISTRATOR = new Grant(Role.ADMINISTRATOR, Scope.everything());

    private final PersonStore people;
    private final GrantStore grants;
    private final WaysIn ways;
    private final OneTimeLinks links;
    private final Audit audit;
    private final TransactionTemplate transaction;

    LocalAdministration(
            PersonStore people,
            GrantStore grants,
            WaysIn ways,
            OneTimeLinks links,
            Audit audit,
            PlatformTransactionManager transactions) {
        this.people = people;
        this.grants = grants;
        this.ways = ways;
        this.links = links;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Registers it with all that it needs, but for the database, the settings and a clock. */
    public static void register(AnnotationConfigApplicationContext beans) {
        Audit.register(beans);
        beans.registerBean(PasswordEncoder.class, SecurityConfiguration::argon2id);
        beans.register(
                PersonStore.class,
                GrantStore.class,
                FactorStore.class,
                PasskeyStore.class,
                TokenStore.class,
                DeviceStore.class,
                WaysIn.class,
                Cookies.class,
                PasskeySite.class,
                OneTimeLinks.class,
                LocalAdministration.class);
    }

    /** What came of it. */
    public sealed interface Outcome {
        /** @param link to be shown once; with it the person sets a password */
        record Linked(Person person, OneTimeLinks.Link link) implements Outcome {}

        /** @param why a sentence that says what to do */
        record Refused(String why) implements Outcome {}
    }

    /**
     * Ends a person's password, sessions and tokens, and gives a link for another password: also for the last
     * administrator, for whom nobody else could.
     *
     * @param user who does it, by the name on this machine
     * @param name in whatever case
     * @param clearFactors whether authenticator app, recovery codes and passkeys go too
     * @param administrator whether the person becomes administrator for all hosts, if nobody of this server is any more
     */
    public Outcome link(String user, String name, boolean clearFactors, boolean administrator) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            grants.holdAdministrators();
            Optional<Person> found = people.all().stream()
                    .filter(each -> each.name().equalsIgnoreCase(name))
                    .findFirst();
            String refusal = found.map(person -> refusal(person, administrator))
                    .orElse("There is nobody called \"" + name
                            + "\" here. The name is the one to sign in with, as Settings, People and the audit trail show"
                            + " it.");
            return found.isPresent() && refusal.isEmpty()
                    ? linked(
                            Actor.server("local administration, by OS user " + user),
                            found.get(),
                            clearFactors,
                            administrator)
                    : new Outcome.Refused(refusal);
        }));
    }

    /** Why not; empty if nothing stands against it. */
    private String refusal(Person person, boolean administrator) {
        if (!person.isLocal()) {
            return person.name()
                    + " signs in at the provider and has no password here. Name an account of this server.";
        }
        if (person.isDisabled()) {
            return person.name() + " is disabled. Make a link for an administrator, who can enable the account.";
        }
        List<String> others = grants.localAdministrators().stream()
                .filter(each -> !each.equals(person.name()))
                .toList();
        return administrator && !others.isEmpty()
                ? others.getFirst() + " is administrator already. Make a link for " + others.getFirst()
                        + ", who can then give " + person.name() + " the role."
                : "";
    }

    private Outcome linked(Actor actor, Person person, boolean clearFactors, boolean administrator) {
        int revoked = ways.close(person.id(), clearFactors);
        people.advance(person.id(), person.version());
        audit.append(actor, PeopleChanges.reset(person, clearFactors, revoked));
        List<Grant> before = grants.of(person.id()).grants();
        if (administrator && !before.contains(ADMINISTRATOR)) {
            List<Grant> after = new ArrayList<>(before);
            after.add(ADMINISTRATOR);
            grants.replace(person.id(), after);
            audit.append(
                    actor,
                    new Deed(
                            "person.roles-changed",
                            SignInTrail.subject(person),
                            Map.of("roles", GrantText.of(before)),
                            Map.of("roles", GrantText.of(after)),
                            "nobody was administrator any more"));
        }
        return new Outcome.Linked(person, links.fresh(person.id()));
    }
}
