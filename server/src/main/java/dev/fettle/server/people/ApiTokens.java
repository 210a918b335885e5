package dev.fettle.server.people;

import dev.fettle.core.access.Access;
import dev.fettle.core.access.Grant;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.access.BearerTokens;
import dev.fettle.server.audit.Audit;
import dev.fettle.wire.TokenItem;
import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tokens with which programs use the API in somebody's name. A token may at most what its owner may at that moment, ends
 * by itself within a year, and is kept as a digest alone.
 */
@Component
public final class ApiTokens implements BearerTokens {
    /** Days. */
    public static final int LONGEST = 365;

    private static final Duration BETWEEN_NOTES = Duration.ofMinutes(1);
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,63}");

    private final TokenStore store;
    private final GrantStore grants;
    private final SignInBrake brake;
    private final SignInTrail trail;
    private final BrowserMark marks;
    private final Audit audit;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final SecureRandom random = new SecureRandom();

    ApiTokens(
            TokenStore store,
            GrantStore grants,
            SignInBrake brake,
            SignInTrail trail,
            BrowserMark marks,
            Audit audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.store = store;
        this.grants = grants;
        this.brake = brake;
        this.trail = trail;
        this.marks = marks;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * A token as pages show it.
     *
     * @param hint its last characters, to tell it from others
     * @param usedFrom the address; empty if it was never used
     */
    public record Row(
            long id,
            long person,
            String owner,
            String name,
            String hint,
            Instant made,
            Instant expires,
            Optional<Instant> revoked,
            Optional<Instant> used,
            String usedFrom) {
        public boolean isGood(Instant now) {
            return revoked.isEmpty() && now.isBefore(expires);
        }
    }

    /** What came of it. */
    public sealed interface Outcome {
        /** @param token the whole, to be shown once */
        record Made(String token, Instant expires) implements Outcome {}

        /** @param why a sentence that says what to do */
        record Refused(String why) implements Outcome {}
    }

    /**
     * Makes a token.
     *
     * @param owner what the person may do
     * @param wanted at least one; none may exceed the owner's
     * @param days until it expires, 1 to 365
     */
    public Outcome make(Actor actor, Person person, Access owner, String name, List<Grant> wanted, int days) {
        return make(actor, person, owner, name, wanted, days, Optional.empty());
    }

    /** As above, with another token: the new one is revoked with it. */
    Outcome make(
            Actor actor,
            Person person,
            Access owner,
            String name,
            List<Grant> wanted,
            int days,
            Optional<Long> madeWith) {
        if (!NAME.matcher(name).matches()) {
            return new Outcome.Refused(
                    "The name of a token is made of letters, digits, blanks and . _ - and begins with"
                            + " a letter or digit; 64 characters at most.");
        }
        if (wanted.isEmpty()) {
            return new Outcome.Refused("A token needs at least one role.");
        }
        if (!wanted.stream().allMatch(owner::holds)) {
            return new Outcome.Refused("A token can have no role, and no hosts, that you do not have yourself.");
        }
        if (days < 1 || days > LONGEST) {
            return new Outcome.Refused("A token is good for 1 to " + LONGEST + " days.");
        }
        TokenText token = TokenText.fresh(random);
        Instant now = clock.instant();
        Instant until = now.plus(Duration.ofDays(days));
        Boolean made = transaction.execute(_ -> {
            Optional<Long> id = store.add(person.id(), name, token, now, until, madeWith);
            id.ifPresent(each -> {
                grants.addToToken(each, wanted);
                audit.append(
                        actor,
                        Deed.added(
                                "token.made",
                                subject(each, person.name(), name),
                                Map.of("roles", GrantText.of(wanted), "expires", until.toString())));
            });
            return id.isPresent();
        });
        return Boolean.TRUE.equals(made)
                ? new Outcome.Made(token.reveal(), until)
                : new Outcome.Refused("You have a token of this name, or had one. Choose another.");
    }

    private static AuditSubject subject(long id, String person, String name) {
        return new AuditSubject("token", Long.toString(id), person + "/" + name);
    }

    List<Row> of(Person person) {
        return store.of(person.id());
    }

    Optional<Row> find(long id) {
        return store.find(id);
    }

    /** Of all people. */
    public List<Row> all() {
        return store.all();
    }

    TokenItem item(Row row) {
        return new TokenItem(
                row.id(),
                row.owner(),
                row.name(),
                row.hint(),
                access(row).grants().stream().map(GrantText::of).toList(),
                row.made(),
                row.expires(),
                row.revoked().orElse(null),
                row.used().orElse(null),
                row.usedFrom());
    }

    /** What a token was given, whatever its owner may now. */
    Access access(Row token) {
        return grants.ofToken(token.id());
    }

    /** Revokes one of a person's own; whether there was such a one. */
    boolean revokeOwn(Actor actor, Person person, long id) {
        return store.find(id).filter(token -> token.person() == person.id()).isPresent() && revoke(actor, id);
    }

    /** Whether a program that shows one token may revoke the other: itself, and what was made with it. */
    boolean mayRevoke(TokenAuthentication shown, long id) {
        return store.comesFrom(id, shown.token());
    }

    /** Revokes anybody's, and all that were made with it; whether there is such a one. */
    public boolean revoke(Actor actor, long id) {
        return Boolean.TRUE.equals(transaction.execute(_ -> {
            Optional<Row> token = store.find(id);
            int revoked = token.isPresent() ? store.revoke(id, clock.instant()) : 0;
            if (token.isPresent() && revoked > 0) {
                audit.append(
                        actor,
                        Deed.added(
                                "token.revoked",
                                subject(id, token.get().owner(), token.get().name()),
                                Map.of("tokens revoked", Integer.toString(revoked))));
            }
            return token.isPresent();
        }));
    }

    /** A good token always works, however many bad ones come from the same address. */
    @Override
    public Authentication authenticate(String text, HttpServletRequest request) {
        Instant now = clock.instant();
        Optional<Row> token = TokenText.of(text).flatMap(each -> store.good(each.digest(), now));
        if (token.isEmpty()) {
            brake.begin(marks.details(request).trying(SignInBrake.What.TOKEN, ""));
            trail.refused("", "API token", request);
            throw new BadCredentialsException("The token is not one of this server's, has expired, or was revoked.");
        }
        Row good = token.get();
        boolean due = good.used()
                .filter(last -> now.isBefore(last.plus(BETWEEN_NOTES)))
                .isEmpty();
        if (due) {
            store.used(good.id(), now, Objects.toString(request.getRemoteAddr(), ""));
        }
        return new TokenAuthentication(good.id(), good.person(), good.owner() + "/" + good.name());
    }
}
