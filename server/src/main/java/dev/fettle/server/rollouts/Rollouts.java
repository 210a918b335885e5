package dev.fettle.server.rollouts;

import dev.fettle.core.access.Scope;
import dev.fettle.core.rollout.RolloutEvent;
import dev.fettle.core.rollout.RolloutPlan;
import dev.fettle.core.rollout.Standing;
import dev.fettle.core.rollout.Wait;
import dev.fettle.core.rollout.Wave;
import dev.fettle.server.api.lists.Condition;
import dev.fettle.server.changes.ChangeBuilds;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.live.LiveSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The roll-outs, for people to see. One is seen by those who see all of its hosts. */
@Component
public final class Rollouts implements LiveSource {
    private static final int MOST_ENDED = 200;

    private final RolloutStore store;
    private final RolloutHostStore hosts;
    private final FactStore facts;
    private final RolloutMemory memory;
    private final AdvanceRollouts advance;
    private final ChangeBuilds builds;

    Rollouts(
            RolloutStore store,
            RolloutHostStore hosts,
            FactStore facts,
            RolloutMemory memory,
            AdvanceRollouts advance,
            ChangeBuilds builds) {
        this.store = store;
        this.hosts = hosts;
        this.facts = facts;
        this.memory = memory;
        this.advance = advance;
        this.builds = builds;
    }

    /** Empty too if one of its hosts is not in scope. */
    public Optional<RolloutHead> find(long number, Scope scope) {
        return store.find(number, scope);
    }

    /** A part of those in scope. */
    List<RolloutHead> part(Condition condition, Scope scope) {
        return store.part(condition, scope);
    }

    /** The newest first. */
    public List<RolloutHead> newest(RolloutFilter filter, Scope scope, int limit) {
        return store.newest(filter, scope, limit);
    }

    /**
     * A roll-out that has ended, with hosts that nobody has taken on since.
     *
     * @param hosts how many are left over or have failed, and are in no later roll-out or change
     */
    record Unattended(RolloutHead head, int hosts) {}

    /** Those that have ended since, the newest first. */
    List<Unattended> unattended(Instant since, Scope scope, int limit) {
        List<RolloutHead> ended = store.endedPartly(since, scope, MOST_ENDED).stream()
                .filter(head -> head.failed() + head.count(Standing.LEFT_OVER) > 0)
                .toList();
        if (ended.isEmpty()) {
            return List.of();
        }
        Map<Long, Integer> found =
                hosts.unattended(ended.stream().map(RolloutHead::number).toList());
        return ended.stream()
                .filter(head -> found.containsKey(head.number()))
                .limit(limit)
                .map(head -> new Unattended(head, found.getOrDefault(head.number(), 0)))
                .toList();
    }

    /**
     * A roll-out with what it keeps to.
     *
     * @param waits what it waits for; empty if it has ended
     * @param opens when an opening that does begins; empty if none ever does
     */
    record Whole(RolloutHead head, RolloutPlan plan, List<Wait> waits, Function<Wait.Needed, Optional<Instant>> opens) {
        RolloutWords words(Function<Instant, String> time) {
            return new RolloutWords(plan.waves(), time, opens);
        }
    }

    /** @param head that was found in scope */
    Whole whole(RolloutHead head) {
        Held held = memory.of(head);
        RolloutEvent.Tick tick = advance.tick(head, held);
        return new Whole(
                head,
                held.machine().plan(),
                held.machine().waits(held.rollout(), tick),
                needed -> held.calendars().opens(needed.calendar(), needed.time(), tick.now()));
    }

    /**
     * How many package files of one that goes on are kept now; null if it has ended.
     *
     * @throws TamperedException if what is stored is not what was approved
     */
    ChangeBuilds.@Nullable Keeping keeping(RolloutHead head) {
        return head.open() ? builds.keeping(memory.of(head).content()) : null;
    }

    /**
     * A host of a roll-out.
     *
     * @param wave by number, from 0
     * @param name empty if the host is not there any more
     * @param fact what became of it last; null if it has not come to an end
     */
    record HostRow(
            int place,
            int wave,
            HostId host,
            String name,
            HostForm form,
            long order,
            @Nullable ChangeFact fact) {}

    /**
     * Some hosts in the order of the plan.
     *
     * @param state as {@link HostForm#state}; empty for all
     * @param name a part of the host's name; empty for all
     * @param wave by number, from 0; -1 for all
     * @param from the first place
     */
    List<HostRow> hosts(Whole whole, String state, String name, int wave, int from, int limit) {
        int first = from;
        int end = whole.plan().targets().size();
        if (wave >= 0) {
            if (wave >= whole.plan().waves().size()) {
                return List.of();
            }
            Wave only = whole.plan().waves().get(wave);
            first = Math.max(from, only.from());
            end = only.to();
        }
        List<RolloutHostStore.Row> found = hosts.list(whole.head().number(), state, name, first, end, limit);
        Map<Integer, ChangeFact> last = facts.last(
                whole.head().number(),
                found.stream().map(row -> row.kept().place()).toList());
        return found.stream()
                .map(row -> {
                    RolloutHostStore.Last order = row.kept().order();
                    return new HostRow(
                            row.kept().place(),
                            whole.plan().waveOf(row.kept().place()),
                            row.kept().host(),
                            row.name(),
                            HostForm.of(row.kept().course()),
                            order == null ? 0 : order.number(),
                            last.get(row.kept().place()));
                })
                .toList();
    }

    /** Whether something is wanted with a host that a roll-out does not have. */
    boolean lacks(RolloutHead head, SteerRollout.Wish wish) {
        return switch (wish) {
            case SteerRollout.Wish.Skip(HostId host) -> !hosts.has(head.number(), host);
            case SteerRollout.Wish.Retry(HostId host) -> !hosts.has(head.number(), host);
            case SteerRollout.Wish.Pause(), SteerRollout.Wish.Resume(), SteerRollout.Wish.Abort _ -> false;
        };
    }

    @Override
    public String live() {
        return "rollouts";
    }

    @Override
    public Object mark() {
        return store.mark();
    }
}
