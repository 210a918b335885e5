package dev.fettle.server.people;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Where people are signed in, and how that ends. */
@Component
public final class Sessions {
    private static final int HANDLE_BYTES = 12;

    private final FindByIndexNameSessionRepository<? extends Session> sessions;
    private final PersonStore people;
    private final Audit audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Sessions(
            FindByIndexNameSessionRepository<? extends Session> sessions,
            PersonStore people,
            Audit audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.sessions = sessions;
        this.people = people;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * A session as pages show it.
     *
     * @param handle tells it from others without being its number, which opens it
     * @param present whether it is the one that asks
     */
    public record Row(String handle, Instant since, Instant lastUsed, String from, String browser, boolean present) {}

    /** Those that a person is wholly signed in with, the last used first. */
    List<Row> of(Person person, String presentId) {
        List<Row> rows = new ArrayList<>();
        sessions.findByPrincipalName(person.name()).forEach((id, session) -> {
            String from = session.getAttribute(Entrance.FROM);
            String browser = session.getAttribute(Entrance.BROWSER);
            if (from != null && !session.isExpired()) {
                rows.add(new Row(
                        handle(id),
                        session.getCreationTime(),
                        session.getLastAccessedTime(),
                        from,
                        browser == null ? "" : browser,
                        id.equals(presentId)));
            }
        });
        rows.sort(Comparator.comparing(Row::lastUsed).reversed());
        return rows;
    }

    private static String handle(String id) {
        return HexFormat.of().formatHex(Sha256.of(id.getBytes(StandardCharsets.UTF_8)), 0, HANDLE_BYTES);
    }

    /** Ends one of the person's own; whether it was there. */
    boolean end(Actor actor, Person person, String handle) {
        for (String id : sessions.findByPrincipalName(person.name()).keySet()) {
            if (handle(id).equals(handle)) {
                transaction.executeWithoutResult(
                        _ -> audit.append(actor, Deed.of("session.ended", SignInTrail.subject(person))));
                sessions.deleteById(id);
                return true;
            }
        }
        return false;
    }

    /** Ends all of a person's, on all servers and at once, also those whose rows cannot be deleted now. */
    void endAll(Actor actor, Person person) {
        transaction.executeWithoutResult(_ -> {
            signOut(person);
            audit.append(actor, Deed.of("session.all-ended", SignInTrail.subject(person)));
        });
        sweep(person);
    }

    /** As {@link #endAll}, as a part of the caller's transaction and of its entry. */
    void signOut(Person person) {
        people.signedOut(person.id(), clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    /** As {@link #sweep}, but for one. */
    void sweepOthers(Person person, String kept) {
        sessions.findByPrincipalName(person.name()).keySet().stream()
                .filter(id -> !id.equals(kept))
                .forEach(sessions::deleteById);
    }

    /** Deletes sessions that are over. */
    void sweep(Person person) {
        Map<String, ? extends Session> all = sessions.findByPrincipalName(person.name());
        all.keySet().forEach(sessions::deleteById);
    }
}
