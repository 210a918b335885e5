package dev.fettle.server.changes;

import dev.fettle.core.access.Scope;
import dev.fettle.core.approval.Approval;
import dev.fettle.core.approval.ApprovalRule;
import dev.fettle.core.approval.Asked;
import dev.fettle.core.approval.ChangeState;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.plan.ChangeContent;
import dev.fettle.core.plan.ChangeType;
import dev.fettle.core.plan.ChangeWish;
import dev.fettle.core.plan.PlannedWave;
import dev.fettle.core.signing.Octets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What people decide of a change: that it is proposed, approved, rejected or withdrawn. */
@Component
public final class MoveChange {
    static final int LONGEST_WHY = 1_000;

    private final ChangeStore store;
    private final ChangeNotes notes;
    private final Alerts alerts;
    private final ChangeRuns runs;
    private final TransactionTemplate transaction;
    private final Clock clock;

    MoveChange(
            ChangeStore store,
            ChangeNotes notes,
            Alerts alerts,
            ChangeRuns runs,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.store = store;
        this.notes = notes;
        this.alerts = alerts;
        this.runs = runs;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /**
     * Asks for the approvals that the change takes. A standard change that repeats its model takes none, and an emergency
     * change is approved afterwards: both may be carried out from now on.
     *
     * @param version that the actor saw; null for whatever it is
     */
    public ChangeOutcome propose(Actor actor, Scope scope, long number, @Nullable Long version) {
        return within(scope, number, change -> {
            if (version != null && version != change.version()) {
                return new ChangeOutcome.Overtaken();
            }
            Optional<ChangeContent> content = store.content(change);
            if (content.isEmpty()) {
                return new ChangeOutcome.Conflict("What was planned cannot be read any more. Plan it anew.");
            }
            Optional<String> fault = content.get().plan().fault();
            if (fault.isPresent()) {
                return new ChangeOutcome.Conflict(fault.get());
            }
            ChangeWish wish = content.get().wish();
            int ofModel = 0;
            if (wish.type() == ChangeType.STANDARD) {
                Optional<Change> model = model(wish, scope);
                if (model.isEmpty()) {
                    return new ChangeOutcome.Conflict("Change " + wish.model() + " is no model of this one: a model is"
                            + " approved, may be repeated, and wants the very same of the same choice of hosts.");
                }
                ofModel = store.beyond(number, model.get().number()) == 0 ? approvals(model.get(), change, actor) : 0;
            }
            Instant now = now();
            ChangeState.Event event = new ChangeState.Event.Propose(
                    change.editedBy(),
                    actor.person(),
                    change.content(),
                    ApprovalRule.needed(wish.type(), highest(content.get()), ofModel),
                    wish.type() == ChangeType.EMERGENCY
                            ? Optional.of(now.plus(ApprovalRule.AFTERWARDS))
                            : Optional.empty());
            return moved(actor, change, event, "change.proposed", "", now);
        });
    }

    private Optional<Change> model(ChangeWish wish, Scope scope) {
        return store.find(wish.model(), scope)
                .filter(each -> each.state().mayRun())
                .filter(each -> store.content(each)
                        .map(ChangeContent::wish)
                        .filter(model -> model.repeatable() && wish.repeats(model))
                        .isPresent());
    }

    /** Of people other than those who now repeat what was approved. */
    private static int approvals(Change model, Change change, Actor actor) {
        List<Approval> given = model.state().request().map(Asked::given).orElse(List.of());
        return (int) given.stream()
                .map(Approval::person)
                .filter(each -> !each.equals(actor.person()) && !each.equals(change.editedBy()))
                .count();
    }

    /** When it was planned or now, whatever is more: neither makes a change less serious. */
    private Criticality highest(ChangeContent content) {
        List<Long> hosts = content.plan().waves().stream()
                .flatMap(wave -> wave.hosts().stream())
                .map(PlannedWave.PlannedHost::host)
                .toList();
        Criticality planned = content.plan().highest();
        Criticality now = store.highest(hosts);
        return now.compareTo(planned) > 0 ? now : planned;
    }

    /**
     * Agrees to one exact content. If its hosts have become more important since it was proposed, it has to be proposed again;
     * what an emergency owes, which cannot be, becomes more.
     *
     * @param seeing the hosts that the actor may see
     * @param approving those for which they are an approver
     * @param content the hash of what they saw
     */
    public ChangeOutcome approve(Actor actor, Scope seeing, Scope approving, long number, Octets content, String why) {
        return within(seeing, number, change -> {
            int needed = store.content(change)
                    .map(seen -> ApprovalRule.needed(change.type(), highest(seen), 0))
                    .orElse(0);
            Instant now = now();
            Approval approval = new Approval(actor.person(), content, now);
            ChangeState.Event event = new ChangeState.Event.Approve(approval, store.outside(number, approving), needed);
            return moved(actor, change, event, "change.approved", why, now);
        });
    }

    /** Says no to one exact content; as {@link #approve}. A roll-out of it changes no host any more from then on. */
    public ChangeOutcome reject(Actor actor, Scope seeing, Scope approving, long number, Octets content, String why) {
        if (why.isBlank()) {
            return new ChangeOutcome.Refused("Say why, for those who have to draft it better.");
        }
        return within(seeing, number, change -> {
            ChangeState.Event event =
                    new ChangeState.Event.Reject(actor.person(), content, store.outside(number, approving));
            return moved(actor, change, event, "change.rejected", why, now());
        });
    }

    /**
     * Gives it up for good. One that is being rolled out is not: who wants that aborts its roll-out.
     *
     * @param version that the actor saw; null for whatever it is
     */
    public ChangeOutcome withdraw(Actor actor, Scope scope, long number, String why, @Nullable Long version) {
        return within(scope, number, change -> {
            if (version != null && version != change.version()) {
                return new ChangeOutcome.Overtaken();
            }
            Optional<ChangeRuns.ChangeRun> underWay = runs.underWay(number);
            if (underWay.isPresent()) {
                return new ChangeOutcome.Conflict(underWay.get().hindrance());
            }
            return moved(actor, change, new ChangeState.Event.Withdraw(actor.person()), "change.withdrawn", why, now());
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private ChangeOutcome within(Scope scope, long number, Function<Change, ChangeOutcome> work) {
        return Objects.requireNonNull(transaction.execute(
                _ -> store.lock(number, scope).map(work).orElseGet(ChangeOutcome.NoSuchChange::new)));
    }

    private ChangeOutcome moved(
            Actor actor, Change change, ChangeState.Event event, String kind, String why, Instant now) {
        String cut = why.strip();
        String told = cut.length() > LONGEST_WHY ? cut.substring(0, LONGEST_WHY) : cut;
        return switch (change.state().after(event)) {
            case ChangeState.Step.To(ChangeState next) -> {
                if (event instanceof ChangeState.Event.Approve(Approval approval, int _, int _)) {
                    store.approve(change, approval);
                }
                boolean decided = next instanceof ChangeState.Rejected || next instanceof ChangeState.Withdrawn;
                store.move(change, next, decided ? told : "", now);
                Change after = store.find(change.number(), Scope.everything()).orElseThrow();
                notes.moved(actor, kind, change, after, told);
                switch (event) {
                    case ChangeState.Event.Propose _ -> alerts.raise(actor, after);
                    case ChangeState.Event.Approve _, ChangeState.Event.Reject _ -> alerts.judged(actor, after);
                    case ChangeState.Event.Edit _, ChangeState.Event.Withdraw _ -> {}
                }
                yield new ChangeOutcome.Done(after);
            }
            case ChangeState.Step.Overtaken() -> new ChangeOutcome.Overtaken();
            case ChangeState.Step.Refused(String refusal) -> new ChangeOutcome.Conflict(refusal);
        };
    }
}
