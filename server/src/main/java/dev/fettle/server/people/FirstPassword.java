package dev.fettle.server.people;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Sets the first password, for whoever holds the one-time code that the server printed when it started. */
@Component
public final class FirstPassword {
    private static final Duration VALID = Duration.ofHours(24);
    private static final int CODE_BYTES = 24;
    static final String NAME_RULE =
            "A name is made of letters and digits, not of digits alone, and of . _ @ - after the first; 64 characters"
                    + " at most.";

    private static final Pattern NAME = Pattern.compile("(?!\\p{N}+$)[\\p{L}\\p{N}][\\p{L}\\p{N}._@-]{0,63}");

    private final PersonStore people;
    private final GrantStore grants;
    private final Audit audit;
    private final PasswordEncoder passwords;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final SecureRandom random = new SecureRandom();

    FirstPassword(
            PersonStore people,
            GrantStore grants,
            Audit audit,
            PasswordEncoder passwords,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.people = people;
        this.grants = grants;
        this.audit = audit;
        this.passwords = passwords;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What came of it. */
    sealed interface Outcome {
        /** @param person the name to sign in with */
        record Set(String person) implements Outcome {}

        /** @param why a sentence that says what to do */
        record Refused(String why) implements Outcome {}

        /** Somebody has set it before. */
        record TooLate() implements Outcome {}
    }

    /**
     * A code that is good for one use.
     *
     * @param until when it ends to be good
     */
    public record Code(String text, Instant until) {}

    /** Whether nobody can sign in yet. */
    boolean isDue() {
        return people.isEmpty();
    }

    /** A new code, and an end to all before it; empty if somebody can sign in already. */
    public Optional<Code> newCode() {
        if (!isDue()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[CODE_BYTES];
        random.nextBytes(bytes);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = clock.instant();
        Code code = new Code(text, now.plus(VALID));
        transaction.executeWithoutResult(_ -> people.replaceCode(digest(text), now, code.until()));
        return Optional.of(code);
    }

    /** @param from whoever has the code, who is nobody yet */
    Outcome set(String code, String name, String password, String repeated, Actor from) {
        if (!isDue()) {
            return new Outcome.TooLate();
        }
        Instant now = clock.instant();
        String trimmed = code.strip();
        if (!people.isCode(digest(trimmed), now)) {
            return new Outcome.Refused(
                    "This code is not valid, or it has expired. Take the link that the server printed"
                            + " when it last started; each start prints a new one.");
        }
        String fault = fault(name, password, repeated);
        if (!fault.isEmpty()) {
            return new Outcome.Refused(fault);
        }
        String hash = passwords.encode(password);
        if (hash == null) {
            throw new IllegalStateException("The password encoder gave no hash.");
        }
        Boolean first =
                transaction.execute(_ -> people.useCode(digest(trimmed), now) && addFirst(name, hash, now, from));
        return Boolean.TRUE.equals(first) ? new Outcome.Set(name) : new Outcome.TooLate();
    }

    /** Whoever sets the server up keeps its people; everybody else gets roles from them. */
    private boolean addFirst(String name, String hash, Instant now, Actor from) {
        Optional<Long> id = people.addFirst(name, hash, now);
        id.ifPresent(first -> {
            Grant grant = new Grant(Role.ADMINISTRATOR, Scope.everything());
            grants.replace(first, List.of(grant));
            audit.append(
                    Actor.person(name, "", from.from(), from.request()),
                    Deed.added(
                                    "person.added",
                                    new AuditSubject("person", Long.toString(first), name),
                                    Map.of("roles", GrantText.of(List.of(grant))))
                            .because("first start"));
        });
        return id.isPresent();
    }

    private static String fault(String name, String password, String repeated) {
        return isName(name) ? PasswordRules.fault(name, password, repeated) : NAME_RULE;
    }

    /** Whether a text can be what a person is called. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    private static byte[] digest(String code) {
        return Sha256.of(code.getBytes(StandardCharsets.UTF_8));
    }
}
