package dev.fettle.server.people;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Links with which a person sets a password, once, within a day; the code in it is behind the # sign, which no log sees. */
@Component
public final class OneTimeLinks {
    private static final Duration VALID = Duration.ofHours(24);
    private static final int CODE_BYTES = 24;

    private final PersonStore people;
    private final PasswordEncoder passwords;
    private final PasskeySite site;
    private final Audit audit;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final SecureRandom random = new SecureRandom();

    OneTimeLinks(
            PersonStore people,
            PasswordEncoder passwords,
            PasskeySite site,
            Audit audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.people = people;
        this.passwords = passwords;
        this.site = site;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * To be shown once.
     *
     * @param until when it ends to be good
     */
    public record Link(String url, Instant until) {}

    /** A new link, and an end to the one before; in the caller's transaction. */
    Link fresh(long person) {
        byte[] bytes = new byte[CODE_BYTES];
        random.nextBytes(bytes);
        String code = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        people.replaceLink(person, digest(code), now, now.plus(VALID));
        return new Link(site.origin() + "/set-password#code=" + code, now.plus(VALID));
    }

    /** What came of it. */
    sealed interface Outcome {
        /** @param person the name to sign in with */
        record Set(String person) implements Outcome {}

        /** @param why a sentence that says what to do */
        record Refused(String why) implements Outcome {}
    }

    /**
     * Sets a password. All sessions of the person are over; the second factor, if there is one, stays.
     *
     * @param from of whoever has the link
     */
    Outcome use(String code, String password, String repeated, Actor from) {
        Instant now = clock.instant();
        byte[] digest = digest(code.strip());
        Optional<Person> person = people.ofLink(digest, now);
        if (person.isEmpty()) {
            return new Outcome.Refused(
                    "This link is not valid: it was used, it has expired, or a newer one has replaced"
                            + " it. Ask an administrator for another.");
        }
        String fault = PasswordRules.fault(person.get().name(), password, repeated);
        if (!fault.isEmpty()) {
            return new Outcome.Refused(fault);
        }
        String hash = passwords.encode(password);
        Boolean set = transaction.execute(_ -> {
            if (!people.useLink(digest, now)) {
                return false;
            }
            people.setPassword(person.get().id(), hash);
            people.signedOut(person.get().id(), now);
            audit.append(
                    Actor.person(person.get().name(), "", from.from(), from.request()),
                    Deed.of("password.set", SignInTrail.subject(person.get())).because("one-time link"));
            return true;
        });
        return Boolean.TRUE.equals(set)
                ? new Outcome.Set(person.get().name())
                : new Outcome.Refused("This link was used a moment ago. Ask an administrator for another.");
    }

    private static byte[] digest(String code) {
        return Sha256.of(code.getBytes(StandardCharsets.UTF_8));
    }
}
