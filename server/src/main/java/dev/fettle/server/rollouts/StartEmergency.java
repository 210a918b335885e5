package dev.fettle.server.rollouts;

import dev.fettle.core.access.Scope;
import dev.fettle.core.approval.ChangeState;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.plan.ChangeType;
import dev.fettle.core.plan.WindowOverride;
import dev.fettle.core.signing.Octets;
import dev.fettle.server.changes.Change;
import dev.fettle.server.changes.ChangeOutcome;
import dev.fettle.server.changes.Changes;
import dev.fettle.server.changes.MoveChange;
import dev.fettle.server.database.AllOrNothing;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Proposes an emergency change and starts its roll-out, both or neither. */
@Component
public final class StartEmergency {
    private final Changes changes;
    private final MoveChange moveChange;
    private final StartRollout startRollout;
    private final RolloutNotes notes;
    private final TransactionTemplate transaction;

    StartEmergency(
            Changes changes,
            MoveChange moveChange,
            StartRollout startRollout,
            RolloutNotes notes,
            PlatformTransactionManager transactions) {
        this.changes = changes;
        this.moveChange = moveChange;
        this.startRollout = startRollout;
        this.notes = notes;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * What is wanted.
     *
     * @param content the hash of what the actor saw
     * @param override what is not waited for
     * @param overrideWhy the reason for that
     */
    public record Wish(long change, Octets content, WindowOverride override, String overrideWhy) {}

    /**
     * @param scope of the actor, which no host of the change exceeds
     * @param overriding for which hosts they may decide that windows are not waited for; empty for none
     */
    public RolloutOutcome start(Actor actor, Scope scope, Optional<Scope> overriding, Wish wish) {
        Optional<Change> found = changes.find(wish.change(), scope);
        if (found.isEmpty()) {
            return new RolloutOutcome.NoSuchChange();
        }
        Change change = found.get();
        if (change.type() != ChangeType.EMERGENCY) {
            return new RolloutOutcome.Conflict("Change " + change.number() + " is no emergency. Have it approved, and"
                    + " roll it out from its page.");
        }
        if (!change.content().equals(wish.content())) {
            return new RolloutOutcome.Overtaken();
        }
        return AllOrNothing.within(transaction, RolloutOutcome.Done.class::isInstance, () -> {
            Optional<RolloutOutcome> hindrance = change.state() instanceof ChangeState.Draft
                    ? proposed(moveChange.propose(actor, scope, change.number(), change.version()))
                    : Optional.empty();
            return hindrance.orElseGet(() -> started(actor, scope, overriding, wish));
        });
    }

    private RolloutOutcome started(Actor actor, Scope scope, Optional<Scope> overriding, Wish wish) {
        StartRollout.Wish all =
                new StartRollout.Wish(wish.change(), wish.content(), null, false, wish.override(), wish.overrideWhy());
        RolloutOutcome outcome = startRollout.start(actor, scope, overriding, all);
        if (outcome instanceof RolloutOutcome.Done(RolloutHead rollout)
                && rollout.override() != WindowOverride.NOTHING) {
            notes.overridden(actor, rollout);
        }
        return outcome;
    }

    /** Why it could not be proposed; empty if it was. */
    private static Optional<RolloutOutcome> proposed(ChangeOutcome outcome) {
        return switch (outcome) {
            case ChangeOutcome.Done _ -> Optional.empty();
            case ChangeOutcome.NoSuchChange() -> Optional.of(new RolloutOutcome.NoSuchChange());
            case ChangeOutcome.Overtaken() -> Optional.of(new RolloutOutcome.Overtaken());
            case ChangeOutcome.Refused(String why) -> Optional.of(new RolloutOutcome.Refused(why));
            case ChangeOutcome.Conflict(String why) -> Optional.of(new RolloutOutcome.Conflict(why));
            case ChangeOutcome.NotYet() ->
                Optional.of(
                        new RolloutOutcome.Conflict("The server is still reading its hosts. Try again in a minute."));
        };
    }
}
