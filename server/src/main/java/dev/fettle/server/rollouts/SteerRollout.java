package dev.fettle.server.rollouts;

import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.rollout.HostState;
import dev.fettle.core.rollout.Rollout;
import dev.fettle.core.rollout.RolloutEvent;
import dev.fettle.core.rollout.TakeBack;
import dev.fettle.server.database.AllOrNothing;
import dev.fettle.server.hosts.HostId;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What people do with a roll-out, at any moment. */
@Component
public final class SteerRollout {
    static final int LONGEST_WHY = 1_000;

    private final RolloutHostStore hosts;
    private final RolloutStore store;
    private final Turns turns;
    private final RolloutNotes notes;
    private final RolloutBell bell;
    private final TransactionTemplate transaction;
    private final Clock clock;

    SteerRollout(
            RolloutStore store,
            RolloutHostStore hosts,
            Turns turns,
            RolloutNotes notes,
            RolloutBell bell,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.store = store;
        this.hosts = hosts;
        this.turns = turns;
        this.notes = notes;
        this.bell = bell;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** What a person wants. */
    public sealed interface Wish {
        record Pause() implements Wish {}

        /** In spite of what has halted it, as far as that has come. */
        record Resume() implements Wish {}

        record Abort(TakeBack which) implements Wish {}

        record Skip(HostId host) implements Wish {}

        record Retry(HostId host) implements Wish {}

        /** Whether a reason is asked for: what is put up with or given up. */
        default boolean takesReason() {
            return switch (this) {
                case Resume(), Abort _, Skip _ -> true;
                case Pause(), Retry _ -> false;
            };
        }
    }

    /**
     * @param scope of the actor
     * @param version that the actor saw; null for whatever it is
     */
    public RolloutOutcome steer(Actor actor, Scope scope, long number, Wish wish, String why, @Nullable Long version) {
        String told = why.strip();
        if (told.length() > LONGEST_WHY) {
            return new RolloutOutcome.Refused("A reason has at most " + LONGEST_WHY + " characters.");
        }
        if (told.isEmpty() && wish.takesReason()) {
            return new RolloutOutcome.Refused("Say why, for those who look at it later.");
        }
        return AllOrNothing.within(
                transaction,
                RolloutOutcome.Done.class::isInstance,
                () -> store.lock(number, scope)
                        .map(head -> within(actor, head, wish, told, version))
                        .orElseGet(RolloutOutcome.NoSuchRollout::new));
    }

    private RolloutOutcome within(Actor actor, RolloutHead head, Wish wish, String why, @Nullable Long version) {
        if (version != null && version != head.version()) {
            return new RolloutOutcome.Overtaken();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Turn turn = turns.begin(head);
        turns.hear(turn);
        Rollout before = turn.rollout();
        return switch (wish) {
            case Wish.Pause() ->
                asWhole(actor, turn, new RolloutEvent.Pause(actor.person()), "rollout.paused", why, now);
            case Wish.Resume() -> asWhole(actor, turn, new RolloutEvent.Resume(), "rollout.resumed", why, now);
            case Wish.Abort(TakeBack which) ->
                asWhole(
                        actor,
                        turn,
                        new RolloutEvent.Abort(which, actor.person()),
                        which == TakeBack.NOTHING ? "rollout.aborted" : "rollout.aborted-and-back",
                        why,
                        now);
            case Wish.Skip(HostId host) -> {
                int place = turn.before().hosts().indexOf(host);
                yield ofHost(
                        actor, turn, before, new RolloutEvent.Skip(place), place, "rollout.host-skipped", why, now);
            }
            case Wish.Retry(HostId host) -> {
                int place = turn.before().hosts().indexOf(host);
                Optional<RolloutHostStore.Busy> busy =
                        skipped(turn, place) ? hosts.busy(List.of(host.value())) : Optional.empty();
                if (busy.isPresent()) {
                    yield new RolloutOutcome.Conflict("This host was skipped here and is in roll-out "
                            + busy.get().rollout() + " now. Wait until that has ended, or skip the host there.");
                }
                yield ofHost(
                        actor,
                        turn,
                        before,
                        new RolloutEvent.Retry(place, now),
                        place,
                        "rollout.host-retried",
                        why,
                        now);
            }
        };
    }

    private static boolean skipped(Turn turn, int place) {
        return place >= 0 && turn.rollout().courses().at(place).state() instanceof HostState.Skipped;
    }

    private RolloutOutcome asWhole(Actor actor, Turn turn, RolloutEvent event, String kind, String why, Instant now) {
        Rollout before = turn.rollout();
        Optional<String> refused = turn.happens(event);
        if (refused.isPresent()) {
            return new RolloutOutcome.Conflict(refused.get());
        }
        turns.end(turn, now);
        notes.moved(actor, kind, turn.head(), before, turn.rollout(), why);
        return done(turn);
    }

    private RolloutOutcome ofHost(
            Actor actor,
            Turn turn,
            Rollout before,
            RolloutEvent event,
            int place,
            String kind,
            String why,
            Instant now) {
        Optional<String> refused = turn.happens(event);
        if (refused.isPresent()) {
            return new RolloutOutcome.Conflict(refused.get());
        }
        turns.end(turn, now);
        notes.host(
                actor,
                kind,
                turn.head(),
                turn.before().hosts().get(place),
                before.courses().at(place),
                turn.rollout().courses().at(place),
                why);
        return done(turn);
    }

    private RolloutOutcome done(Turn turn) {
        bell.ringAfterCommit();
        return new RolloutOutcome.Done(
                store.find(turn.head().number(), Scope.everything()).orElseThrow());
    }
}
