package dev.fettle.server.people;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.audit.Audit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Adds and removes passkeys together with the entries that tell of it. */
@Component
final class PasskeyNotes {
    private final PasskeyStore store;
    private final PersonStore people;
    private final SignInRules rules;
    private final Entrance entrance;
    private final Audit audit;
    private final TransactionTemplate transaction;

    PasskeyNotes(
            PasskeyStore store,
            PersonStore people,
            SignInRules rules,
            Entrance entrance,
            Audit audit,
            PlatformTransactionManager transactions) {
        this.store = store;
        this.people = people;
        this.rules = rules;
        this.entrance = entrance;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** For Spring Security's filter, which knows of no actors: whoever makes the request adds a passkey of their own. */
    CredentialRecord added(Supplier<CredentialRecord> registration) {
        CredentialRecord record = transaction.execute(_ -> {
            CredentialRecord made = registration.get();
            Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
                    .flatMap(who -> people.find(who.getName()))
                    .ifPresent(person -> audit.append(
                            actor(person.name()),
                            Deed.added(
                                    "factor.added",
                                    SignInTrail.subject(person),
                                    Map.of("kind", "passkey", "name", String.valueOf(made.getLabel())))));
            return made;
        });
        countAsFactor();
        if (record == null) {
            throw new IllegalStateException("A passkey was registered that is none.");
        }
        return record;
    }

    /** Whoever has just made a passkey has shown it, and themselves to it; else they would be asked for it at once. */
    private void countAsFactor() {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        if (who != null
                && RequestContextHolder.currentRequestAttributes() instanceof ServletRequestAttributes attributes
                && attributes.getResponse() != null) {
            entrance.add(
                    who, FactorGrantedAuthority.WEBAUTHN_AUTHORITY, attributes.getRequest(), attributes.getResponse());
        }
    }

    private static Actor actor(String person) {
        return RequestContextHolder.currentRequestAttributes() instanceof ServletRequestAttributes attributes
                ? SignInTrail.self(person, attributes.getRequest())
                : Actor.person(person, "", "", "");
    }

    /** What came of it. */
    enum Outcome {
        REMOVED,
        NOT_THERE,
        /** The settings ask for a second factor, and this is the only one. */
        LAST_FACTOR
    }

    Outcome remove(Actor actor, Person person, String id) {
        boolean last = !person.factors().totp() && person.factors().passkeys() == 1;
        if (last && rules.isSecondRequired() && person.isLocal()) {
            return Outcome.LAST_FACTOR;
        }
        Boolean removed = transaction.execute(_ -> {
            boolean there = store.remove(person.id(), Bytes.fromBase64(id));
            if (there) {
                audit.append(
                        actor,
                        new Deed(
                                "factor.removed",
                                SignInTrail.subject(person),
                                Map.of("kind", "passkey"),
                                Map.of(),
                                ""));
            }
            return there;
        });
        return Boolean.TRUE.equals(removed) ? Outcome.REMOVED : Outcome.NOT_THERE;
    }
}
