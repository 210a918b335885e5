package dev.fettle.server.changes;

import dev.fettle.core.access.Scope;
import dev.fettle.core.approval.ChangeState;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.plan.ChangeWish;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Drafts a change, edits one and plans one anew, by what is known of its hosts now. Each makes a draft of it, and voids what
 * was approved of it. None of that is done to a change that is being rolled out: its roll-out would never again be
 * approved.
 */
@Component
public final class DraftChange {
    private static final String PLANNED = "change.planned";

    private final ChangeStore store;
    private final ChangePlanner planner;
    private final ChangeNotes notes;
    private final ChangeRuns runs;
    private final TransactionTemplate transaction;
    private final Clock clock;

    DraftChange(
            ChangeStore store,
            ChangePlanner planner,
            ChangeNotes notes,
            ChangeRuns runs,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.store = store;
        this.planner = planner;
        this.notes = notes;
        this.runs = runs;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** @param scope of the actor, which no host of the change exceeds */
    public ChangeOutcome add(Actor actor, Scope scope, ChangeWish wish) {
        return switch (planner.plan(wish, scope)) {
            case ChangePlanner.Planned.Made made ->
                Objects.requireNonNull(transaction.<ChangeOutcome>execute(_ -> {
                    long number = store.add(made.content(), actor.person(), clock.instant());
                    store.hosts(number, made.hosts());
                    Change change = store.find(number, Scope.everything()).orElseThrow();
                    notes.filled(actor, "change.drafted", null, change);
                    return new ChangeOutcome.Done(change);
                }));
            case ChangePlanner.Planned.Refused(String why) -> new ChangeOutcome.Refused(why);
            case ChangePlanner.Planned.NotYet() -> new ChangeOutcome.NotYet();
        };
    }

    /** @param version that the actor saw; null for whatever it is */
    public ChangeOutcome edit(Actor actor, Scope scope, long number, ChangeWish wish, @Nullable Long version) {
        return store.find(number, scope).isEmpty()
                ? new ChangeOutcome.NoSuchChange()
                : again(actor, scope, number, wish, version, "change.edited");
    }

    /** Works out anew what the same wish means; hosts that match its filter by now are in it, others are not any more. */
    public ChangeOutcome plan(Actor actor, Scope scope, long number, @Nullable Long version) {
        Optional<Change> found = store.find(number, scope);
        if (found.isEmpty()) {
            return new ChangeOutcome.NoSuchChange();
        }
        Optional<ChangeWish> wish = store.wish(found.get());
        return wish.isEmpty()
                ? new ChangeOutcome.Conflict("What was wanted by this change cannot be read any more. Draft another.")
                : again(actor, scope, number, wish.get(), version, PLANNED);
    }

    private ChangeOutcome again(
            Actor actor, Scope scope, long number, ChangeWish wish, @Nullable Long version, String kind) {
        return switch (planner.plan(wish, scope)) {
            case ChangePlanner.Planned.Made made ->
                Objects.requireNonNull(
                        transaction.<ChangeOutcome>execute(_ -> within(actor, scope, number, made, version, kind)));
            case ChangePlanner.Planned.Refused(String why) -> new ChangeOutcome.Refused(why);
            case ChangePlanner.Planned.NotYet() -> new ChangeOutcome.NotYet();
        };
    }

    private ChangeOutcome within(
            Actor actor,
            Scope scope,
            long number,
            ChangePlanner.Planned.Made made,
            @Nullable Long version,
            String kind) {
        Optional<Change> found = store.lock(number, scope);
        if (found.isEmpty()) {
            return new ChangeOutcome.NoSuchChange();
        }
        Change before = found.get();
        if (version != null && version != before.version()) {
            return new ChangeOutcome.Overtaken();
        }
        Optional<ChangeRuns.ChangeRun> underWay = runs.underWay(number);
        if (underWay.isPresent()) {
            return new ChangeOutcome.Conflict(underWay.get().hindrance());
        }
        return switch (before.state().after(new ChangeState.Event.Edit())) {
            case ChangeState.Step.To _ -> {
                // Who only had it planned anew has not become the author of what is wanted.
                String author = kind.equals(PLANNED) ? before.editedBy() : actor.person();
                store.fill(number, made.content(), author, clock.instant());
                store.hosts(number, made.hosts());
                Change after = store.find(number, Scope.everything()).orElseThrow();
                notes.filled(actor, kind, before, after);
                yield new ChangeOutcome.Done(after);
            }
            case ChangeState.Step.Overtaken() -> new ChangeOutcome.Overtaken();
            case ChangeState.Step.Refused(String why) -> new ChangeOutcome.Conflict(why);
        };
    }
}
