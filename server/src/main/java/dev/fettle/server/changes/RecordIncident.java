package dev.fettle.server.changes;

import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Something went wrong by a change: who knows of it writes it down, for those who look at how changes went. */
@Component
public final class RecordIncident {
    static final int LONGEST = 2_000;
    static final int MOST_MINUTES = 60 * 24 * 31;
    static final int SHOWN = 100;

    /** Clocks are not off by more. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private static final Duration LONG_AGO = Duration.ofDays(3_660);

    private final Changes changes;
    private final IncidentStore store;
    private final ChangeNotes notes;
    private final TransactionTemplate transaction;
    private final Clock clock;

    RecordIncident(
            Changes changes,
            IncidentStore store,
            ChangeNotes notes,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.changes = changes;
        this.store = store;
        this.notes = notes;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** What became of it. */
    public sealed interface Outcome {
        record Done(Incident incident) implements Outcome {}

        /** Not there, or it has hosts that are not in the actor's scope, which is the same to them. */
        record NoSuchChange() implements Outcome {}

        /** @param why a sentence */
        record Refused(String why) implements Outcome {}
    }

    /**
     * @param scope of the actor
     * @param began when it went wrong; null for now
     * @param downMinutes for how long services were down; null if nobody knows
     */
    public Outcome record(
            Actor actor,
            Scope scope,
            long number,
            String what,
            @Nullable Instant began,
            @Nullable Integer downMinutes) {
        Optional<Change> change = changes.find(number, scope);
        if (change.isEmpty()) {
            return new Outcome.NoSuchChange();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant at = began == null ? now : began.truncatedTo(ChronoUnit.MICROS);
        String told = what.strip();
        if (told.isEmpty() || told.length() > LONGEST) {
            return new Outcome.Refused("Say what went wrong, in at most " + LONGEST + " characters.");
        }
        if (at.isAfter(now.plus(AHEAD)) || at.isBefore(now.minus(LONG_AGO))) {
            return new Outcome.Refused("It went wrong at a time that has passed, within the last ten years.");
        }
        if (downMinutes != null && (downMinutes < 0 || downMinutes > MOST_MINUTES)) {
            return new Outcome.Refused("Services were down for 0 to " + MOST_MINUTES + " minutes.");
        }
        Incident incident = new Incident(0, number, told, at, downMinutes, actor.person(), now);
        return new Outcome.Done(transaction.execute(_ -> {
            Incident kept = store.add(incident);
            notes.incident(actor, change.get(), kept);
            return kept;
        }));
    }

    /** Those of a change that was found in scope, the newest first. */
    List<Incident> of(long change) {
        return store.of(change, SHOWN);
    }
}
