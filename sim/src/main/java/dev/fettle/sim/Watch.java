package dev.fettle.sim;

import dev.fettle.core.plan.Gate;
import dev.fettle.core.plan.OnBreach;
import dev.fettle.core.rollout.Deed;
import dev.fettle.core.rollout.HostState;
import dev.fettle.core.rollout.Instruction;
import dev.fettle.core.rollout.Rollout;
import dev.fettle.core.rollout.RolloutEvent;
import dev.fettle.core.rollout.RolloutMachine;
import dev.fettle.core.rollout.RolloutPlan;
import dev.fettle.core.rollout.Stage;
import dev.fettle.core.rollout.Standing;
import dev.fettle.core.rollout.Step;
import dev.fettle.core.rollout.TakeBack;
import dev.fettle.core.rollout.Target;
import dev.fettle.core.rollout.Wave;
import dev.fettle.core.rollout.Why;
import dev.fettle.core.signing.Octets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Sees everything that is ordered and everything that hosts do, and throws a {@link Violation} at what must not be. */
final class Watch {
    /** It is asked what it waits for each time so many steps have been taken. */
    private static final int TELLS = 7;

    private final Scenario scenario;
    private final RolloutPlan plan;
    private final VirtualClock clock;
    private final List<HostLedger> hosts = new ArrayList<>();
    private final Map<Integer, Instruction.Give> executing = new HashMap<>();
    private final Set<String> begun = new HashSet<>();
    private final int[] accepted;
    private final int[] waivedFailed;
    private final int[] waivedDone;
    private final @Nullable Instant[] settledAt;
    private final boolean[] passed;
    private final @Nullable List<String> log;
    /** What time it is as far as silence is judged: after a break, hosts have ten minutes to be heard. */
    private Instant judged;

    private boolean paused;
    private boolean ended;
    private long steps;

    Watch(Scenario scenario, VirtualClock clock, @Nullable List<String> log) {
        this.scenario = scenario;
        this.plan = scenario.plan();
        this.clock = clock;
        this.log = log;
        for (int i = 0; i < plan.targets().size(); i++) {
            hosts.add(new HostLedger(plan.limits().attempts()));
        }
        int waves = plan.waves().size();
        accepted = new int[waves];
        waivedFailed = new int[waves];
        waivedDone = new int[waves];
        Arrays.fill(accepted, -1);
        Arrays.fill(waivedFailed, -1);
        judged = scenario.begins();
        settledAt = new Instant[waves];
        passed = new boolean[waves];
    }

    long steps() {
        return steps;
    }

    private static void must(boolean holds, String rule, String message) {
        if (!holds) {
            throw new Violation(rule, message);
        }
    }

    /** After each step of the machine. */
    void saw(Rollout before, RolloutEvent event, Step step) {
        steps++;
        if (log != null && !(step instanceof Step.Unchanged)) {
            log.add(clock.now() + " " + event + " -> " + told(before, step));
        }
        if (step instanceof Step.Refused) {
            return;
        }
        if (event instanceof RolloutEvent.Tick tick && steps % TELLS == 0) {
            Rollout now = step instanceof Step.Moved(Rollout after, List<Instruction> _) ? after : before;
            must(
                    now.stage() instanceof Stage.Ended
                            || !new RolloutMachine(plan).waits(now, tick).isEmpty(),
                    "waits",
                    "it does not say for what");
        }
        boolean wasPaused = paused;
        switch (event) {
            case RolloutEvent.ByHost told -> hosts.get(told.target()).told(told);
            case RolloutEvent.Pause _ -> paused = true;
            case RolloutEvent.Abort _ -> paused = false;
            case RolloutEvent.Resume() -> resumed(before);
            case RolloutEvent.Skip(int target) -> hosts.get(target).skip();
            case RolloutEvent.Retry(int target, Instant _) -> {
                hosts.get(target).retry();
                settledAt[plan.waveOf(target)] = null;
            }
            case RolloutEvent.Tick tick -> {
                if (!tick.now().isBefore(tick.hearing().plus(Duration.ofMinutes(10)))) {
                    judged = tick.now();
                }
            }
        }
        for (int wave = 0; wave < accepted.length; wave++) {
            accepted[wave] = Math.min(accepted[wave], failed(wave));
        }
        if (!(step instanceof Step.Moved(Rollout after, List<Instruction> instructions))) {
            return;
        }
        must(!ended || instructions.isEmpty(), "ended", "orders after the end");
        for (int i = 0; i < hosts.size(); i++) {
            if (after.courses().at(i).state() instanceof HostState.LeftOver) {
                must(!hosts.get(i).isOpen(judged), "left over", "host " + i + " has an order");
                must(!hosts.get(i).isTouched(), "left over", "host " + i + " may have been changed");
                hosts.get(i).leave();
            }
            HostState state = after.courses().at(i).state();
            boolean ends = state instanceof HostState.Failed || state instanceof HostState.Stuck;
            if (ends && hosts.get(i).isUnheard() && !hosts.get(i).isBroken(judged)) {
                hosts.get(i).giveUp();
            }
        }
        // The next wave may begin, and hosts that are away be asked again, in one step.
        BitSet away = new BitSet();
        for (int i = 0; i < hosts.size(); i++) {
            away.set(i, hosts.get(i).isAway());
        }
        for (Instruction instruction : instructions) {
            if (instruction instanceof Instruction.Give give) {
                must(!wasPaused, "paused", "an order while a person has paused it");
                must(!(before.stage() instanceof Stage.Paused), "paused", "an order while it is halted");
                checkGiven(give, after, event);
            } else if (instruction instanceof Instruction.Withdraw(int target, int order)) {
                hosts.get(target).withdrew(order);
            }
        }
        if (steps % TELLS == 0) {
            recount(after);
        }
        settle(after, away);
        checkWaves(before, after);
        checkStage(before, after);
        ended = after.stage() instanceof Stage.Ended;
    }

    private static String told(Rollout before, Step step) {
        return switch (step) {
            case Step.Moved(Rollout after, List<Instruction> instructions) ->
                (after.stage().equals(before.stage()) ? "" : after.stage() + " ") + instructions + " "
                        + after.tallies();
            case Step.Refused(String why) -> why;
            case Step.Unchanged() -> "";
        };
    }

    private void resumed(Rollout before) {
        paused = false;
        if (before.stage() instanceof Stage.Paused(Stage _, Why.Breach why)) {
            accepted[why.wave()] = failed(why.wave());
        } else if (before.stage() instanceof Stage.Paused(Stage _, Why.AtGate why)) {
            waivedFailed[why.wave()] = upTo(why.wave(), this::failed);
            waivedDone[why.wave()] = upTo(why.wave(), this::done);
        }
    }

    private static int upTo(int wave, IntUnaryOperator count) {
        return IntStream.rangeClosed(0, wave).map(count).sum();
    }

    private int count(int from, int to, IntPredicate which) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += which.test(i) ? 1 : 0;
        }
        return count;
    }

    private int failed(int wave) {
        Wave is = plan.waves().get(wave);
        return count(is.from(), is.to(), i -> isFailed(hosts.get(i)));
    }

    private boolean isFailed(HostLedger host) {
        return !host.isSkipped() && (host.isBroken(judged) || host.isBack());
    }

    private int done(int wave) {
        Wave is = plan.waves().get(wave);
        return count(is.from(), is.to(), i -> hosts.get(i).isDone());
    }

    private void checkGiven(Instruction.Give give, Rollout after, RolloutEvent event) {
        int number = give.target();
        Target target = plan.targets().get(number);
        Instant now = clock.now();
        HostLedger host = hosts.get(number);
        String what = give + " at " + now;
        must(!host.isOpen(judged), "one order at a time", what);
        must(!host.isSkipped(), "skipped", what);
        if (!give.back() && give.deed().changesHost()) {
            Octets approved = event instanceof RolloutEvent.Tick tick ? tick.approved() : null;
            must(plan.content().equals(approved), "approval", what);
        }
        boolean anyTime = !give.deed().changesHost() || target.calendar() < 0 || (give.back() && plan.backAnyTime());
        if (!anyTime) {
            Nights nights = scenario.calendars().get(target.calendar());
            Duration takes =
                    switch (give.deed()) {
                        case INSTALL, ROLL_BACK -> target.expected();
                        case RESTART, REBOOT, VERIFY -> target.rest();
                    };
            // From now until the host has to be through, if it begins as late as it may.
            must(nights.isOpenByTheWall(now), "window", what);
            Instant last = give.beginBy().plus(takes).minusSeconds(1);
            must(nights.isOpenByTheWall(last), "window", what + " would end outside");
        }
        boolean begins = give.deed() == Deed.INSTALL;
        if (begins) {
            checkBegin(give, target, after, what);
        }
        boolean wasUnavailable = host.isUnavailable(judged);
        host.gave(give);
        int open = count(0, hosts.size(), i -> hosts.get(i).isOpen(judged));
        must(open <= plan.limits().atOnce(), "at once", what + ": " + open + " orders are out");
        if (begins) {
            int unavailable = count(0, hosts.size(), i -> hosts.get(i).isUnavailable(judged));
            must(
                    wasUnavailable || unavailable <= plan.limits().unavailable(),
                    "unavailable",
                    what + ": " + unavailable);
        }
        must(after.courses().at(number).orders() == give.order(), "numbers", what);
    }

    private void checkBegin(Instruction.Give give, Target target, Rollout after, String what) {
        must(after.stage() instanceof Stage.Rolling, "stage", what + " in " + after.stage());
        must(plan.waveOf(give.target()) <= after.stage().reached(), "wave", what + " before its wave");
        must(!hosts.get(give.target()).isDone(), "done", what + " once more");
        int wave = plan.waveOf(give.target());
        for (int i = 0; i < hosts.size(); i++) {
            HostLedger other = hosts.get(i);
            boolean before = i < give.target();
            Target is = plan.targets().get(i);
            boolean cleared = other.isDone() || other.isSkipped();
            if (i != give.target() && target.cluster() >= 0 && is.cluster() == target.cluster()) {
                must(!before || cleared, "cluster order", what + " while " + i + " is not done");
                boolean changes = other.isOpen(judged) || other.isMidway(judged);
                boolean broken = !hosts.get(give.target()).isUnavailable(judged) && other.isUnavailable(judged);
                must(cleared || !(changes || broken), "cluster", what + " with " + i);
            }
            if (plan.waveOf(i) == wave && is.rank() < target.rank()) {
                must(cleared, "rank", what + " while " + i + " is not done");
            }
        }
        for (int i = 0; i < plan.waves().size(); i++) {
            Wave is = plan.waves().get(i);
            int failed = failed(i);
            boolean tooMany = failed > is.gate().mostFailed()
                    || failed * 100.0 / Math.max(1, is.to() - is.from())
                            > is.gate().mostFailedPercent();
            must(failed <= accepted[i] || !tooMany, "breach", what + " after " + failed + " failed in wave " + i);
        }
    }

    private void recount(Rollout rollout) {
        for (Standing standing : Standing.values()) {
            int count = count(0, hosts.size(), i -> rollout.courses().at(i).standing() == standing);
            must(rollout.count(standing) == count, "tally", standing + " are " + count);
        }
    }

    /** Each wave that is left behind has passed its gate just then. */
    private void checkWaves(Rollout before, Rollout after) {
        int wave = after.stage() instanceof Stage.Ended ? 0 : after.stage().reached();
        if (wave > before.stage().reached()) {
            for (int i = 0; i < wave; i++) {
                if (!passed[i]) {
                    checkPassed(i, plan.waves().get(i), "wave " + wave);
                    passed[i] = true;
                }
            }
        }
    }

    private void checkPassed(int number, Wave wave, String what) {
        Instant since = settledAt[number];
        must(since != null, "wave", what + " before wave " + number + " has come to its end");
        if (since != null) {
            must(!clock.now().isBefore(since.plus(wave.soak())), "soak", what);
        }
        int failed = upTo(number, this::failed);
        int done = upTo(number, this::done);
        if (failed <= waivedFailed[number] && done >= waivedDone[number]) {
            return;
        }
        Gate gate = wave.gate();
        must(done(number) >= gate.leastSucceeded(), "gate", what + " after " + done(number) + " in wave " + number);
        if (gate.rateLimitPercent() > 0) {
            int tried = failed + done;
            double chance = atMost(failed, tried, gate.rateLimitPercent() / 100.0);
            must(chance < 1 - Gate.CONFIDENCE + 1e-6, "rate", what + " after " + failed + " of " + tried);
        }
    }

    /** The chance of so few failures if the rate were as high as the limit, term by term. */
    private static double atMost(int failed, int tried, double rate) {
        double sum = 0;
        for (int k = 0; k <= failed; k++) {
            double term = Math.pow(rate, k) * Math.pow(1 - rate, tried - k);
            for (int j = 1; j <= k; j++) {
                term = term * (tried - k + j) / j;
            }
            sum += term;
        }
        return sum;
    }

    /** When each wave came to its end, as far as it has; only the last one waits for hosts that are away. */
    private void settle(Rollout after, BitSet away) {
        int reached = Math.min(after.stage().reached(), plan.waves().size() - 1);
        for (int wave = 0; wave <= reached; wave++) {
            Wave is = plan.waves().get(wave);
            boolean all = true;
            for (int i = is.from(); i < is.to(); i++) {
                HostLedger host = hosts.get(i);
                all &= host.isLeftOver()
                        || host.isDone()
                        || host.isSkipped()
                        || host.isBack()
                        || host.isBroken(judged)
                        || (wave + 1 < plan.waves().size()
                                && (host.isAway()
                                        || (away.get(i) && wave < after.stage().reached())));
            }
            if (!all) {
                settledAt[wave] = null;
            } else if (settledAt[wave] == null) {
                settledAt[wave] = clock.now();
            }
        }
    }

    private void checkStage(Rollout before, Rollout after) {
        for (int i = 0; i < hosts.size(); i++) {
            if (!after.courses().at(i).equals(before.courses().at(i))
                    && after.courses().at(i).state() instanceof HostState.Done) {
                must(hosts.get(i).isDone(), "verified", "host " + i + " counts as done and was not verified");
            }
        }
        boolean halted = after.stage() instanceof Stage.Paused && !(before.stage() instanceof Stage.Paused);
        if (halted
                && after.stage() instanceof Stage.Paused(Stage _, Why.Breach why)
                && plan.onBreach() != OnBreach.PAUSE) {
            Wave wave = plan.waves().get(why.wave());
            for (int i = wave.from(); i < wave.to(); i++) {
                HostLedger host = hosts.get(i);
                boolean isLeft = plan.onBreach() == OnBreach.ROLL_BACK_WAVE ? host.isTouched() : host.isBroken(judged);
                must(
                        !isLeft || host.isSkipped() || host.hasTriedBack(),
                        "taken back",
                        "host " + i + " was left as it is");
            }
        }
        if (after.stage() instanceof Stage.Ended(Stage.End end, Instant _) && !ended) {
            for (int i = 0; i < hosts.size(); i++) {
                checkEnd(before, i);
                must(!hosts.get(i).isOpen(judged), "ended", "an order of host " + i + " is out at the end");
                must(end != Stage.End.COMPLETED || hosts.get(i).isDone(), "completed", "host " + i + " is not done");
            }
        }
    }

    /** Whoever has ended it got back what they wanted back, as far as it went. */
    private void checkEnd(Rollout before, int target) {
        HostLedger host = hosts.get(target);
        if (before.stage() instanceof Stage.Ending(int wave, TakeBack which, String _)
                && which != TakeBack.NOTHING
                && !host.isSkipped()
                && !host.hasTriedBack()) {
            must(!host.isBroken(judged), "taken back", "host " + target + " was left broken at the end");
            boolean whole = which == TakeBack.ALL || (which == TakeBack.WAVE && plan.waveOf(target) == wave);
            must(!whole || !host.isTouched(), "taken back", "host " + target + " was left changed at the end");
        }
    }

    /** A host begins an order. */
    void begins(int number, Instruction.Give give) {
        must(begun.add(number + "/" + give.order()), "once", "host " + number + " begins an order twice: " + give);
        Target target = plan.targets().get(number);
        if (give.deed().changesHost()) {
            boolean anyTime = target.calendar() < 0 || (give.back() && plan.backAnyTime());
            must(
                    anyTime || scenario.calendars().get(target.calendar()).isOpenByTheWall(clock.now()),
                    "window",
                    "host " + number + " begins outside, " + give + " at " + clock.now());
            executing.forEach((other, order) -> {
                boolean over = !hosts.get(other).isOpen(judged);
                must(
                        target.cluster() < 0 || plan.targets().get(other).cluster() != target.cluster() || over,
                        "cluster",
                        "hosts " + number + " and " + other + " are changed at the same time");
            });
            executing.put(number, give);
        }
    }

    void ends(int number) {
        executing.remove(number);
    }

    /** When all is over: what is claimed is true on the hosts themselves. */
    void compare(Rollout rollout, List<SimulatedHost> truth) {
        must(
                rollout.stage() instanceof Stage.Ended,
                "ends",
                "it has not ended: " + rollout.stage() + rollout.tallies());
        for (int i = 0; i < truth.size(); i++) {
            SimulatedHost host = truth.get(i);
            var course = rollout.courses().at(i);
            if (course.state() instanceof HostState.Done) {
                must(host.isWell(false) || host.temper() == Temper.SICKENS, "truth", "host " + i + " is not done");
            }
            if (course.state() instanceof HostState.Back) {
                must(host.isWell(true), "truth", "host " + i + " is not back");
            }
            if (!course.touched()) {
                must(!host.isChanged(), "truth", "host " + i + " is said to be untouched");
            }
        }
    }
}
