package dev.fettle.server.changes;

import dev.fettle.core.access.Access;
import dev.fettle.core.access.Permission;
import dev.fettle.core.access.Scope;
import dev.fettle.core.approval.AlertState;
import dev.fettle.core.approval.Asked;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.plan.ChangeType;
import dev.fettle.server.fleet.Calls;
import dev.fettle.server.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Alerts of emergency changes: raised when one is proposed, told again and again until somebody else acknowledges them. */
@Component
public final class Alerts implements Calls {
    private static final int MOST_SHOWN = 20;

    private final AlertStore store;
    private final ChangeStore changes;
    private final ChangeNotes notes;
    private final Duration every;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Alerts(
            AlertStore store,
            ChangeStore changes,
            ChangeNotes notes,
            Settings settings,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.store = store;
        this.changes = changes;
        this.notes = notes;
        this.every = settings.changes().escalateEvery();
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** The last one of a change; empty if it never raised one. */
    public Optional<Alert> of(Change change) {
        return store.of(change.number());
    }

    @Override
    public List<Call> calls(Access access) {
        return access.reach(Permission.SEE_HOSTS).map(this::calls).orElse(List.of());
    }

    private List<Call> calls(Scope scope) {
        return store.open(scope, MOST_SHOWN).stream()
                .flatMap(alert -> changes.find(alert.change(), scope).stream())
                .map(change -> new Call(
                        "/changes/" + change.number(),
                        "Emergency change " + change.number() + ", “" + change.title() + "”",
                        List.of("It is by " + change.editedBy() + ", and nobody else has acknowledged it."),
                        /* bad= */ true))
                .toList();
    }

    /** @param scope of the actor, which no host of the change exceeds */
    public ChangeOutcome acknowledge(Actor actor, Scope scope, long number) {
        return Objects.requireNonNull(transaction.<ChangeOutcome>execute(_ -> {
            Optional<Change> found = changes.lock(number, scope);
            if (found.isEmpty()) {
                return new ChangeOutcome.NoSuchChange();
            }
            Change change = found.get();
            Optional<Alert> alert = store.of(number);
            if (alert.isEmpty()) {
                return new ChangeOutcome.Conflict(
                        "Change " + number + " has raised no alert, so none is to be" + " acknowledged.");
            }
            return switch (alert.get().state().after(acknowledging(change, actor))) {
                case AlertState.Step.To(AlertState.Acknowledged next) -> {
                    acknowledged(actor, change, alert.get(), next);
                    yield new ChangeOutcome.Done(change);
                }
                case AlertState.Step.Refused(String why) -> new ChangeOutcome.Conflict(why);
                case AlertState.Step.Tell _, AlertState.Step.Unchanged() ->
                    throw new IllegalStateException("Acknowledging tells nobody again.");
            };
        }));
    }

    /** An emergency change may be carried out from now on. In the caller's transaction. */
    void raise(Actor actor, Change change) {
        if (change.type() == ChangeType.EMERGENCY) {
            Instant now = now();
            store.raise(change, AlertState.raised(now, every), now);
            notes.alert(actor, "alert.raised", change, 0);
        }
    }

    /** Who judges a change has taken notice of it. In the caller's transaction. */
    void judged(Actor actor, Change change) {
        store.of(change.number()).ifPresent(alert -> {
            if (alert.state().after(acknowledging(change, actor)) instanceof AlertState.Step.To(var next)) {
                acknowledged(actor, change, alert, next);
            }
        });
    }

    private AlertState.Event acknowledging(Change change, Actor actor) {
        Set<String> authors = new TreeSet<>(Set.of(change.editedBy()));
        change.state().request().map(Asked::proposer).ifPresent(authors::add);
        return new AlertState.Event.Acknowledge(actor.person(), authors, now());
    }

    private void acknowledged(Actor actor, Change change, Alert alert, AlertState.Acknowledged next) {
        store.move(new Alert(alert.change(), alert.round(), alert.raisedAt(), next));
        notes.alert(actor, "alert.acknowledged", change, next.told());
    }

    /** Tells again of those whose time has come. */
    void escalate() {
        while (Boolean.TRUE.equals(transaction.execute(_ -> escalateOne()))) {
            // the next one, in a transaction of its own
        }
    }

    private boolean escalateOne() {
        Instant now = now();
        Optional<Alert> due = store.due(now);
        if (due.isEmpty()) {
            return false;
        }
        Alert alert = due.get();
        if (!(alert.state().after(new AlertState.Event.Tick(now, every)) instanceof AlertState.Step.Tell(var next))) {
            return false;
        }
        store.move(new Alert(alert.change(), alert.round(), alert.raisedAt(), next));
        Change change = changes.find(alert.change(), Scope.everything()).orElseThrow();
        notes.alert(Actor.server("alerts"), "alert.escalated", change, next.told());
        return true;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
