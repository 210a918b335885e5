package dev.fettle.server.people;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.access.RequestId;
import dev.fettle.server.audit.Audit;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes down who signed in, who tried to, and who left: in the log and in the audit trail. Of refused tries no more
 * than so many a minute are entered one by one, so that nobody fills the trail by guessing; the rest are counted.
 */
@Component
final class SignInTrail {
    static final int MOST_A_MINUTE = 30;

    private static final Logger LOG = LoggerFactory.getLogger(SignInTrail.class);
    private static final String STRANGER = "somebody";

    private final Audit audit;
    private final PersonStore people;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private Instant minute = Instant.EPOCH;
    private int entered;
    private int counted;

    SignInTrail(Audit audit, PersonStore people, Clock clock, PlatformTransactionManager transactions) {
        this.audit = audit;
        this.people = people;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    static AuditSubject subject(Person person) {
        return new AuditSubject("person", Long.toString(person.id()), person.name());
    }

    /** Somebody who acts for themselves, and needs no role for it. */
    static Actor self(String person, HttpServletRequest request) {
        return Actor.person(person, "", request.getRemoteAddr(), RequestId.of(request));
    }

    void signedIn(String name, Collection<? extends GrantedAuthority> factors, HttpServletRequest request) {
        String by = factors.stream()
                .map(each -> word(String.valueOf(each.getAuthority())))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        LOG.info("{} signed in from {}.", name, request.getRemoteAddr());
        transaction.executeWithoutResult(_ -> {
            people.signedIn(name, clock.instant());
            people.find(name)
                    .ifPresent(person -> audit.append(
                            self(name, request),
                            new Deed("sign-in.done", subject(person), Map.of(), Map.of("by", by), "")));
        });
    }

    private static String word(String factor) {
        return switch (factor) {
            case FactorGrantedAuthority.PASSWORD_AUTHORITY -> "password";
            case FactorGrantedAuthority.WEBAUTHN_AUTHORITY -> "passkey";
            case FactorGrantedAuthority.AUTHORIZATION_CODE_AUTHORITY -> "provider";
            case SignInRules.TOTP -> "one-time code";
            default -> factor;
        };
    }

    void left(String name, HttpServletRequest request) {
        LOG.info("{} signed out.", name);
        transaction.executeWithoutResult(_ -> people.find(name)
                .ifPresent(person -> audit.append(self(name, request), Deed.of("sign-in.ended", subject(person)))));
    }

    /**
     * @param name as it was typed; only that of somebody who exists is written down, for it may be a password
     * @param what was refused
     */
    void refused(String name, String what, HttpServletRequest request) {
        Optional<Person> person = people.find(name);
        String who = person.map(Person::name).orElse("somebody unknown");
        LOG.warn("A sign-in as {} from {} was refused: {}.", who, request.getRemoteAddr(), what);
        AuditSubject subject = person.map(SignInTrail::subject).orElseGet(() -> new AuditSubject("person", "", ""));
        Actor stranger = self(STRANGER, request);
        int others = others();
        transaction.executeWithoutResult(_ -> {
            if (others >= 0) {
                audit.append(stranger, new Deed("sign-in.refused", subject, Map.of(), Map.of("what", what), ""));
            }
            if (others > 0) {
                audit.append(
                        Actor.server("sign-in"),
                        new Deed(
                                "sign-in.refused-more",
                                new AuditSubject("person", "", ""),
                                Map.of(),
                                Map.of("tries", Integer.toString(others)),
                                ""));
            }
        });
    }

    /** Negative if this one is only to be counted; otherwise how many were only counted before. */
    private synchronized int others() {
        Instant now = clock.instant();
        if (Duration.between(minute, now).compareTo(Duration.ofMinutes(1)) >= 0) {
            minute = now;
            entered = 0;
        }
        if (entered >= MOST_A_MINUTE) {
            counted++;
            return -1;
        }
        entered++;
        int before = counted;
        counted = 0;
        return before;
    }
}
