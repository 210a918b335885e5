package dev.fettle.server.rollouts;

import dev.fettle.core.access.Scope;
import dev.fettle.core.approval.Asked;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.rollout.HostCourse;
import dev.fettle.core.rollout.Rollout;
import dev.fettle.core.rollout.RolloutEvent;
import dev.fettle.core.signing.Octets;
import dev.fettle.server.agents.Agents;
import dev.fettle.server.changes.Changes;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.orders.Orders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes roll-outs on by what has happened since and by the time. Any number of servers may do so at once. */
@Component
public final class AdvanceRollouts {
    /** A longer break between two looks, and hosts could not be heard meanwhile. */
    private static final Duration BREAK = Duration.ofSeconds(30);

    /** So often is noted that a roll-out was looked at. */
    private static final Duration NOTED = Duration.ofSeconds(10);

    private final RolloutStore store;
    private final Turns turns;
    private final RolloutNotes notes;
    private final Changes changes;
    private final Agents agents;
    private final Orders orders;
    private final SoakWatch watch;
    private final TransactionTemplate transaction;
    private final Clock clock;

    AdvanceRollouts(
            RolloutStore store,
            Turns turns,
            RolloutNotes notes,
            Changes changes,
            Agents agents,
            Orders orders,
            SoakWatch watch,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.store = store;
        this.turns = turns;
        this.notes = notes;
        this.changes = changes;
        this.agents = agents;
        this.orders = orders;
        this.watch = watch;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** The numbers of those that have not ended. */
    List<Long> open() {
        return store.open();
    }

    /**
     * Takes one on; nothing is done if it has ended or another server is at it.
     *
     * @throws TamperedException if the database has something else than what was approved
     */
    void advance(long number) {
        transaction.executeWithoutResult(_ -> store.lockIfFree(number).ifPresent(this::advance));
    }

    private void advance(RolloutHead head) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant heardSince = head.tickedAt().plus(BREAK).isBefore(now) ? now : head.heardSince();
        Turn turn = turns.begin(head);
        Rollout before = turn.rollout();
        turns.hear(turn);
        hostsHeard(turn, now);
        watch.look(turn, now);
        turn.happens(tick(head, turn.before(), heardSince, now));
        turns.end(turn, now);
        if (!turn.rollout().stage().equals(before.stage())) {
            notes.moved(Actor.server("roll-outs"), "rollout.moved", head, before, turn.rollout(), "");
        }
        if (head.tickedAt().plus(NOTED).isBefore(now) || !heardSince.equals(head.heardSince())) {
            store.ticked(head.number(), heardSince, now);
        }
    }

    /** What a roll-out would be told of this moment. */
    RolloutEvent.Tick tick(RolloutHead head, Held held) {
        return tick(head, held, head.heardSince(), clock.instant());
    }

    private RolloutEvent.Tick tick(RolloutHead head, Held held, Instant heardSince, Instant now) {
        return new RolloutEvent.Tick(now, held.calendars().openings(now), approved(head), heardSince);
    }

    /** Those that did not take their orders and have been heard of since. One that is at another order goes on missing them. */
    private void hostsHeard(Turn turn, Instant now) {
        Rollout rollout = turn.rollout();
        Map<Integer, HostId> heard = new HashMap<>();
        for (int place = 0; place < rollout.courses().size(); place++) {
            HostCourse course = rollout.courses().at(place);
            int number = place;
            course.missedAt()
                    .flatMap(missed ->
                            agents.lastSeen(turn.before().hosts().get(number)).filter(seen -> seen.isAfter(missed)))
                    .ifPresent(_ -> heard.put(number, turn.before().hosts().get(number)));
        }
        Set<HostId> busy = orders.atWork(heard.values());
        heard.forEach((place, host) -> {
            if (!busy.contains(host)) {
                turn.happens(new RolloutEvent.Heard(place, now));
            }
        });
    }

    /** The hash of what may be carried out of a change now; null if nothing may. */
    private @Nullable Octets approved(RolloutHead head) {
        return changes.find(head.change(), Scope.everything())
                .filter(change -> change.state().mayRun())
                .flatMap(change -> change.state().request())
                .map(Asked::content)
                .orElse(null);
    }
}
