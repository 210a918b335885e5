package dev.fettle.server.people;

import dev.fettle.core.access.Access;
import dev.fettle.core.access.Grant;
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
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Signs programs in that have no browser, after RFC 8628: the program shows a code, somebody who is signed in enters it
 * and says what the program may, and the program gets a token of that person.
 */
@Component
final class DeviceSignIns {
    static final Duration VALID = Duration.ofMinutes(10);
    static final Duration BETWEEN = Duration.ofSeconds(2);
    private static final int MOST_WAITING = 1_000;
    private static final int SECRET_BYTES = 32;
    private static final int LETTERS = 8;
    /** No vowels, so no words; nothing that looks like something else. */
    private static final String ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";

    private final DeviceStore store;
    private final ApiTokens tokens;
    private final PersonStore people;
    private final GrantStore grants;
    private final Audit audit;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final SecureRandom random = new SecureRandom();

    DeviceSignIns(
            DeviceStore store,
            ApiTokens tokens,
            PersonStore people,
            GrantStore grants,
            Audit audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.store = store;
        this.tokens = tokens;
        this.people = people;
        this.grants = grants;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** @param device the program's secret */
    record Begun(String device, String userCode) {}

    /** Empty if too many wait already. */
    Optional<Begun> begin(String name, String address) {
        Instant now = clock.instant();
        store.forget(now);
        if (store.count() >= MOST_WAITING) {
            return Optional.empty();
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String device = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < LETTERS; i++) {
            code.append(i == LETTERS / 2 ? "-" : "").append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        store.add(digest(device), code.toString(), name, address, now, now.plus(VALID));
        return Optional.of(new Begun(device, code.toString()));
    }

    private static byte[] digest(String device) {
        return Sha256.of(device.getBytes(StandardCharsets.UTF_8));
    }

    /** The program that shows this code; case, blanks and dashes don't matter. */
    Optional<DeviceStore.Waiting> waiting(String typed) {
        String letters = typed.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "");
        return letters.length() == LETTERS
                ? store.byUserCode(
                        letters.substring(0, LETTERS / 2) + "-" + letters.substring(LETTERS / 2), clock.instant())
                : Optional.empty();
    }

    /** Whether it was still waiting. What is given must be within what the person may; that is looked at again later. */
    boolean approve(Actor actor, Person person, DeviceStore.Waiting waiting, List<Grant> given, int days) {
        return decide(
                actor,
                person,
                waiting,
                "device.approved",
                Map.of("roles", GrantText.of(given), "days", Integer.toString(days)),
                () -> store.approve(
                        waiting.id(),
                        person.id(),
                        given.stream().map(GrantText::of).toList(),
                        days));
    }

    boolean deny(Actor actor, Person person, DeviceStore.Waiting waiting) {
        return decide(actor, person, waiting, "device.refused", Map.of(), () -> store.deny(waiting.id()));
    }

    private boolean decide(
            Actor actor,
            Person person,
            DeviceStore.Waiting waiting,
            String kind,
            Map<String, String> after,
            BooleanSupplier change) {
        return Boolean.TRUE.equals(transaction.execute(_ -> {
            boolean changed = change.getAsBoolean();
            if (changed) {
                AuditSubject subject =
                        new AuditSubject("device", Long.toString(waiting.id()), person.name() + "/" + waiting.name());
                audit.append(actor, Deed.added(kind, subject, after));
            }
            return changed;
        }));
    }

    /** What came of a program's wait. */
    sealed interface Outcome {
        record Pending() implements Outcome {}

        record Denied() implements Outcome {}

        record Expired() implements Outcome {}

        /** @param token told this once */
        record Approved(String token) implements Outcome {}
    }

    /** Whether a program has this secret, and what became of its wait is not told yet. */
    boolean isKnown(String device) {
        return store.knows(digest(device), clock.instant());
    }

    /** What came of the wait of the program that has this secret. The token is that of who approved. */
    Outcome ask(String device, String address, String request) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            Optional<DeviceStore.Waiting> held = store.holdByDevice(digest(device), clock.instant());
            if (held.isEmpty()) {
                return new Outcome.Expired();
            }
            DeviceStore.Waiting waiting = held.get();
            return switch (waiting.state()) {
                case PENDING -> new Outcome.Pending();
                case DENIED -> {
                    store.delete(waiting.id());
                    yield new Outcome.Denied();
                }
                case APPROVED -> {
                    store.delete(waiting.id());
                    yield token(waiting, address, request);
                }
            };
        }));
    }

    private Outcome token(DeviceStore.Waiting waiting, String address, String request) {
        Optional<Person> person = people.find(waiting.person()).filter(each -> !each.isDisabled());
        if (person.isEmpty()) {
            return new Outcome.Denied();
        }
        Access access = grants.of(person.get().id());
        List<Grant> given = waiting.roles().stream().map(GrantText::parse).toList();
        Actor actor = new Actor(Actor.Kind.PERSON, person.get().name(), "", address, request);
        String name = waiting.userCode() + " " + clock.instant().toString().substring(0, 10);
        return switch (tokens.make(actor, person.get(), access, name, given, waiting.days())) {
            case ApiTokens.Outcome.Made(String token, Instant _) -> new Outcome.Approved(token);
            case ApiTokens.Outcome.Refused _ -> new Outcome.Denied();
        };
    }
}
