package dev.fettle.server.rollouts;

import dev.fettle.core.access.Scope;
import dev.fettle.core.approval.Asked;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.plan.ChangeContent;
import dev.fettle.core.plan.HostFacts;
import dev.fettle.core.plan.PlannedWave;
import dev.fettle.core.plan.WindowOverride;
import dev.fettle.core.rollout.Rollout;
import dev.fettle.core.rollout.RolloutPlan;
import dev.fettle.core.signing.Octets;
import dev.fettle.server.changes.Change;
import dev.fettle.server.changes.Changes;
import dev.fettle.server.database.AllOrNothing;
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

/** Starts the roll-out of an approved change. From then on it goes by itself, as far as gates, windows and people let it. */
@Component
public final class StartRollout {
    private static final int LONGEST_WHY = 1_000;

    /** A start further ahead is a slip of the pen. */
    private static final Duration FURTHEST = Duration.ofDays(366);

    /** A time that is further past is another one: clocks are not off by more, nor are people so slow. */
    private static final Duration PAST = Duration.ofMinutes(15);

    private final RolloutStore store;
    private final RolloutHostStore hosts;
    private final RolloutNotes notes;
    private final RolloutBell bell;
    private final Changes changes;
    private final TransactionTemplate transaction;
    private final Clock clock;

    StartRollout(
            RolloutStore store,
            RolloutHostStore hosts,
            RolloutNotes notes,
            RolloutBell bell,
            Changes changes,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.store = store;
        this.hosts = hosts;
        this.notes = notes;
        this.bell = bell;
        this.changes = changes;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /**
     * What is wanted.
     *
     * @param change by its number
     * @param content the hash of what the actor saw; null for whatever is approved
     * @param startAt not before; null for now
     * @param backAnyTime roll-backs wait for neither windows nor freezes
     * @param override what it does not wait for at all
     * @param overrideWhy the reason for either; of no account if it waits for everything
     */
    public record Wish(
            long change,
            @Nullable Octets content,
            @Nullable Instant startAt,
            boolean backAnyTime,
            WindowOverride override,
            String overrideWhy) {
        /** One that waits for everything. */
        public Wish(long change, @Nullable Octets content, @Nullable Instant startAt) {
            this(change, content, startAt, false, WindowOverride.NOTHING, "");
        }

        boolean overrides() {
            return backAnyTime || override != WindowOverride.NOTHING;
        }

        /** As it is kept. */
        String why() {
            return overrides() ? overrideWhy.strip() : "";
        }
    }

    /**
     * @param scope of the actor, which no host of the change exceeds
     * @param overriding for which hosts they may decide that windows are not waited for; empty for none
     */
    public RolloutOutcome start(Actor actor, Scope scope, Optional<Scope> overriding, Wish wish) {
        return AllOrNothing.<RolloutOutcome>within(
                transaction,
                RolloutOutcome.Done.class::isInstance,
                () -> changes.hold(wish.change(), scope)
                        .map(change -> held(actor, change, overriding, wish))
                        .orElseGet(RolloutOutcome.NoSuchChange::new),
                () -> new RolloutOutcome.Conflict("Change " + wish.change()
                        + " is being rolled out already. Look at that roll-out, or abort it first."));
    }

    /** Nobody edits the change meanwhile. */
    private RolloutOutcome held(Actor actor, Change change, Optional<Scope> overriding, Wish wish) {
        Optional<String> objection = objection(change, overriding, wish);
        if (objection.isPresent()) {
            return new RolloutOutcome.Refused(objection.get());
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (wish.startAt() != null && wish.startAt().isBefore(now.minus(PAST))) {
            return new RolloutOutcome.Refused(
                    "The roll-out would have begun in the past. Leave the time out to begin now, or say a later one.");
        }
        Instant startAt = wish.startAt() == null ? now : wish.startAt().truncatedTo(ChronoUnit.MICROS);
        if (startAt.isAfter(now.plus(FURTHEST))) {
            return new RolloutOutcome.Refused("A roll-out starts within a year.");
        }
        Optional<Octets> approved = change.state().request().map(Asked::content);
        if (!change.state().mayRun() || approved.isEmpty()) {
            return new RolloutOutcome.Conflict("Change " + change.number()
                    + " is not approved, so it cannot be rolled out. It is: "
                    + change.state().word() + ".");
        }
        if (wish.content() != null && !wish.content().equals(approved.get())) {
            return new RolloutOutcome.Overtaken();
        }
        Instant begins = startAt.isAfter(now) ? startAt : now;
        if (change.state().request().filter(each -> each.overdue(begins)).isPresent()) {
            return new RolloutOutcome.Conflict(owed(change.number(), begins.isAfter(now)));
        }
        Optional<ChangeContent> content = changes.content(change);
        if (content.isEmpty()) {
            return new RolloutOutcome.Conflict(
                    "What was approved cannot be read any more. Have it planned anew and approved.");
        }
        return begun(actor, change, content.get(), startAt, wish, now);
    }

    /** Why the actor may not decide what is not waited for; empty if they may, or do not. */
    private Optional<String> objection(Change change, Optional<Scope> overriding, Wish wish) {
        if (!wish.overrides()) {
            return Optional.empty();
        }
        if (wish.why().isEmpty() || wish.why().length() > LONGEST_WHY) {
            return Optional.of("Say why windows are not waited for, in at most " + LONGEST_WHY + " characters.");
        }
        boolean may =
                overriding.filter(reach -> changes.outside(change, reach) == 0).isPresent();
        return may
                ? Optional.empty()
                : Optional.of(
                        "You may not decide that windows are not waited for, at least not for all hosts of this change:"
                                + " that takes the role security for them. Have it wait for their windows, or ask somebody who may.");
    }

    private static String owed(long change, boolean later) {
        return later
                ? "Change " + change
                        + " is an emergency that owes an approval. Have it approved before you start a roll-out"
                        + " that begins when the time for that is over."
                : "Change " + change
                        + " is an emergency, and the approval that it owes has not come in its time. Have it"
                        + " approved before it is rolled out again.";
    }

    private RolloutOutcome begun(
            Actor actor, Change change, ChangeContent content, Instant startAt, Wish wish, Instant now) {
        List<Long> all = Held.planned(content);
        Optional<RolloutHostStore.Busy> busy = hosts.busy(all).filter(each -> !isOf(each.rollout(), change));
        if (busy.isPresent()) {
            return new RolloutOutcome.Conflict(busy.get().hosts() + " of its hosts are in roll-out "
                    + busy.get().rollout()
                    + ", which has not ended and may yet take them back. Wait for it, skip there those that are not done, or"
                    + " abort it: what is done can stay as it is.");
        }
        Optional<RolloutHostStore.BusyCluster> cluster = busyCluster(content, all);
        if (cluster.isPresent()) {
            return new RolloutOutcome.Conflict(
                    "Other members of " + cluster.get().tag() + " are in roll-out "
                            + cluster.get().rollout()
                            + ", which has not ended, and no two members of a cluster are changed at once. Wait for it, or abort it: what is"
                            + " done can stay as it is.");
        }
        Rollout beginning =
                Rollout.beginning(RolloutPlan.of(content, startAt, _ -> RolloutPlan.ANY_TIME, wish.backAnyTime()));
        long number = store.add(
                new RolloutStore.New(
                        change.number(),
                        content,
                        startAt,
                        wish.backAnyTime(),
                        wish.override(),
                        wish.why(),
                        actor.person(),
                        beginning),
                now);
        hosts.add(number, all);
        RolloutHead head = store.find(number, Scope.everything()).orElseThrow();
        notes.started(actor, head);
        if (head.backAnyTime()) {
            notes.backAnyTime(actor, head);
        }
        bell.ringAfterCommit();
        return new RolloutOutcome.Done(head);
    }

    private Optional<RolloutHostStore.BusyCluster> busyCluster(ChangeContent content, List<Long> all) {
        List<String> tags = content.plan().waves().stream()
                .flatMap(wave -> wave.hosts().stream())
                .map(PlannedWave.PlannedHost::cluster)
                .filter(cluster -> !cluster.isEmpty())
                .distinct()
                .map(HostFacts.CLUSTER_TAG::concat)
                .toList();
        return tags.isEmpty() ? Optional.empty() : hosts.busyCluster(tags, all);
    }

    /** What is told of a roll-out of the same change is that it is being rolled out already. */
    private boolean isOf(long rollout, Change change) {
        return store.find(rollout, Scope.everything())
                .filter(each -> each.change() == change.number())
                .isPresent();
    }
}
